#include <algorithm>

#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

bool to_methadone(const ReviewInput& in) {
    return in.target && in.library.formulary[in.target->drug].id == "methadone";
}

DoseRate target_per_day(const std::vector<Taking>& taking, const ReviewInput& in) {
    DoseRate sum = unit::mg_per_day(0);
    if (!in.target) return sum;
    for (const Taking& one : taking) {
        const bool is_old =
            std::any_of(in.opioids.begin(), in.opioids.end(),
                        [&](const BaselineOpioid& opioid) { return opioid.taking.id == one.id; });
        if (one.drug == in.target->drug && one.route == in.target->route && !is_old && !one.as_needed)
            sum += per_day(one);
    }
    return sum;
}

bool has_old_opioid(const std::vector<Taking>& taking, const ReviewInput& in) {
    return std::any_of(taking.begin(), taking.end(), [&](const Taking& one) {
        return !one.as_needed &&
               std::any_of(in.opioids.begin(), in.opioids.end(),
                           [&](const BaselineOpioid& opioid) { return opioid.taking.id == one.id; });
    });
}

namespace {

bool is_in_the_overlap(const Transition& change, const ReviewInput& in) {
    const auto& methods = in.library.switches;
    const auto method = std::find_if(methods.begin(), methods.end(),
                                     [&](const SwitchProtocol& one) { return one.id == in.plan->protocol; });
    const auto& steps = in.plan->steps;
    const auto first = std::find_if(steps.begin(), steps.end(),
                                    [](const Step& step) { return step.kind == StepKind::overlap; });
    if (method == methods.end() || first == steps.end()) return false;
    return days_between(first->start, change.on) <= static_cast<int>(method->overlap.size());
}

}  // namespace

bool is_switching(const Transition& change, const ReviewInput& in) {
    return has_old_opioid(*change.before, in) ||
           !exceeds(target_per_day(*change.before, in), unit::mg_per_day(0)) || is_in_the_overlap(change, in);
}

}  // namespace stepdown::rules
