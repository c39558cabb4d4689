#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome patch_change_days(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Step& step : in.plan->steps) {
        for (const Taking& one : step.taking) {
            if (!worn(one)) continue;
            outcome.looked_at = {"days of each step, days that a patch is worn"};
            if (step.days % one.every_days == 0) continue;
            Finding found = finding(Severity::block,
                                    "Patches that are worn for " + std::to_string(one.every_days) +
                                        " days, in a step of " + std::to_string(step.days) +
                                        ": the last ones would come off too early.",
                                    "Let the step last a multiple of " + std::to_string(one.every_days) +
                                        " days, so that the next one begins on a day of change.",
                                    grounds(in, "patch-change-days"));
            found.step = step.number;
            found.opioid = one.id;
            outcome.findings.push_back(std::move(found));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
