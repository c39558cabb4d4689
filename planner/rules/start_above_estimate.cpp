#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/organ_share.hpp"
#include "planner/rotation_plan.hpp"
#include "planner/rotation_table.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

/// What may be taken of it again when needed, a day.
DoseRate again_per_day(const std::vector<Taking>& taking, const ReviewInput& in) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& one : taking) {
        if (one.drug == in.target->drug && one.as_needed)
            sum += one.as_needed->amount * one.as_needed->most_per_day.value_or(0) / unit::days(1);
    }
    return sum;
}

/// Where no ratio leads to the new opioid: no day has more than the published table that the plan names.
Outcome above_table(const ReviewInput& in, const std::vector<const SwitchProtocol*>& tables) {
    const auto named = std::find_if(tables.begin(), tables.end(),
                                    [&](const SwitchProtocol* one) { return one->id == in.plan->protocol; });
    if (named == tables.end())
        return fact_missing(Severity::block, "which published day table the plan follows",
                            "the plan's protocol: an id of stepdown protocols list",
                            {tables.front()->citation});
    Outcome outcome;
    outcome.looked_at = {"each day's dose of the new opioid", "the published day table"};
    const SwitchProtocol& method = **named;
    const int wait = days_of_wait(method, in.plan->baseline);
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = target_per_day(*change.after, in) + again_per_day(*change.after, in);
        if (!exceeds(here, unit::mg_per_day(0))) continue;
        const int day = days_between(in.plan->steps.front().start, change.on) - wait;
        const DoseRate most = day < 0 ? unit::mg_per_day(0) : most_on(*method.table, day);
        if (!exceeds(here, most)) continue;
        outcome.findings.push_back(
            at(change,
               finding(Severity::block,
                       "On this day " + method.id + " has at most " + show_daily(most, in.target->route) +
                           " of the new opioid; the plan has " + show_daily(here, in.target->route) + ".",
                       "Keep to the table's days.", {method.citation})));
    }
    return outcome;
}

std::vector<const SwitchProtocol*> tables_to(const ReviewInput& in) {
    std::vector<const SwitchProtocol*> all;
    for (const SwitchProtocol& one : in.library.switches) {
        if (one.table && one.to == in.target->drug && one.to_route == in.target->route) all.push_back(&one);
    }
    return all;
}

}  // namespace

Outcome start_above_estimate(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.target) return outcome;
    if (const auto tables = tables_to(in); !tables.empty()) return above_table(in, tables);
    const Result<Conversion> made =
        convert(conversion_for(in.patient_case, *in.target), in.library, in.as_of);
    if (!made || made->refused()) return outcome;
    outcome.looked_at = {"the first dose of the new opioid", "what convert gives"};
    const auto share = organ_share(in.patient_case.patient, *in.target, in.library, in.as_of);
    const DoseRate most = made->recommended->value * (share ? share->of_start.of_one : 1.0);
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = target_per_day(*change.after, in);
        if (!is_switching(change, in) || !exceeds(here, most)) continue;
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
