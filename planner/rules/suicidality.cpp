#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome suicidality(const ReviewInput& in) {
    const std::vector<CitationId> sources = grounds(in, "suicidality");
    const auto& suicidal = in.patient_case.readiness.suicidality;
    if (!suicidal) {
        return fact_missing(Severity::block, "whether the patient has suicidal thoughts",
                            "readiness: {suicidality: no} after asking", sources);
    }
    Outcome outcome;
    outcome.looked_at = {"suicidality"};
    if (*suicidal) {
        outcome.findings.push_back(
            finding(Severity::block, "The patient has suicidal thoughts or a high risk of suicide.",
                    "Start the suicide safety plan and involve mental health before any cut.", sources));
    }
    return outcome;
}

}  // namespace stepdown::rules
