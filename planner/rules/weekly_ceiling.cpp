#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

Finding finding_of(const Transition& change, double share, const std::string& of_what,
                   const ReviewInput& in) {
    const SafetyLimits& limits = in.limits();
    const int week = static_cast<int>(whole_days(limits.week.for_caution()));
    const bool exempt = exempt_from_ceilings(in);
    const int days = days_until_next_cut(*in.plan, *change.to);
    return at(change,
              finding(exempt ? Severity::note : Severity::block,
                      "A cut of " + show_percent(share) + " of the original " + of_what + " is held for " +
                          std::to_string(days) + (days == 1 ? " day; at most " : " days; at most ") +
                          show_percent(limits.largest_weekly_cut.for_caution().of_one) + " for each " +
                          std::to_string(week) + " days is allowed." + (exempt ? " " + why_exempt(in) : ""),
                      exempt ? "Hold longer if withdrawal shows." : "Take a smaller cut or hold longer.",
                      {limits.largest_weekly_cut.citation()}));
}

}  // namespace

Outcome weekly_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const double most = in.limits().largest_weekly_cut.for_caution().of_one;
    const int week = static_cast<int>(whole_days(in.limits().week.for_caution()));
    outcome.looked_at = {"each cut as a share of the original dose, and how long it is held"};
    const std::vector<Taking>& baseline = in.plan->baseline;
    const std::vector<DrugId> drugs = drugs_in(baseline);
    const std::optional<MmeRate> original_mme = mme_of(baseline, in.library.exposure());
    for (const Transition& change : transitions(*in.plan)) {
        if (!change.to || change.to->limited_by != LimitedBy::nothing) continue;
        if (change.to->departure == Departure::as_taken) continue;  // nobody planned that cut
        const ReviewInput here = under_protocol_of(in, change);
        if (is_acute_use(here)) continue;
        const int whole_weeks = days_until_next_cut(*in.plan, *change.to) / week;
        for (const DrugId drug : drugs) {
            const DoseRate original = total_per_day(baseline, drug);
            const DoseRate cut = total_per_day(*change.before, drug) - total_per_day(*change.after, drug);
            if (exceeds(cut, original * (most * whole_weeks)))
                outcome.findings.push_back(finding_of(change, ratio(cut, original), "dose", here));
        }
        if (drugs.size() < 2 || !original_mme) continue;
        const auto before = mme_of(*change.before, in.library.exposure()),
                   after = mme_of(*change.after, in.library.exposure());
        if (before && after && exceeds(*before - *after, *original_mme * (most * whole_weeks)))
            outcome.findings.push_back(
                finding_of(change, ratio(*before - *after, *original_mme), "total MME", here));
    }
    return outcome;
}

}  // namespace stepdown::rules
