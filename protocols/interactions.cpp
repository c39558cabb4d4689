#include "protocols/interactions.hpp"

#include <algorithm>
#include <array>

#include "conversions/data_reading.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array concern_words{Word<Concern>{"none", Concern::none}, Word<Concern>{"note", Concern::note},
                                   Word<Concern>{"warn", Concern::warn},
                                   Word<Concern>{"acknowledge", Concern::acknowledge},
                                   Word<Concern>{"block", Concern::block}};

/// The rules that ask the interactions: one of another name would never be asked, and one that nobody names
/// would say nothing.
const std::vector<std::string>& rules_that_ask() {
    static const std::vector<std::string> rules{"adrenal-insufficiency",
                                                "alcohol",
                                                "breathing",
                                                "cyp2d6",
                                                "cyp3a4-inducer",
                                                "cyp3a4-inhibitor",
                                                "frailty",
                                                "gabapentinoid",
                                                "heat-patch",
                                                "maoi",
                                                "methadone-level",
                                                "opioid-antagonist",
                                                "opioid-contraindicated",
                                                "qt-medicines",
                                                "raised-pressure",
                                                "sedatives",
                                                "seizure-risk",
                                                "serotonergic"};
    return rules;
}

void prove_no_rule_is_silent(const std::vector<Interaction>& interactions, MapReader& reader) {
    for (const std::string& rule : rules_that_ask()) {
        const bool is_named = std::any_of(interactions.begin(), interactions.end(),
                                          [&](const Interaction& one) { return one.rule == rule; });
        if (!is_named)
            reader.complain("rule-without-interaction",
                            "the rule " + rule + " has no interaction here, and would say nothing",
                            "keep at least one of the shipped file");
    }
}

std::vector<Route> optional_routes(MapReader& reader, Problems& problems) {
    return reader.has("routes") ? read_routes(reader, problems) : std::vector<Route>();
}

Interaction read_interaction(const yaml::Node& item, const Formulary& formulary, Citer& citer,
                             Problems& problems) {
    MapReader reader(item, "interaction", problems);
    Interaction one;
    one.rule = reader.one_of("rule", rules_that_ask());
    one.medicines = reader.texts("medicines");
    one.conditions = reader.texts("conditions");
    one.not_medicines = reader.texts("not_medicines");
    one.opioids = read_drugs(reader, "opioids", formulary, problems);
    one.routes = optional_routes(reader, problems);
    one.extended_only = reader.optional_yes_no("extended_only").value_or(false);
    one.started = read_word(reader, "started", concern_words);
    one.kept = read_word(reader, "kept", concern_words);
    one.says = reader.text("says");
    one.instead = reader.text("instead");
    one.citation = citer.read(reader).citation;
    if (one.medicines.empty() && one.conditions.empty())
        reader.complain("interaction-without-words", "this interaction names nothing to look for",
                        "name groups of words under medicines or conditions");
    if (one.kept == Concern::block)
        reader.complain("kept-block", "what is already taken must remain reducible",
                        "write `kept: acknowledge` at most");
    reader.finish();
    return one;
}

std::optional<SpecialCeiling> read_ceiling(const yaml::Node& item, const Formulary& formulary, Citer& citer,
                                           Problems& problems) {
    MapReader reader(item, "ceiling", problems);
    const yaml::Node* node = reader.required("drug");
    const std::optional<DrugId> drug = node ? read_drug(reader, *node, formulary) : std::nullopt;
    const std::vector<Route> routes = optional_routes(reader, problems);
    const std::optional<Clearance> below = reader.optional_quantity("below", unit::ml_per_minute);
    const bool cirrhosis = reader.optional_yes_no("in_cirrhosis").value_or(false);
    const std::string for_whom = reader.text("for");
    const std::string written = reader.text("most");
    const std::optional<DoseRate> most =
        reader.required_quantity("most", unit::mg_per_day, unit::mcg_per_hour);
    const Citer::Origin origin = citer.read(reader);
    reader.finish();
    if (!drug || !most) return std::nullopt;
    return SpecialCeiling{*drug,   routes,  below, cirrhosis, {*most, origin.citation, origin.evidence},
                          written, for_whom};
}

OpioidList read_breastfeeding(MapReader& reader, const Formulary& formulary, Citer& citer,
                              Problems& problems) {
    const yaml::Node* node = reader.required("breastfeeding");
    if (!node) return {};
    MapReader inner(*node, "breastfeeding", problems);
    OpioidList list{read_drugs(inner, "opioids", formulary, problems), citer.read(inner).citation};
    inner.finish();
    return list;
}

}  // namespace

bool Interaction::is_about(DrugId drug, Route route, Release release) const {
    const bool this_drug =
        opioids.empty() || std::find(opioids.begin(), opioids.end(), drug) != opioids.end();
    const bool this_route = routes.empty() || std::find(routes.begin(), routes.end(), route) != routes.end();
    return this_drug && this_route && (!extended_only || release == Release::extended);
}

Result<InteractionGuide> read_interactions(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "interactions", problems);
    reader.text("stepdown");
    reader.text("id");
    std::vector<Interaction> interactions;
    if (const yaml::Node* list = reader.required("interactions")) {
        for_each_item(*list, "interactions", problems, [&](const yaml::Node& item) {
            interactions.push_back(read_interaction(item, formulary, citer, problems));
        });
    }
    std::vector<SpecialCeiling> ceilings;
    if (const yaml::Node* list = reader.required("ceilings")) {
        for_each_item(*list, "ceilings", problems, [&](const yaml::Node& item) {
            if (auto one = read_ceiling(item, formulary, citer, problems))
                ceilings.push_back(*std::move(one));
        });
    }
    FactReader sedated(reader, "sedated", citer, problems),
        with_benzodiazepine(reader, "benzodiazepine_start", citer, problems),
        breathing(reader, "breathing", citer, problems), ecg(reader, "ecg", citer, problems);
    InteractionGuide guide{std::move(interactions),
                           std::move(ceilings),
                           sedated.number("from_age", "years"),
                           sedated.number("medicines", "medicines"),
                           with_benzodiazepine.number("from_age", "years"),
                           breathing.quantity("from_body_mass_index", unit::kg_per_m2),
                           ecg.span("recent"),
                           read_breastfeeding(reader, formulary, citer, problems)};
    if (problems.empty()) prove_no_rule_is_silent(guide.interactions, reader);
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

Problems groups_without_words(const InteractionGuide& guide, const WordLists& words) {
    Problems problems;
    const auto complain = [&](const std::string& rule, const std::string& group) {
        problems.push_back(
            {"unknown-words",
             "the interaction " + rule + " looks for \"" + group + "\", and no words have that id",
             "add them to the file of kind words/1",
             {}});
    };
    for (const Interaction& one : guide.interactions) {
        for (const std::string& group : one.medicines)
            if (!words.medicine(group)) complain(one.rule, group);
        for (const std::string& group : one.not_medicines)
            if (!words.medicine(group)) complain(one.rule, group);
        for (const std::string& group : one.conditions)
            if (!words.condition(group)) complain(one.rule, group);
    }
    return problems;
}

}  // namespace stepdown
