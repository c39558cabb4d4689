#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome start_date(const ReviewInput& in) {
    Outcome outcome;
    const std::vector<CitationId> sources = grounds(in, "start-date");
    outcome.looked_at = {"start"};
    if (!in.patient_case.start) {
        outcome.findings.push_back(finding(Severity::note,
                                           "The case names no day to start; the day of this run is taken.",
                                           "Write start: 2026-12-01 or another day.", sources));
    } else if (*in.patient_case.start < in.as_of) {
        outcome.findings.push_back(finding(
            Severity::warn,
            "The plan starts on " + in_words(*in.patient_case.start) + ", before the day of this run.",
            "Set a new start before anybody follows the plan.", sources));
    }
    if (in.patient_case.start &&
        days_between(in.as_of, *in.patient_case.start) > whole_days(in.limits().firm.for_caution())) {
        outcome.findings.push_back(finding(Severity::warn,
                                           "The plan starts on " + in_words(*in.patient_case.start) +
                                               ", far ahead: doses and facts may have changed by then.",
                                           "Plan again shortly before the start.", sources));
    }
    return outcome;
}

}  // namespace stepdown::rules
