#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome steps_meet(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    outcome.looked_at = {"the first and the last day of each step"};
    const std::vector<Step>& steps = in.plan->steps;
    for (std::size_t i = 1; i < steps.size(); ++i) {
        const int gap = days_between(steps[i - 1].end(), steps[i].start) - 1;
        if (gap == 0) continue;
        const std::string days =
            std::to_string(gap > 0 ? gap : -gap) + (gap == 1 || gap == -1 ? " day" : " days");
        Finding found = finding(
            Severity::block,
            gap > 0 ? "Between this step and the one before it, nothing is planned for " + days +
                          ": no dose is an abrupt stop."
                    : "This step begins " + days + " before the one before it ends: two doses for one day.",
            "Let each step begin on the day after the last day of the one before it.",
            grounds(in, "steps-meet"));
        found.step = steps[i].number;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
