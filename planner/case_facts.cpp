#include "planner/case_facts.hpp"

#include <algorithm>
#include <array>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/taper.hpp"

namespace stepdown {

namespace {

std::vector<Regimen> taken(const Case& patient_case) {
    std::vector<Regimen> all;
    for (const CaseOpioid& one : patient_case.opioids) {
        if (!one.verified_not_taking) all.push_back(one.regimen);
    }
    return all;
}

Answer unknown(std::string fact) {
    return {FactState::unknown, {}, {std::move(fact)}};
}
Answer absent() {
    return {FactState::absent, {}, {}};
}
Answer present(std::string what) {
    return {FactState::present, {std::move(what)}, {}};
}
Answer yes_if(bool holds, std::string what) {
    return holds ? present(std::move(what)) : absent();
}

/// A fact that the case states by yes or no, and the words for it.
Answer stated(const std::optional<bool>& fact, bool is, const std::string& name) {
    if (!fact) return unknown(name);
    return yes_if(*fact == is, name + (*fact ? "" : ": no"));
}

bool names(const std::string& text, const std::vector<std::string>& names) {
    return !condition_found({text}, ConditionWords{"", names, {}, {}, Evidence::unverified}).empty();
}

std::string first_named(const std::optional<std::vector<std::string>>& list,
                        const std::vector<std::string>& wanted) {
    if (!list) return "";
    const auto found =
        std::find_if(list->begin(), list->end(), [&](const std::string& one) { return names(one, wanted); });
    return found == list->end() ? "" : *found;
}

constexpr std::array<std::string_view, 4> liver_grades{"none", "child-pugh-a", "child-pugh-b",
                                                       "child-pugh-c"};
std::size_t grade_of(const std::string& liver) {
    return static_cast<std::size_t>(std::find(liver_grades.begin(), liver_grades.end(), liver) -
                                    liver_grades.begin());
}

}  // namespace

/// Answers one test; each function one kind of it.
struct CaseFacts::Asking {
    const CaseFacts& facts;
    const std::vector<std::string>& but_not;

    const Patient& patient() const { return facts.case_.patient; }

    Answer operator()(const asks::TakesOpioid& test) const {
        for (const Regimen& regimen : facts.opioids_) {
            const bool is_it = test.drugs.empty() || std::find(test.drugs.begin(), test.drugs.end(),
                                                               regimen.drug) != test.drugs.end();
            if (is_it) return present(regimen.text);
        }
        return absent();
    }

    Answer operator()(const asks::HasCondition& test) const {
        if (!patient().conditions) return unknown("conditions");
        for (const std::string& id : test.words) {
            const ConditionWords* words = facts.library_.words_of(id);
            const std::string found = words ? condition_found(*patient().conditions, *words) : "";
            if (!found.empty()) return present("\"" + found + "\"");
        }
        return absent();
    }

    Answer operator()(const asks::TakesMedicine& test) const {
        if (!patient().medicines) return unknown("medicines");
        for (const std::string& medicine : *patient().medicines) {
            if (!but_not.empty() && names(medicine, but_not)) continue;
            for (const std::string& id : test.words) {
                const ConditionWords* words = facts.library_.words_of(id);
                const AdjunctGuide* adjunct = words ? nullptr : facts.library_.adjunct(id);
                const bool is_it = words ? !condition_found({medicine}, *words).empty()
                                         : adjunct && names(medicine, adjunct->names);
                if (is_it) return present("\"" + medicine + "\"");
            }
        }
        return absent();
    }

    Answer operator()(const asks::AgeFrom& test) const {
        const std::optional<double> age = age_on(patient(), facts.as_of_);
        if (!age) return unknown("age");
        return yes_if(*age >= test.years, show_decimal(*age, 0) + " years old");
    }
    Answer operator()(const asks::AgeBelow& test) const {
        const std::optional<double> age = age_on(patient(), facts.as_of_);
        if (!age) return unknown("age");
        return yes_if(*age < test.years, show_decimal(*age, 0) + " years old");
    }

