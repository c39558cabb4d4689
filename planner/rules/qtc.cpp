#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What is missing before the QTc can speak in favor of methadone; empty for nothing.
std::string missing_of(const ReviewInput& in) {
    const auto& qtc = in.patient_case.patient.qtc;
    if (!qtc) return "QTc";
    if (!qtc->on) return "the date of the QTc";
    const Duration recent = in.library.interactions.ecg_recent.for_caution();
    const bool old = *qtc->on > in.as_of || exceeds(unit::days(days_between(*qtc->on, in.as_of)), recent);
    return old ? "a QTc of the last " + show(recent, unit::days) : "";
}

Finding long_qtc(const ReviewInput& in, const PlannedOpioid& methadone) {
    const Sourced<Duration>& avoid = in.library.conversion.qtc_avoid_from;
    const Sourced<Duration>& ask = in.library.conversion.qtc_ask_from;
    const Duration qtc = in.patient_case.patient.qtc->value;
    const bool too_long = reaches(qtc, avoid.for_caution());
    const Sourced<Duration>& limit = too_long ? avoid : ask;
    const std::string is = "QTc is " + show(qtc, unit::milliseconds) + " (limit " +
                           show(limit.for_caution(), unit::milliseconds) + "): ";
    Finding found =
        methadone.starts
            ? finding(
                  too_long ? Severity::block : Severity::warn,
                  is + (too_long ? "methadone is neither started nor raised."
                                 : "weigh another opioid before methadone is started or raised."),
                  "Correct potassium, magnesium and calcium, replace other medicines that lengthen QT, and "
                  "repeat the ECG; or choose another opioid, such as buprenorphine.",
                  {limit.citation()})
            : finding(
                  Severity::warn, is + "a reason to reduce methadone.",
                  "Go on reducing. Correct potassium, magnesium and calcium, replace other medicines that "
                  "lengthen QT, and repeat the ECG.",
                  {limit.citation()});
    found.acknowledge = found.severity == Severity::warn;
    return found;
}

}  // namespace

Outcome qtc(const ReviewInput& in) {
    Outcome outcome;
    const std::optional<DrugId> methadone = in.library.formulary.drug("methadone");
    for (const PlannedOpioid& opioid : planned_opioids(in)) {
        if (opioid.drug != methadone) continue;
        const auto& measured = in.patient_case.patient.qtc;
        const std::string missing = missing_of(in);
        const bool is_long =
            measured && reaches(measured->value, in.library.conversion.qtc_ask_from.for_caution());
        const bool said_elsewhere = in.target && !measured;
        if (opioid.starts && !missing.empty() && !is_long && !said_elsewhere)
            return fact_missing(Severity::block, missing,
                                "patient: {qtc: {value: 430 ms, on: DATE}} from an ECG",
                                {in.library.interactions.ecg_recent.citation()});
        // Of a start the rule methadone-qtc speaks, where the plan is a rotation.
        if (!measured || (opioid.starts && in.target)) continue;
        outcome.looked_at = {"QTc"};
        if (is_long) outcome.findings.push_back(long_qtc(in, opioid));
    }
    return outcome;
}

}  // namespace stepdown::rules
