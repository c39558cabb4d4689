#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome methadone_cap(const ReviewInput& in) {
    if (!to_methadone(in) || !in.plan) return {};
    const Sourced<FirstDose>& most = in.library.methadone.caps.most;
    Outcome outcome;
    outcome.looked_at = {"the first dose of methadone"};
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = target_per_day(*change.after, in);
        if (!exceeds(here, most.for_caution().amount)) continue;
        outcome.findings.push_back(at(
            change,
            finding(Severity::block,
                    show(here, unit::mg_per_day) + " of methadone: the most that a rotation starts with is " +
                        show(most.for_caution().amount, unit::mg_per_day) + ".",
                    "Start at no more than that; raise it at a review.", {most.citation()})));
        break;
    }
    return outcome;
}

}  // namespace stepdown::rules
