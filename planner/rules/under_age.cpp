#include "conversions/decimal.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome under_age(const ReviewInput& in) {
    const Sourced<double>& adult = in.limits().adult_from_years;
    const std::optional<double> age = age_on(in.patient_case.patient, in.as_of);
    if (!age)
        return fact_missing(Severity::block, "the patient's age", "patient: {age: 58 years}",
                            {adult.citation()});
    Outcome outcome;
    outcome.looked_at = {"age"};
    if (*age < adult.for_caution()) {
        outcome.findings.push_back(
            finding(Severity::block,
                    "The patient is " + show_decimal(*age, 1) + " years old. Nothing here applies below " +
                        show_decimal(adult.for_caution()) + " years.",
                    "Refer to a specialist for children and young people.", {adult.citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
