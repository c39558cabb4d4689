#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome acetaminophen_total(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const Sourced<DoseRate>& most = in.limits().largest_acetaminophen;
    const DoseRate at_baseline = also_per_day(in.plan->baseline, "acetaminophen", in.library.formulary);
    if (!exceeds(at_baseline, unit::mg_per_day(0))) return outcome;
    outcome.looked_at = {"acetaminophen in combination products"};
    if (exceeds(at_baseline, most.for_caution())) {
        outcome.findings.push_back(
            finding(Severity::warn,
                    "The opioid as taken now brings " + show(at_baseline, unit::mg_per_day) +
                        " of acetaminophen; at most " + show(most.for_caution(), unit::mg_per_day) +
                        " from all products is safe.",
                    "Look for other acetaminophen and check the liver; the taper brings it down.",
                    {most.citation()}));
    }
    for (const Step& step : in.plan->steps) {
        const DoseRate here = also_per_day(step.taking, "acetaminophen", in.library.formulary);
        if (!exceeds(here, most.for_caution()) || !reaches(here, at_baseline)) continue;
        Finding found =
            finding(Severity::block, "The step brings " + show(here, unit::mg_per_day) + " of acetaminophen.",
                    "Use a form with less acetaminophen.", {most.citation()});
        found.step = step.number;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
