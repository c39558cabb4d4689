#include "conversions/quantity_format.hpp"
#include "planner/rotation_plan.hpp"
#include "planner/rules/rotation_rules.hpp"
#include "planner/tolerance.hpp"

namespace stepdown::rules {

namespace {

std::vector<FromOpioid> as_taken(const ReviewInput& in) {
    std::vector<FromOpioid> from;
    for (const CaseOpioid* opioid : taken(in.patient_case)) {
        const auto daily = per_day(opioid->regimen, Counting::really_used);
        if (!daily) continue;
        std::optional<Duration> taken_for = in.patient_case.used_for;
        if (opioid->since) taken_for = unit::days(std::max(0, days_between(*opioid->since, in.as_of)));
        from.push_back({opioid->id, opioid->regimen, *daily, taken_for});
    }
    return from;
}

}  // namespace

Outcome methadone_tolerance(const ReviewInput& in) {
    if (!to_methadone(in) || !in.plan) return {};
    DoseRate most = unit::mg_per_day(0);
    for (const Step& step : in.plan->steps) {
        const DoseRate here = target_per_day(step.taking, in);
        if (exceeds(here, most)) most = here;
    }
    const Sourced<FirstDose>& naive = in.library.methadone.caps.low_dose_most;
    if (!exceeds(most, naive.for_caution().amount)) return {};
    const ToleranceFound found = tolerance_of(as_taken(in), in.library);
    if (found.tolerance == Tolerance::not_known)
        return fact_missing(Severity::block,
                            "since when these doses are taken: a tolerance of at least a week",
                            "used_for, or since beside the opioid", found.citations);
    Outcome outcome;
    outcome.looked_at = {"doses as really taken", "since when"};
    if (found.tolerance == Tolerance::not_tolerant)
        outcome.findings.push_back(
            finding(Severity::block,
                    "The start of " + show(most, unit::mg_per_day) +
                        " is for somebody opioid tolerant, and what is taken does not show "
                        "that: at most " +
                        show(naive.for_caution().amount, unit::mg_per_day) + ".",
                    "Start as after no or low doses, with a specialist.", {naive.citation()}));
    return outcome;
}

}  // namespace stepdown::rules
