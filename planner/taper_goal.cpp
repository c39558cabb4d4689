#include "planner/taper_goal.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/patches.hpp"
#include "planner/taper_order.hpp"

namespace stepdown {

namespace {

/// The factor of a drug, as it is taken, that has one for every dose.
const MmePerMass* single_factor(DrugId drug, const std::vector<Taking>& taking, const Library& library) {
    const Route route = route_of(drug, taking);
    for (const ExposureRow& row : library.exposure().rows) {
        if (row.drug != drug || row.route != route) continue;
        const auto* bands = std::get_if<std::vector<Band>>(&row.rule);
        return bands && bands->size() == 1 ? bands->front().factor.for_dosing() : nullptr;
    }
    return nullptr;
}

std::vector<Taking> takings_of(const std::vector<BaselineOpioid>& opioids) {
    std::vector<Taking> all;
    for (const BaselineOpioid& one : opioids) all.push_back(one.taking);
    return all;
}

/// "morphine or oxycodone".
std::string names_of(const std::vector<DrugId>& drugs, const Library& library) {
    std::string text;
    for (const DrugId drug : drugs) text += (text.empty() ? "" : " or ") + library.formulary[drug].id;
    return text;
}

/// The unit of the daily dose of a drug: "mg/day", of patches "mcg/h".
std::string unit_of(DrugId drug, const std::vector<Taking>& taking) {
    return std::string(route_of(drug, taking) == Route::transdermal ? unit::mcg_per_hour.symbol
                                                                    : unit::mg_per_day.symbol);
}

std::optional<Problem> without_factor(const std::vector<Taking>& taking, const Problem& like,
                                      const Library& library) {
    for (const DrugId drug : drugs_in(taking)) {
        if (single_factor(drug, taking, library)) continue;
        Problem problem = like;
        problem.id = "goal-without-factor";
        problem.message = library.exposure().title + " has no factor for " + library.formulary[drug].id +
                          ": a goal in MME cannot be turned into a dose";
        problem.instead =
            "write goal: reduce to " + library.formulary[drug].id + " ... " + unit_of(drug, taking);
        return problem;
    }
    return std::nullopt;
}

}  // namespace

Place place_of_goal(const Case& patient_case) {
    if (const auto* keys = std::get_if<yaml::Mapping>(&patient_case.written.value)) {
        for (const yaml::Entry& entry : keys->entries) {
            if (entry.key.text == "goal") return entry.value.place;
        }
    }
    return patient_case.written.place;
}

std::optional<Problem> fault_in_goal(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                                     const Library& library) {
    const Place place = place_of_goal(patient_case);
    const std::vector<Taking> now = takings_of(opioids);
    std::vector<Taking> tapered;
    for (const BaselineOpioid& one : opioids) {
        if (!one.taking.as_needed) tapered.push_back(one.taking);
    }
    const std::string drugs = names_of(drugs_in(tapered.empty() ? now : tapered), library);
    const std::string instead = "write goal: discontinue, goal: reduce to 50 MME/day or goal: reduce to " +
                                drugs + " ... " + unit_of(now.front().drug, now);
    if (!patient_case.goal)
        return Problem{
            "goal-missing", "the case does not say what the taper is to reach",
            instead + ", or the same words after --goal; stepdown assess with the same file proposes", place};
    if (std::holds_alternative<RotateTo>(*patient_case.goal)) {
        return Problem{"goal-is-rotation", "the goal is a rotation, which is not a taper", instead, place};
    }
    const auto is_not_lower = [&](const std::string& present) {
        return Problem{"goal-not-lower", "the goal is not below the present dose, " + present,
                       "write a lower dose, or goal: discontinue", place};
    };
    if (const auto* dose = std::get_if<ReduceToDose>(&*patient_case.goal)) {
        const std::vector<DrugId> known = drugs_in(tapered);
        if (std::find(known.begin(), known.end(), dose->drug) == known.end()) {
            return Problem{"goal-drug",
                           "the goal names another opioid than " + drugs +
                               (known.size() > 1 ? ", the ones to taper" : ", the one to taper"),
                           instead, place};
        }
        const DoseRate present = total_per_day(now, dose->drug);
        if (reaches(dose->target, present))
            return is_not_lower(show_daily(present, route_of(dose->drug, now)));
    }
    if (const auto* total = std::get_if<ReduceToMme>(&*patient_case.goal)) {
        if (auto missing = without_factor(now, {"", "", instead, place}, library)) return missing;
        const std::optional<MmeRate> present = mme_of(now, library.exposure());
        if (present && reaches(total->target, *present)) {
            return is_not_lower(opioids.size() == 1
                                    ? show_daily(total_per_day(now, now.front().drug), now.front().route)
                                    : show(*present, unit::mme_per_day, 1));
        }
    }
    return std::nullopt;
}

std::optional<DoseRate> goal_per_day(const Case& patient_case, DrugId drug, const std::vector<Taking>& taking,
                                     const Library& library) {
    if (!patient_case.goal) return std::nullopt;
    if (const auto* dose = std::get_if<ReduceToDose>(&*patient_case.goal))
        return dose->drug == drug ? std::optional(dose->target) : std::nullopt;
    const auto* total = std::get_if<ReduceToMme>(&*patient_case.goal);
    if (!total) return std::nullopt;
    std::vector<Taking> besides = taking;
    std::erase_if(besides, [&](const Taking& one) { return one.drug == drug; });
    // The factor only says which dose of the same drug has this exposure; no new drug is dosed by it.
    const MmePerMass* factor = single_factor(drug, taking, library);
    const std::optional<MmeRate> others = mme_of(besides, library.exposure());
    if (!factor || !others) return std::nullopt;
    return exceeds(total->target, *others) ? (total->target - *others) / *factor : unit::mg_per_day(0);
}

}  // namespace stepdown
