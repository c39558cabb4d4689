#include <algorithm>
#include <set>
#include <utility>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The texts of a case, and what an interaction looks for in them.
class Looking {
public:
    Looking(const ReviewInput& in, const Interaction& interaction) : in_(in), interaction_(interaction) {}

    bool asks_medicines() const { return !interaction_.medicines.empty(); }
    bool asks_conditions() const { return !interaction_.conditions.empty(); }

    /// The medicines and conditions that the words name.
    std::vector<std::string> found() const {
        std::vector<std::string> texts;
        const Patient& patient = in_.patient_case.patient;
        if (patient.medicines) {
            for (const std::string& text : *patient.medicines) {
                if (names_medicine(text, interaction_.medicines) &&
                    !names_medicine(text, interaction_.not_medicines))
                    texts.push_back(text);
            }
        }
        if (patient.conditions) {
            for (const std::string& text : *patient.conditions) {
                if (names_condition(text)) texts.push_back(text);
            }
        }
        return texts;
    }

private:
    bool names_medicine(const std::string& text, const std::vector<std::string>& groups) const {
        return std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
            const ConditionWords* words = in_.library.words.medicine(group);
            return words && !condition_found({text}, *words).empty();
        });
    }
    bool names_condition(const std::string& text) const {
        return std::any_of(interaction_.conditions.begin(), interaction_.conditions.end(),
                           [&](const std::string& group) {
                               const ConditionWords* words = in_.library.words.condition(group);
                               return words && !condition_found({text}, *words).empty();
                           });
    }

    const ReviewInput& in_;
    const Interaction& interaction_;
};

Concern concern_for(const Interaction& interaction, const PlannedOpioid& opioid) {
    if (!interaction.is_about(opioid.drug, opioid.route, opioid.release)) return Concern::none;
    return opioid.starts ? interaction.started : interaction.kept;
}

Severity severity_of(Concern concern) {
    if (concern == Concern::block) return Severity::block;
    return concern == Concern::note ? Severity::note : Severity::warn;
}

void add_missing(Outcome& outcome, Outcome missing) {
    for (std::string& fact : missing.missing) {
        if (std::find(outcome.missing.begin(), outcome.missing.end(), fact) != outcome.missing.end()) return;
        outcome.missing.push_back(std::move(fact));
    }
    for (Finding& finding : missing.findings) outcome.findings.push_back(std::move(finding));
}

void look(std::vector<std::string>& looked_at, const std::string& fact) {
    if (std::find(looked_at.begin(), looked_at.end(), fact) == looked_at.end()) looked_at.push_back(fact);
}

void ask_for_facts(Outcome& outcome, const ReviewInput& in, const Interaction& interaction, Concern worst) {
    const Looking looking(in, interaction);
    const Patient& patient = in.patient_case.patient;
    const Severity severity = worst == Concern::block ? Severity::block : Severity::warn;
    if (looking.asks_medicines()) {
        look(outcome.looked_at, "medicines");
        if (!patient.medicines)
            add_missing(outcome,
                        fact_missing(severity, "medicines", "patient: {medicines: [...]} (or [] for none)",
                                     {interaction.citation}));
    }
    if (looking.asks_conditions()) {
        look(outcome.looked_at, "conditions");
        if (!patient.conditions)
            add_missing(outcome,
                        fact_missing(severity, "conditions", "patient: {conditions: [...]} (or [] for none)",
                                     {interaction.citation}));
    }
}

/// What one entry says of several medicines or conditions, and of several opioids, is said once.
struct Told {
    Concern concern = Concern::none;
    std::vector<std::string> texts, drugs;

    bool is_like(const Told& other) const {
        return concern == other.concern && (texts == other.texts || drugs == other.drugs);
    }
    void take(const Told& other) {
        for (const std::string& text : other.texts) look(texts, text);
        for (const std::string& drug : other.drugs) look(drugs, drug);
    }
};

void tell(std::vector<Told>& all, Told one) {
    for (Told& earlier : all) {
        if (earlier.is_like(one)) return earlier.take(one);
    }
    all.push_back(std::move(one));
}

std::string list_of(const std::vector<std::string>& texts, std::string_view quote) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all += i == 0 ? "" : i + 1 == texts.size() ? " and " : ", ";
        all += std::string(quote) + texts[i] + std::string(quote);
    }
    return all;
}

Finding finding_of(const Told& told, const Interaction& one) {
    Finding found = finding(severity_of(told.concern),
                            list_of(told.texts, "\"") + " with " + list_of(told.drugs, "") + ": " + one.says,
                            one.instead, {one.citation});
    found.acknowledge = told.concern == Concern::acknowledge;
    return found;
}

}  // namespace

Outcome interaction(const ReviewInput& in, std::string_view rule) {
    Outcome outcome;
    std::set<std::pair<std::string, std::string>> told;  // what of the case, with which opioid
    std::set<std::string> blocked;  // what is refused with one opioid is not warned of with another
    const std::vector<PlannedOpioid> opioids = planned_opioids(in);
    for (const Interaction& one : in.library.interactions.interactions) {
        if (one.rule != rule) continue;
        Concern worst = Concern::none;
        for (const PlannedOpioid& opioid : opioids) worst = std::max(worst, concern_for(one, opioid));
        if (worst == Concern::none) continue;
        ask_for_facts(outcome, in, one, worst);
        std::vector<Told> said;
        for (const std::string& text : Looking(in, one).found()) {
            std::vector<Told> of_text;
            for (const PlannedOpioid& opioid : opioids) {
                const Concern concern = concern_for(one, opioid);
                if (concern == Concern::none || blocked.contains(text) ||
                    !told.insert({text, opioid.id}).second)
                    continue;
                if (concern == Concern::block) blocked.insert(text);
                tell(of_text, {concern, {text}, {in.library.formulary[opioid.drug].id}});
            }
            for (Told& about : of_text) tell(said, std::move(about));
        }
        for (const Told& about : said) outcome.findings.push_back(finding_of(about, one));
    }
    return outcome;
}

Outcome qt_medicines(const ReviewInput& in) {
    return interaction(in, "qt-medicines");
}
Outcome opioid_contraindicated(const ReviewInput& in) {
    return interaction(in, "opioid-contraindicated");
}
Outcome opioid_antagonist(const ReviewInput& in) {
    return interaction(in, "opioid-antagonist");
}
Outcome maoi(const ReviewInput& in) {
    return interaction(in, "maoi");
}
Outcome seizure_risk(const ReviewInput& in) {
    return interaction(in, "seizure-risk");
}
Outcome cyp2d6(const ReviewInput& in) {
    return interaction(in, "cyp2d6");
}
Outcome cyp3a4_inhibitor(const ReviewInput& in) {
    return interaction(in, "cyp3a4-inhibitor");
}
Outcome cyp3a4_inducer(const ReviewInput& in) {
    return interaction(in, "cyp3a4-inducer");
}
Outcome methadone_level(const ReviewInput& in) {
    return interaction(in, "methadone-level");
}
Outcome alcohol(const ReviewInput& in) {
    return interaction(in, "alcohol");
}
Outcome sedatives(const ReviewInput& in) {
    return interaction(in, "sedatives");
}
Outcome raised_pressure(const ReviewInput& in) {
    return interaction(in, "raised-pressure");
}
Outcome serotonergic(const ReviewInput& in) {
    return interaction(in, "serotonergic");
}
Outcome adrenal_insufficiency(const ReviewInput& in) {
    return interaction(in, "adrenal-insufficiency");
}
Outcome heat_patch(const ReviewInput& in) {
    return interaction(in, "heat-patch");
}

}  // namespace stepdown::rules
