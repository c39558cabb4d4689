#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/patches.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// Cuts of a drug that the ceilings leave to another rule: outside-protocol-range looks at flagged steps,
/// abrupt-stop at the end.
bool is_exempt(const Transition& change, DrugId drug, const ReviewInput& in) {
    if (change.to && change.to->departure == Departure::as_taken) return true;  // nobody planned that cut
    if (change.to) return change.to->limited_by != LimitedBy::nothing;
    return is_one_smallest_unit_a_day(*change.before, drug, in);
}

/// The total is not looked at where every drug that is lowered is exempt.
bool is_exempt(const Transition& change, const ReviewInput& in) {
    const std::vector<DrugId> drugs = drugs_in(*change.before);
    return std::all_of(drugs.begin(), drugs.end(), [&](DrugId drug) {
        return is_exempt(change, drug, in) ||
               !exceeds(total_per_day(*change.before, drug), total_per_day(*change.after, drug));
    });
}

/// The highest dose in force within the window that ends with this transition, by `dose_of`.
template <class DoseOf>
auto highest_in_window(const std::vector<Transition>& changes, std::size_t now, int window, DoseOf dose_of) {
    auto highest = dose_of(*changes[now].before);
    for (std::size_t i = 0; i < now; ++i) {
        if (days_between(changes[i].on, changes[now].on) >= window) continue;
        const auto before = dose_of(*changes[i].before);
        if (exceeds(before, highest)) highest = before;
    }
    return highest;
}

struct Lost {
    std::string from, to;
    double share = 0;
};

Finding finding_of(const Transition& change, const Lost& lost, int window, const ReviewInput& in) {
    const SafetyLimits& limits = in.limits();
    const bool exempt = exempt_from_ceilings(in);
    return at(change,
              finding(exempt ? Severity::note : Severity::block,
                      "From " + lost.from + " to " + lost.to + " within " + std::to_string(window) +
                          " days: " + show_percent(lost.share) + "; more than " +
                          show_percent(limits.largest_window_cut.for_caution().of_one) +
                          " of the dose in force." + (exempt ? " " + why_exempt(in) : ""),
                      exempt ? "Hold longer if withdrawal shows." : "Take a smaller cut or hold longer.",
                      {limits.largest_window_cut.citation()}));
}

}  // namespace

Outcome window_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const double most = in.limits().largest_window_cut.for_caution().of_one;
    const int window = static_cast<int>(whole_days(in.limits().window.for_caution()));
    outcome.looked_at = {"the share lost within any " + std::to_string(window) + " days"};
    const std::vector<DrugId> drugs = drugs_in(in.plan->baseline);
    const bool has_total = drugs.size() > 1 && mme_of(in.plan->baseline, in.library.exposure());
    const auto total = [&](const std::vector<Taking>& taking) {
        return mme_of(taking, in.library.exposure()).value_or(unit::mme_per_day(0));
    };
    const std::vector<Transition> changes = transitions(*in.plan);
    for (std::size_t now = 0; now < changes.size(); ++now) {
        const Transition& change = changes[now];
        const ReviewInput here = under_protocol_of(in, change);
        if (is_acute_use(here)) continue;
        for (const DrugId drug : drugs) {
            if (is_exempt(change, drug, here)) continue;
            const auto dose = [&](const std::vector<Taking>& taking) { return total_per_day(taking, drug); };
            const DoseRate highest = highest_in_window(changes, now, window, dose),
                           after = dose(*change.after);
            if (!exceeds(highest - after, highest * most)) continue;
            outcome.findings.push_back(finding_of(
                change,
                {show_daily(highest, route_of(drug, *change.before)),
                 show_daily(after, route_of(drug, *change.before)), ratio(highest - after, highest)},
                window, here));
        }
        if (!has_total || is_exempt(change, here)) continue;
        const MmeRate highest = highest_in_window(changes, now, window, total), after = total(*change.after);
        if (!exceeds(highest - after, highest * most)) continue;
        outcome.findings.push_back(
            finding_of(change,
                       {show(highest, unit::mme_per_day, 1), show(after, unit::mme_per_day, 1),
                        ratio(highest - after, highest)},
                       window, here));
    }
    return outcome;
}

}  // namespace stepdown::rules
