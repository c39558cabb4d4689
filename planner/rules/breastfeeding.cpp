#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome breastfeeding(const ReviewInput& in) {
    const OpioidList& list = in.library.interactions.not_breastfeeding;
    const Patient& patient = in.patient_case.patient;
    const std::optional<double> age = age_on(patient, in.as_of);
    const bool too_old = age && *age >= in.limits().may_be_pregnant_to_years.for_caution() + 1;
    Outcome outcome;
    if (patient.sex == Sex::male || (too_old && !patient.breastfeeding)) return outcome;
    for (const PlannedOpioid& opioid : planned_opioids(in)) {
        if (std::find(list.opioids.begin(), list.opioids.end(), opioid.drug) == list.opioids.end()) continue;
        const Severity severity = opioid.starts ? Severity::block : Severity::warn;
        if (!patient.breastfeeding)
            return fact_missing(severity, "whether the patient breastfeeds", "patient: {breastfeeding: no}",
                                {list.citation});
        outcome.looked_at = {"breastfeeding"};
        if (!*patient.breastfeeding) continue;
        outcome.findings.push_back(finding(
            severity,
            "While breastfeeding, " + in.library.formulary[opioid.drug].id +
                " can stop the breathing of the child: a reason to reduce.",
            "Another pain medicine or another way to feed the child, and a pediatrician who knows; watch "
            "the child for sleepiness and slow breathing. Do not stop suddenly.",
            {list.citation}));
    }
    return outcome;
}

}  // namespace stepdown::rules
