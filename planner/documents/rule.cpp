#include <algorithm>
#include <array>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/known.hpp"
#include "planner/references.hpp"
#include "planner/review.hpp"

namespace stepdown {

namespace {

std::string_view word(OrganVerdict verdict) {
    constexpr std::array<std::string_view, 4> words{"usual", "start lower", "weigh, and acknowledge",
                                                    "not to be started"};
    return words.at(static_cast<std::size_t>(verdict));
}

std::string_view word(Concern concern) {
    constexpr std::array<std::string_view, 5> words{"nothing", "note", "warning", "warning to acknowledge",
                                                    "block"};
    return words.at(static_cast<std::size_t>(concern));
}

/// Tells what the data hold for one rule.
class RuleDocument {
public:
    RuleDocument(const Library& library, References& references)
        : library_(library), references_(references) {}

    /// What opioids need of an organ; no rows for another rule.
    Section bands(std::string_view rule) {
        Table table{"bands",
                    {{"opioid", "Opioid"},
                     {"from", "From"},
                     {"verdict", "Verdict"},
                     {"says", "Says"},
                     {"source", "Source"}},
                    {}};
        if (rule == "kidney-opioid") {
            for (const KidneyOpioid& one : library_.kidney.opioids) {
                for (const KidneyBand& band : one.bands)
                    add(table, one.of.drug, show(band.from, unit::ml_per_minute), band.advice);
                add(table, one.of.drug, "dialysis", one.on_dialysis);
            }
        } else if (rule == "liver-opioid") {
            constexpr std::array<std::string_view, 3> classes{"Child-Pugh A", "Child-Pugh B", "Child-Pugh C"};
            for (const LiverOpioid& one : library_.liver.opioids) {
                for (std::size_t i = 0; i < classes.size(); ++i)
                    add(table, one.of.drug, std::string(classes.at(i)), one.classes.at(i));
            }
        }
        return {"bands", "What the data say", {std::move(table)}};
    }

    /// With which opioids the rule speaks, and the words that it looks for.
    Section interactions(std::string_view rule) {
        Section section{"interactions", "What the data say", {}};
        for (const Interaction& one : library_.interactions.interactions) {
            if (one.rule != rule) continue;
            section.blocks.emplace_back(Paragraph{
                "With " + opioids(one) + ": " + std::string(word(one.started)) + " for a start or raise, " +
                    std::string(word(one.kept)) + " for what is kept or reduced. " + one.instead,
                references_.numbers({one.citation})});
            for (const std::string& group : one.medicines) add(section, library_.words.medicine(group));
            for (const std::string& group : one.conditions) add(section, library_.words.condition(group));
        }
        return section;
    }

