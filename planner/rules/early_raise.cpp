#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome early_raise(const ReviewInput& in) {
    if (!to_methadone(in) || !in.plan) return {};
    Outcome outcome;
    outcome.looked_at = {"days between raises of methadone"};
    const MethadoneRotation& rules = in.library.rotation.methadone;
    const bool low = !exceeds(
        target_per_day(in.plan->ending.taking, in),
        in.library.methadone.caps.low_dose_most.for_caution().amount + rules.low_dose_raise.for_caution());
    const Sourced<DoseRate>& most = low ? rules.low_dose_raise : rules.largest_raise;
    Date since{};
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate before = target_per_day(*change.before, in), after = target_per_day(*change.after, in);
        if (!exceeds(after, before)) {
            if (exceeds(before, after)) since = change.on;
            continue;
        }
        const Date last = since;
        since = change.on;
        if (is_switching(change, in)) continue;  // start-above-estimate guards how far
        const int days = days_between(last, change.on);
        if (days < whole_days(rules.hold.for_caution()))
            outcome.findings.push_back(
                at(change,
                   finding(Severity::block,
                           "Methadone rises from " + show(before, unit::mg_per_day) + " to " +
                               show(after, unit::mg_per_day) + " after " + std::to_string(days) +
                               (days == 1 ? " day" : " days") + ": what was taken has not added up yet.",
                           "Hold every dose for at least " + show(rules.hold.for_caution(), unit::days) + ".",
                           {rules.hold.citation()})));
        if (exceeds(after - before, most.for_caution()))
            outcome.findings.push_back(at(
                change, finding(Severity::block,
                                "Methadone rises by " + show(after - before, unit::mg_per_day) +
                                    " at once; at most " + show(most.for_caution(), unit::mg_per_day) + ".",
                                "Raise by less, and look again.", {most.citation()})));
    }
    return outcome;
}

}  // namespace stepdown::rules