    Answer operator()(const asks::LiverFrom& test) const {
        if (!patient().liver) return unknown("liver");
        return yes_if(grade_of(*patient().liver) >= grade_of(test.grade), *patient().liver);
    }

    Answer operator()(const asks::QtcFrom& test) const {
        if (!patient().qtc) return unknown("QTc");
        return yes_if(reaches(patient().qtc->value, test.limit),
                      "QTc " + show(patient().qtc->value, unit::milliseconds, 0));
    }

    /// Where an opioid has no factor, what the others bring is the least that is taken.
    Answer operator()(const asks::ExposureFrom& test) const {
        MmeRate least = unit::mme_per_day(0);
        for (const ExposureLine& line : facts.exposure_.lines) {
            if (line.result) least += *line.result;
        }
        if (reaches(least, test.limit)) return present(show(least, unit::mme_per_day, 1));
        if (facts.exposure_.complete && facts.exposure_.total) return absent();
        return unknown("a factor for every opioid");
    }

    Answer operator()(const asks::UsedFor& test) const {
        if (!facts.used_for_) return unknown("used_for");
        return yes_if(reaches(*facts.used_for_, test.limit), "for " + show_span(*facts.used_for_));
    }

    Answer operator()(const asks::CowsFrom& test) const {
        const std::optional<int>& cows = facts.case_.hyperalgesia.cows;
        if (!cows) return unknown("cows");
        return yes_if(*cows >= test.points, "COWS " + std::to_string(*cows));
    }

    /// A low estimate warns however old it is; only a good one speaks for safety.
    Answer operator()(const asks::ClearanceBelow& test) const {
        const Kidney& kidney = facts.kidney_;
        if (kidney.state == KidneyState::dialysis) return present(in_words(kidney));
        const std::optional<Clearance> lowest = kidney.lowest();
        if (lowest && exceeds(test.limit, *lowest)) return present(in_words(kidney));
        const std::optional<Clearance> clears = kidney.that_clears();
        if (clears) return absent();
        if (!kidney.missing.empty()) return {FactState::unknown, {}, kidney.missing};
        return unknown("stable kidney function");
    }

    Answer operator()(const asks::WeightBelow& test) const {
        if (!patient().weight) return unknown("weight");
        return yes_if(exceeds(test.limit, *patient().weight), show(*patient().weight, unit::kg, 1));
    }

    Answer operator()(const asks::YesNo& test) const {
        const Hyperalgesia& seen = facts.case_.hyperalgesia;
        const Readiness& readiness = facts.case_.readiness;
        switch (test.fact) {
            case YesNoFact::pregnant:
                return stated(pregnancy(), test.is, "pregnant");
            case YesNoFact::breastfeeding:
                return stated(patient().breastfeeding, test.is, "breastfeeding");
            case YesNoFact::frail:
                return stated(patient().frail, test.is, "frail");
            case YesNoFact::dialysis:
                return dialysis(test.is);
            case YesNoFact::extended_release:
                return extended_release(test.is);
            case YesNoFact::opioid_use_disorder:
                return stated(use_disorder(), test.is, "opioid use disorder");
            case YesNoFact::suicidality:
                return stated(readiness.suicidality, test.is, "suicidality");
            case YesNoFact::naloxone_at_home:
                return stated(readiness.naloxone, test.is, "naloxone at home");
            case YesNoFact::worse_despite_increase:
                return stated(seen.worse_despite_increase, test.is, "pain worse despite increase");
            case YesNoFact::spreading:
                return stated(seen.spreading, test.is, "pain spreading");
            case YesNoFact::allodynia:
                return stated(seen.allodynia, test.is, "allodynia");
            case YesNoFact::new_injury_or_progression:
                return stated(seen.new_injury_or_progression, test.is, "new injury or progression");
            case YesNoFact::less_pain_after_reduction:
                return stated(seen.less_pain_after_reduction, test.is, "less pain after reduction");
            case YesNoFact::worse_before_next_dose:
                return stated(seen.worse_before_next_dose, test.is, "worse before next dose");
            case YesNoFact::raised_quickly:
                return stated(seen.raised_quickly, test.is, "dose raised quickly");
            case YesNoFact::recent_surgery_with_high_dose:
                return stated(seen.recent_surgery_with_high_dose, test.is, "recent surgery with high dose");
            case YesNoFact::low_mood:
                return stated(seen.low_mood, test.is, "low mood");
            case YesNoFact::threshold_lowered:
                return threshold(test.is);
            case YesNoFact::genotype_known:
                break;
        }
        if (seen.comt.empty()) return unknown("COMT genotype");
        return yes_if(test.is, seen.comt);
    }

private:
    /// Where nobody needs to ask, no pregnancy.
    std::optional<bool> pregnancy() const {
        if (patient().pregnant) return patient().pregnant;
        if (patient().sex == Sex::male) return false;
        const std::optional<double> age = age_on(patient(), facts.as_of_);
        const SafetyLimits& limits = facts.library_.limits;
        const bool outside = age && (*age < limits.may_be_pregnant_from_years.for_caution() ||
                                     *age > limits.may_be_pregnant_to_years.for_caution());
        return outside ? std::optional(false) : std::nullopt;
    }

