#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome weekly_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const SafetyLimits& limits = in.limits();
    const int week = static_cast<int>(whole_days(limits.week.for_caution()));
    outcome.looked_at = {"each cut as a share of the original dose, and how long it is held"};
    for (const Transition& change : transitions(*in.plan)) {
        if (!change.to || change.to->limited_by != LimitedBy::nothing) continue;
        if (change.to->departure == Departure::as_taken) continue;  // nobody planned that cut
        const ReviewInput here = under_protocol_of(in, change);
        if (is_acute_use(here)) continue;
        const bool exempt = exempt_from_ceilings(here);
        const int days = days_until_next_cut(*in.plan, *change.to);
        for (const Taking& one : in.plan->baseline) {
            const DoseRate original = total_per_day(in.plan->baseline, one.drug);
            const DoseRate cut =
                total_per_day(*change.before, one.drug) - total_per_day(*change.after, one.drug);
            const int whole_weeks = days / week;
            if (!exceeds(cut,
                         original * (limits.largest_weekly_cut.for_caution().of_one * double(whole_weeks))))
                continue;
            outcome.findings.push_back(at(
                change,
                finding(
                    exempt ? Severity::note : Severity::block,
                    "A cut of " + show_percent(ratio(cut, original)) + " of the original dose is held for " +
                        std::to_string(days) + (days == 1 ? " day; at most " : " days; at most ") +
                        show_percent(limits.largest_weekly_cut.for_caution().of_one) + " for each " +
                        std::to_string(week) + " days is allowed." + (exempt ? " " + why_exempt(here) : ""),
                    exempt ? "Hold longer if withdrawal shows." : "Take a smaller cut or hold longer.",
                    {limits.largest_weekly_cut.citation()})));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
