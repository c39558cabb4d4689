#include "planner/consolidation.hpp"

#include <algorithm>

#include "planner/baseline.hpp"
#include "planner/rules/rules.hpp"
#include "planner/taper_goal.hpp"

namespace stepdown {

namespace {

std::optional<Problem> fault_in_request(const Case& patient_case) {
    const ConsolidateTo& to = *patient_case.preferences.consolidate_to;
    if (rules::taken(patient_case).size() < 2)
        return Problem{"consolidate-one", "only one opioid is taken: there is nothing to consolidate",
                       "take consolidate_to out; to change that opioid first, use stepdown rotate with goal: "
                       "rotate to " +
                           to.words + ", then discontinue",
                       to.place};
    if (!patient_case.goal)
        return Problem{"goal-missing", "the case does not say what the taper is to reach",
                       "write goal: discontinue, or goal: reduce to 50 MME/day", place_of_goal(patient_case)};
    if (std::holds_alternative<RotateTo>(*patient_case.goal))
        return Problem{"goal-is-rotation", "the goal is a rotation, and consolidate_to asks for one as well",
                       "take consolidate_to out and use stepdown rotate, or write goal: discontinue",
                       place_of_goal(patient_case)};
    return std::nullopt;
}

/// Of the opioids that are the target already the one whose form goes on: an extended-release one before
/// others, then the first. Null: there is none.
const CaseOpioid* in_use(const Case& patient_case, const RotationTarget& target) {
    const CaseOpioid* found = nullptr;
    for (const CaseOpioid* one : rules::taken(patient_case)) {
        const Regimen& regimen = one->regimen;
        const bool is_meant = regimen.drug == target.drug && regimen.route == target.route &&
                              (!target.release || regimen.release == *target.release);
        if (!is_meant) continue;
        const bool is_longer =
            found && found->regimen.release == Release::immediate && regimen.release == Release::extended;
        if (!found || is_longer) found = one;
    }
    return found;
}

bool wishes_for(const Case& patient_case, DrugId drug, const Formulary& formulary) {
    const std::vector<std::string>& wished = patient_case.preferences.products;
    return std::any_of(wished.begin(), wished.end(), [&](const std::string& name) {
        const auto product = formulary.product(name);
        return product && formulary[*product].drug == drug;
    });
}

}  // namespace

Result<RotationTarget> consolidation_target(const Case& patient_case, const Library& library) {
    if (const auto fault = fault_in_request(patient_case)) return *fault;
    const ConsolidateTo& to = *patient_case.preferences.consolidate_to;
    Result<RotationTarget> read = read_target(to.words, library.formulary, to.place);
    if (!read) return read;
    RotationTarget target = *std::move(read);
    const CaseOpioid* here =
        target.products.empty() && target.forms.empty() ? in_use(patient_case, target) : nullptr;
    if (!here || wishes_for(patient_case, target.drug, library.formulary)) return target;
    const Result<BaselineOpioid> now = baseline_of(*here, patient_case.preferences, library);
    if (!now) return now.problems();
    target.release = here->regimen.release;
    target.products = {now->stock.line};
    return target;
}

}  // namespace stepdown
