#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome opioid_use_disorder(const ReviewInput& in) {
    const std::vector<CitationId> sources = grounds(in, "opioid-use-disorder");
    const auto& disorder = in.patient_case.readiness.opioid_use_disorder;
    if (!disorder) {
        return fact_missing(Severity::block, "whether the patient has an opioid use disorder",
                            "readiness: {opioid_use_disorder: no} after checking the criteria", sources);
    }
    Outcome outcome;
    outcome.looked_at = {"opioid use disorder"};
    if (*disorder && in.target && in.library.formulary[in.target->drug].id == "buprenorphine") {
        outcome.findings.push_back(finding(Severity::warn,
                                           "With opioid use disorder buprenorphine is its treatment as well: "
                                           "the dose follows the disorder, not the pain alone.",
                                           "Plan it with somebody who treats the disorder.", sources));
    } else if (*disorder) {
        outcome.findings.push_back(finding(Severity::block,
                                           "With opioid use disorder a taper alone is not the treatment.",
                                           "Offer buprenorphine or methadone treatment first.", sources));
    }
    return outcome;
}

}  // namespace stepdown::rules
