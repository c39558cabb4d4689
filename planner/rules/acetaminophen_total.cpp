#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The usual limit, or the lower one of a sick liver or of drinking.
const Sourced<DoseRate>& limit_for(const ReviewInput& in) {
    const SafetyLimits& limits = in.limits();
    const Patient& patient = in.patient_case.patient;
    const bool liver = patient.liver == "child-pugh-b" || patient.liver == "child-pugh-c";
    const ConditionWords* drinking = in.library.words.condition("alcohol-use");
    const bool drinks =
        drinking && patient.conditions && !condition_found(*patient.conditions, *drinking).empty();
    const bool lower = (liver || drinks) && !limits.acetaminophen_lines.empty();
    return lower ? limits.acetaminophen_lines.back().most : limits.largest_acetaminophen;
}

}  // namespace

Outcome acetaminophen_total(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const Sourced<DoseRate>& most = limit_for(in);
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
