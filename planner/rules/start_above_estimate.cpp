#include "conversions/quantity_format.hpp"
#include "planner/rotation_plan.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

/// While an old opioid was still taken, or when the new one is first taken.
bool is_start(const Transition& change, const ReviewInput& in) {
    return has_old_opioid(*change.before, in) ||
           !exceeds(target_per_day(*change.before, in), unit::mg_per_day(0));
}

}  // namespace

Outcome start_above_estimate(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.target) return outcome;
    const Result<Conversion> made =
        convert(conversion_for(in.patient_case, *in.target), in.library, in.as_of);
    if (!made || made->refused()) return outcome;
    outcome.looked_at = {"the first dose of the new opioid", "what convert gives"};
    const DoseRate most = made->recommended->value;
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = target_per_day(*change.after, in);
        if (!is_start(change, in) || !exceeds(here, most)) continue;
        outcome.findings.push_back(
            at(change,
               finding(Severity::block,
                       "The new opioid begins at " + show_daily(here, in.target->route) +
                           "; the conversion gives at most " + show_daily(most, in.target->route) + ".",
                       "Begin at no more than that: rounding is down.", {made->estimates.front().citation})));
        break;
    }
    return outcome;
}

}  // namespace stepdown::rules
