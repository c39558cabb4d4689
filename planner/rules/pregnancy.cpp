#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome pregnancy(const ReviewInput& in) {
    const Patient& patient = in.patient_case.patient;
    const std::optional<double> age = age_on(patient, in.as_of);
    const SafetyLimits& limits = in.limits();
    const bool out_of_age = age && (*age < limits.may_be_pregnant_from_years.for_caution() ||
                                    *age >= limits.may_be_pregnant_to_years.for_caution() + 1);
    const bool asked = patient.sex != Sex::male && !out_of_age;
    if (!patient.pregnant && asked) {
        return fact_missing(Severity::block, "whether the patient is pregnant", "patient: {pregnant: no}",
                            grounds(in, "pregnancy"));
    }
    Outcome outcome;
    if (!patient.pregnant) return outcome;
    outcome.looked_at = {"pregnancy"};
    if (*patient.pregnant) {
        outcome.findings.push_back(finding(Severity::block,
                                           "Withdrawal in pregnancy puts mother and child at risk. No "
                                           "standard taper is planned in pregnancy.",
                                           "Obstetric and addiction expertise first; with opioid use "
                                           "disorder, buprenorphine or methadone early.",
                                           grounds(in, "pregnancy")));
    }
    return outcome;
}

}  // namespace stepdown::rules
