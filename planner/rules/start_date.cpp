#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// A plan that runs already was begun when it said; what must not lie behind is the day of its last change.
Outcome date_of_change(const ReviewInput& in) {
    Outcome outcome;
    const std::vector<CitationId> sources = grounds(in, "start-date");
    const Date on = in.plan->replans.back().on;
    outcome.looked_at = {"the day of the last change of the plan"};
    if (on < in.as_of) {
        outcome.findings.push_back(finding(
            Severity::warn, "The plan is changed from " + in_words(on) + " on, before the day of this run.",
            "Make sure that what was taken since then is what the plan says.", sources));
    }
    if (days_between(in.as_of, on) > whole_days(in.limits().firm.for_caution())) {
        outcome.findings.push_back(finding(Severity::warn,
                                           "The plan is changed on " + in_words(on) +
                                               ", far ahead: doses and facts may have changed by then.",
                                           "Change it again shortly before that day.", sources));
    }
    return outcome;
}

}  // namespace

Outcome start_date(const ReviewInput& in) {
    if (in.plan && !in.plan->replans.empty()) return date_of_change(in);
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
