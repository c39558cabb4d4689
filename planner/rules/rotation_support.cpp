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

/// How many days have both opioids by the way that the plan names; where it names none, by the longest way to
/// the new opioid that has such days.
int days_with_both(const ReviewInput& in) {
    int longest = 0;
    for (const SwitchProtocol& one : in.library.switches) {
        const int days = static_cast<int>(one.overlap.size());
        if (one.id == in.plan->protocol) return days;
        if (one.to == in.target->drug) longest = std::max(longest, days);
    }
    return longest;
}

/// A plan from elsewhere may not say which days these are: they begin on its first day with an old opioid.
bool is_in_the_overlap(const Transition& change, const ReviewInput& in) {
    const auto& steps = in.plan->steps;
    const auto first = std::find_if(steps.begin(), steps.end(), [&](const Step& step) {
        return step.kind == StepKind::overlap || has_old_opioid(step.taking, in);
    });
    return first != steps.end() && days_between(first->start, change.on) <= days_with_both(in);
}

}  // namespace

bool is_switching(const Transition& change, const ReviewInput& in) {
    return has_old_opioid(*change.before, in) ||
           !exceeds(target_per_day(*change.before, in), unit::mg_per_day(0)) || is_in_the_overlap(change, in);
}

}  // namespace stepdown::rules
