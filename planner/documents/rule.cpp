#include <algorithm>
#include <array>

#include "conversions/quantity_format.hpp"
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

private:
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
    Section bands = data.bands(rule.id), interactions = data.interactions(rule.id);
    if (!std::get<Table>(bands.blocks.front()).rows.empty()) sections.push_back(std::move(bands));
    if (!interactions.blocks.empty()) sections.push_back(std::move(interactions));
    Document document;
    document.title = std::string(rule.id);
    document.versions = versions;
    document.sections = std::move(sections);
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