    std::optional<bool> use_disorder() const {
        const auto& opioids = facts.case_.opioids;
        const bool treated = std::any_of(opioids.begin(), opioids.end(), [](const CaseOpioid& one) {
            return one.purpose == Purpose::opioid_use_disorder;
        });
        return treated ? std::optional(true) : facts.case_.readiness.opioid_use_disorder;
    }

    Answer dialysis(bool is) const {
        if (facts.kidney_.state == KidneyState::dialysis) return yes_if(is, in_words(facts.kidney_));
        if (!patient().dialysis && !patient().conditions) return unknown("dialysis");
        return yes_if(!is, "no dialysis");
    }

    Answer extended_release(bool is) const {
        const auto& all = facts.opioids_;
        const auto found = std::find_if(all.begin(), all.end(), [](const Regimen& one) {
            return one.release == Release::extended || one.route == Route::transdermal;
        });
        if (found == all.end()) return yes_if(!is, "immediate release only");
        return yes_if(is, found->text);
    }

    Answer threshold(bool is) const {
        const Hyperalgesia& seen = facts.case_.hyperalgesia;
        if (seen.threshold_away_from_injury.empty()) return unknown("sensory testing");
        const std::string on = seen.tested_on ? ", " + iso(*seen.tested_on) : "";
        return yes_if((seen.threshold_away_from_injury == "lowered") == is,
                      "threshold " + seen.threshold_away_from_injury + on);
    }
};

CaseFacts::CaseFacts(const Case& patient_case, const Library& library, Date as_of)
    : case_(patient_case),
      library_(library),
      as_of_(as_of),
      kidney_(kidney_of(patient_case.patient, as_of, library.kidney)),
      opioids_(taken(patient_case)),
      exposure_(stepdown::exposure(opioids_, library.exposure(), Counting::most_allowed)),
      used_for_(with_longest_use(patient_case, as_of).used_for) {}

Answer CaseFacts::answer(const FactTests& tests, const std::vector<std::string>& but_not) const {
    Answer all{FactState::present, {}, {}};
    for (const FactTest& test : tests) {
        Answer one = std::visit(Asking{*this, but_not}, test);
        if (one.state == FactState::absent) return absent();
        if (one.state == FactState::unknown) all.state = FactState::unknown;
        all.found.insert(all.found.end(), one.found.begin(), one.found.end());
        all.missing.insert(all.missing.end(), one.missing.begin(), one.missing.end());
    }
    return all;
}

std::string CaseFacts::medicine_named(const std::vector<std::string>& wanted) const {
    return first_named(case_.patient.medicines, wanted);
}

std::string CaseFacts::allergy_named(const std::vector<std::string>& wanted) const {
    return first_named(case_.patient.allergies, wanted);
}

}  // namespace stepdown
