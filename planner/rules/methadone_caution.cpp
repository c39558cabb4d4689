#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

void add(Outcome& outcome, Outcome more) {
    for (std::string& fact : more.missing) outcome.missing.push_back(std::move(fact));
    for (Finding& one : more.findings) outcome.findings.push_back(std::move(one));
}

}  // namespace

Outcome methadone_caution(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    const Patient& patient = in.patient_case.patient;
    Outcome outcome;
    outcome.looked_at = {"medicines", "conditions", "age"};
    const std::vector<CitationId> sources = grounds(in, "methadone-caution");
    if (!patient.medicines)
        add(outcome, fact_missing(Severity::block, "which other medicines are taken",
                                  "patient: {medicines: [...]} (or [] for none)", sources));
    if (!patient.conditions)
        add(outcome, fact_missing(Severity::block, "conditions: sleep apnea, lungs, liver, heart",
                                  "patient: {conditions: [...]} (or [] for none)", sources));
    const Sourced<double>& older = in.library.rotation.methadone.older_from_years;
    const auto age = age_on(patient, in.as_of);
    if (!age || *age < older.for_caution()) return outcome;
    outcome.findings.push_back(finding(
        Severity::warn,
        "From " + show_decimal(older.for_caution(), 0) + " years on methadone leaves the body more slowly.",
        "Consider a lower start than the plan's, and watch longer.", {older.citation()}));
    outcome.findings.back().acknowledge = true;
    return outcome;
}

}  // namespace stepdown::rules
