#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome acetaminophen_total(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const Sourced<DoseRate>& most = in.limits().largest_acetaminophen;
    const auto acetaminophen_in = [&](const std::vector<Taking>& taking) {
        return also_per_day(taking, "acetaminophen", in.library.formulary);
    };
    const DoseRate at_baseline = acetaminophen_in(in.plan->baseline);
    if (exceeds(at_baseline, unit::mg_per_day(0))) {
        outcome.looked_at = {"acetaminophen in combination products"};
    }
    if (exceeds(at_baseline, most.for_caution())) {
        outcome.findings.push_back(
            finding(Severity::warn,
                    "The opioid as taken now brings " + show(at_baseline, unit::mg_per_day) +
                        " of acetaminophen; the limit for all products together is " +
                        show(most.for_caution(), unit::mg_per_day) + ".",
                    "Look for other acetaminophen, check the liver, and use a form with less of it.",
                    {most.citation()}));
    }
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = acetaminophen_in(*change.after);
        if (!exceeds(here, most.for_caution()) || !exceeds(here, at_baseline)) continue;
        outcome.findings.push_back(at(
            change,
            finding(Severity::block, "The plan brings " + show(here, unit::mg_per_day) + " of acetaminophen.",
                    "Use a form with less acetaminophen.", {most.citation()})));
    }
    return outcome;
}

}  // namespace stepdown::rules
