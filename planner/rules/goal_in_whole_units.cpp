#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"
#include "planner/taper.hpp"

namespace stepdown::rules {

Outcome goal_in_whole_units(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || in.plan->ending.taking.empty() || in.opioids.empty()) return outcome;
    const std::optional<DoseRate> goal =
        goal_per_day(in.patient_case, in.opioids.front().taking.drug, in.library);
    if (!goal) return outcome;
    outcome.looked_at = {"goal"};
    const DoseRate reached = total_per_day(in.plan->ending.taking, in.opioids.front().taking.drug);
    if (exceeds(reached, *goal)) {
        outcome.findings.push_back(
            finding(Severity::note,
                    "The goal is " + show(*goal, unit::mg_per_day) + "; the plan ends above it, at " +
                        show(reached, unit::mg_per_day) +
                        ", the last dose that steps of these products reach without going below the goal.",
                    "For less, name a lower goal or another product.", {}));
    }
    return outcome;
}

}  // namespace stepdown::rules
