#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome naloxone(const ReviewInput& in) {
    const std::vector<CitationId> sources = grounds(in, "naloxone");
    const auto& has = in.patient_case.readiness.naloxone;
    if (!has) {
        return fact_missing(Severity::warn, "whether the patient has naloxone",
                            "readiness: {naloxone: yes} once it is given", sources);
    }
    Outcome outcome;
    outcome.looked_at = {"naloxone"};
    if (!*has) {
        Finding found = finding(Severity::warn,
                                "The patient has no naloxone. Tolerance falls during a taper; going back to "
                                "an old dose can kill.",
                                "Prescribe naloxone and show the household how to use it.", sources);
        found.acknowledge = true;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
