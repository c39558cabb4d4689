#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// Cuts that the ceilings leave to another rule: outside-protocol-range looks at flagged steps, abrupt-stop
/// at the end.
bool is_exempt(const Transition& change, const ReviewInput& in) {
    if (change.to && change.to->departure == Departure::as_taken) return true;  // nobody planned that cut
    if (change.to) return change.to->limited_by != LimitedBy::nothing;
    return is_one_smallest_unit_a_day(*change.before, in);
}

}  // namespace

Outcome window_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const SafetyLimits& limits = in.limits();
    const Fraction most = limits.largest_window_cut.for_caution();
    const int window = static_cast<int>(whole_days(limits.window.for_caution()));
    outcome.looked_at = {"the share lost within any " + std::to_string(window) + " days"};
    const std::vector<Transition> changes = transitions(*in.plan);
    for (std::size_t now = 0; now < changes.size(); ++now) {
        const ReviewInput here = under_protocol_of(in, changes[now]);
        if (is_acute_use(here) || is_exempt(changes[now], here)) continue;
        const bool exempt = exempt_from_ceilings(here);
        for (const Taking& one : in.plan->baseline) {
            const DoseRate after = total_per_day(*changes[now].after, one.drug);
            DoseRate highest = total_per_day(*changes[now].before, one.drug);
            for (std::size_t i = 0; i < now; ++i) {
                if (days_between(changes[i].on, changes[now].on) >= window) continue;
                const DoseRate before = total_per_day(*changes[i].before, one.drug);
                if (exceeds(before, highest)) highest = before;
            }
            if (!exceeds(highest - after, highest * most.of_one)) continue;
            outcome.findings.push_back(
                at(changes[now],
                   finding(exempt ? Severity::note : Severity::block,
                           "From " + show(highest, unit::mg_per_day) + " to " +
                               show(after, unit::mg_per_day) + " within " + std::to_string(window) +
                               " days: " + show_percent(ratio(highest - after, highest)) + "; more than " +
                               show_percent(most.of_one) + " of the dose in force." +
                               (exempt ? " " + why_exempt(here) : ""),
                           exempt ? "Hold longer if withdrawal shows." : "Take a smaller cut or hold longer.",
                           {limits.largest_window_cut.citation()})));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
