#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome use_too_short(const ReviewInput& in) {
    const Sourced<Duration>& shortest = in.limits().shortest_use;
    if (!in.patient_case.used_for) {
        Outcome missing = fact_missing(Severity::warn, "how long opioids have been taken",
                                       "used_for: 4 years", {shortest.citation()});
        missing.findings.front().message += " The slowest protocol for long use is taken.";
        return missing;
    }
    Outcome outcome;
    outcome.looked_at = {"used_for"};
    if (!reaches(*in.patient_case.used_for, shortest.for_caution())) {
        outcome.findings.push_back(
            finding(Severity::block,
                    "Opioids have been taken for " + show_span(*in.patient_case.used_for) +
                        ". This version plans tapers after at least " + show_span(shortest.for_caution()) +
                        " of use; after shorter use a taper takes days, or none is needed.",
                    "Follow the guideline's advice for acute use.", {shortest.citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