    /// The numbers and words of a rule without a table or an interaction.
    Section limits(std::string_view rule) {
        Section section{"limits", "What the data say", {}};
        const SafetyLimits& of = library_.limits;
        const InteractionGuide& guide = library_.interactions;
        const auto say = [&](std::string_view id, const std::string& text, CitationId from) {
            if (id == rule) section.blocks.emplace_back(Paragraph{text, references_.numbers({from})});
        };
        const auto years = [](const Sourced<double>& age) {
            return show_decimal(age.for_caution(), 0) + " years";
        };
        say("window-ceiling",
            "Within any " + show_span(of.window.for_caution()) + " at most " +
                percent(of.largest_window_cut) + " of the dose in force before the first cut.",
            of.largest_window_cut.citation());
        say("weekly-ceiling",
            "A cut is at most " + percent(of.largest_weekly_cut) + " of the original dose for each " +
                show_span(of.week.for_caution()) + " that it is held.",
            of.largest_weekly_cut.citation());
        say("outside-protocol-range",
            "A cut that the products force asks to be acknowledged above " + percent(of.acknowledge_above) +
                " of the current dose, is refused above " + percent(of.block_above) + ", and is held " +
                show_decimal(of.flagged_hold.for_caution(), 0) + " times as long.",
            of.acknowledge_above.citation());
        say("use-under-four-weeks", "Under " + show_span(of.shortest_use.for_caution()) + " of use.",
            of.shortest_use.citation());
        say("under-age", "Under " + years(of.adult_from_years) + ".", of.adult_from_years.citation());
        say("pregnancy",
            "Asked for from " + years(of.may_be_pregnant_from_years) + " to " +
                years(of.may_be_pregnant_to_years) + ", unless the patient is male.",
            of.may_be_pregnant_from_years.citation());
        say("specialist-support",
            "Above " + show(of.specialist_above.for_caution(), unit::mme_per_day, 0) + ".",
            of.specialist_above.citation());
        say("acetaminophen-total",
            "At most " + show(of.largest_acetaminophen.for_caution(), unit::mg_per_day) +
                " over all products.",
            of.largest_acetaminophen.citation());
        for (const AcetaminophenLine& line : of.acetaminophen_lines)
            say("acetaminophen-total",
                show(line.most.for_caution(), unit::mg_per_day) + ": " + line.for_whom + ".",
                line.most.citation());
        say("sedating-medicines",
            "From " + years(guide.sedated_from_years) + " on, " +
                show_decimal(guide.sedating_medicines.for_caution(), 0) +
                " medicines that act on the brain, the opioid counted.",
            guide.sedating_medicines.citation());
        say("breathing",
            "A body mass index of " + show(guide.breathing_from_index.for_caution(), unit::kg_per_m2) +
                " and more.",
            guide.breathing_from_index.citation());
        for (const std::string_view id : {"qtc", "methadone-qtc"}) {
            const ConversionGuide& ecg = library_.conversion;
            say(id,
                "From " + show(ecg.qtc_avoid_from.for_caution(), unit::milliseconds) +
                    " on methadone is not started; from " +
                    show(ecg.qtc_ask_from.for_caution(), unit::milliseconds) +
                    " on another opioid is weighed.",
                ecg.qtc_avoid_from.citation());
        }
        for (const DailyCeiling& one : library_.rotation_bounds.ceilings)
            say("daily-ceiling",
                library_.formulary[one.drug].id +
                    (one.release == Release::extended ? " extended-release" : "") +
                    (one.from_age_years ? " from " + show_decimal(*one.from_age_years, 0) + " years on"
                                        : "") +
                    ": " + show(one.most.for_caution(), unit::mg_per_day) + ".",
                one.most.citation());
        for (const SpecialCeiling& one : guide.ceilings)
            say("daily-ceiling",
                library_.formulary[one.drug].id + ", " + one.for_whom + ": " + one.written + ".",
                one.most.citation());
        for (const Instrument& one : library_.instruments)
            say("overdose-risk",
                one.title + ": told from " + show_decimal(one.told_from.for_caution(), 0) + " of " +
                    std::to_string(one.max) + " points on.",
                one.told_from.citation());
        for (const std::string_view id : {"active-cancer", "palliative-care", "sickle-cell"})
            if (id == rule) add(section, library_.words.condition(id));
        if (rule == "benzodiazepine") add(section, library_.words.medicine(rule));
        return section;
    }

private:
    static std::string percent(const Sourced<Fraction>& share) {
        return show_percent(share.for_caution().of_one, 0);
    }
    void add(Table& table, DrugId drug, std::string from, const OrganAdvice& advice) {
        const std::string share =
            advice.share ? ", at most " + show_percent(advice.share->of_one, 0) + " of the usual start" : "";
        const std::string extended = advice.extended == advice.verdict
                                         ? ""
                                         : "; extended-release: " + std::string(word(advice.extended));
        std::string sources;
        for (const int number : references_.numbers({advice.citation}))
            sources += "[" + std::to_string(number) + "]";
        table.rows.push_back({library_.formulary[drug].id, std::move(from),
                              std::string(word(advice.verdict)) + share + extended, advice.says, sources});
    }
    void add(Section& section, const ConditionWords* words) {
        if (!words) return;
        section.blocks.emplace_back(Paragraph{
            "Looks for: " + joined(words->words) +
                (words->except.empty() ? "" : "; not where it also says: ") + joined(words->except) + ".",
            references_.numbers({words->citation})});
    }
    std::string opioids(const Interaction& one) const {
        if (one.opioids.empty()) return one.extended_only ? "every extended-release opioid" : "every opioid";
        std::vector<std::string> names;
        for (const DrugId drug : one.opioids) names.push_back(library_.formulary[drug].id);
        return joined(names);
    }

    const Library& library_;
    References& references_;
};

}  // namespace

Document rule_document(const Rule& rule, const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    const auto grounds = library.limits.grounds.find(rule.id);
    Section section{"rule", std::string(rule.asks), {}};
    section.blocks.emplace_back(Paragraph{std::string(rule.why), grounds == library.limits.grounds.end()
                                                                     ? std::vector<int>()
                                                                     : references.numbers(grounds->second)});
    section.blocks.emplace_back(
        Paragraph{rule.may_override == Override::never
                      ? "No override lifts it."
                      : "Where it blocks, the prescriber can override it with reason and name.",
                  {}});
    section.blocks.emplace_back(Paragraph{"More in docs/rules/" + std::string(rule.id) + ".md.", {}});
    std::vector<Section> sections{std::move(section)};
    RuleDocument data(library, references);
    Section bands = data.bands(rule.id), interactions = data.interactions(rule.id),
            limits = data.limits(rule.id);
    if (!std::get<Table>(bands.blocks.front()).rows.empty()) sections.push_back(std::move(bands));
    if (!interactions.blocks.empty()) sections.push_back(std::move(interactions));
    if (!limits.blocks.empty()) sections.push_back(std::move(limits));
    Document document;
    document.title = std::string(rule.id);
    document.versions = versions;
    document.sections = std::move(sections);
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
