#include "conversions/quantity_format.hpp"
#include "planner/patches.hpp"
#include "planner/rules/rules.hpp"
#include "planner/taper_goal.hpp"

namespace stepdown::rules {

namespace {

/// What the goal names and what the plan reaches, in words, where that is more.
std::optional<std::pair<std::string, std::string>> above_goal(const ReviewInput& in) {
    const std::vector<Taking>& last = in.plan->ending.taking;
    const auto* total = std::get_if<ReduceToMme>(&*in.patient_case.goal);
    if (total && drugs_in(in.plan->baseline).size() > 1) {
        const std::optional<MmeRate> reached = mme_of(last, in.library.exposure());
        if (!reached || !exceeds(*reached, total->target)) return std::nullopt;
        return std::pair(show(total->target, unit::mme_per_day), show(*reached, unit::mme_per_day, 1));
    }
    for (const DrugId drug : drugs_in(last)) {
        const std::optional<DoseRate> goal = goal_per_day(in.patient_case, drug, last, in.library);
        const DoseRate reached = total_per_day(last, drug);
        if (goal && exceeds(reached, *goal)) {
            const Route route = route_of(drug, last);
            return std::pair(show_daily(*goal, route), show_daily(reached, route));
        }
    }
    return std::nullopt;
}

}  // namespace

Outcome goal_in_whole_units(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || in.plan->ending.taking.empty() || !in.patient_case.goal ||
        std::holds_alternative<Discontinue>(*in.patient_case.goal))
        return outcome;
    outcome.looked_at = {"goal"};
    if (const auto above = above_goal(in)) {
        outcome.findings.push_back(
            finding(Severity::note,
                    "The goal is " + above->first + "; the plan ends above it, at " + above->second +
                        ", the last dose that steps of these products reach without going below the goal.",
                    "For less, name a lower goal or another product.", {}));
    }
    return outcome;
}

}  // namespace stepdown::rules
