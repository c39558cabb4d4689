#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome patient_agreement(const ReviewInput& in) {
    const std::vector<CitationId> sources = grounds(in, "patient-agreement");
    const auto& agrees = in.patient_case.supervision.patient_agrees;
    if (!agrees) {
        return fact_missing(Severity::warn, "whether the patient agrees to the taper",
                            "supervision: {patient_agrees: yes}", sources);
    }
    Outcome outcome;
    outcome.looked_at = {"the patient's agreement"};
    if (!*agrees) {
        outcome.findings.push_back(
            finding(Severity::block, "The patient does not agree. A taper is not forced on anybody.",
                    "Go on with safe care and naloxone, and talk again; agreement is a key part of success.",
                    sources));
    }
    return outcome;
}

}  // namespace stepdown::rules
