#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome methadone_qtc(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    const Sourced<Duration>& avoid = in.library.conversion.qtc_avoid_from;
    const Sourced<Duration>& ask = in.library.conversion.qtc_ask_from;
    const auto& qtc = in.patient_case.patient.qtc;
    if (!qtc)
        return fact_missing(Severity::block, "the QTc, measured before the first dose of methadone",
                            "patient: {qtc: {value: 430 ms, on: 2026-11-01}}", {ask.citation()});
    Outcome outcome;
    outcome.looked_at = {"QTc"};
    const std::string known = "QTc " + show(qtc->value, unit::milliseconds);
    if (reaches(qtc->value, avoid.for_caution())) {
        outcome.findings.push_back(finding(Severity::block,
                                           known + ": from " + show(avoid.for_caution(), unit::milliseconds) +
                                               " on methadone is not started.",
                                           "Choose another opioid, and correct the causes.",
                                           {avoid.citation()}));
    } else if (reaches(qtc->value, ask.for_caution())) {
        outcome.findings.push_back(
            finding(Severity::warn,
                    known + ": from " + show(ask.for_caution(), unit::milliseconds) +
                        " on an alternative is to be considered.",
                    "Correct the causes, repeat the ECG before the first dose, and consider buprenorphine.",
                    {ask.citation()}));
        outcome.findings.back().acknowledge = true;
    } else if (!qtc->on) {
        outcome.findings.push_back(finding(Severity::warn, known + " has no date: an old ECG does not count.",
                                           "Add the day on which it was taken.", {ask.citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
