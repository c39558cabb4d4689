#include "planner/rules/rules.hpp"

namespace stepdown::rules {

bool has_opioid_use_disorder(const ReviewInput& in) {
    const ConditionWords* words = in.library.words.condition("opioid-use-disorder");
    const auto& conditions = in.patient_case.patient.conditions;
    return in.patient_case.readiness.opioid_use_disorder.value_or(false) ||
           (words && conditions && !condition_found(*conditions, *words).empty());
}

Outcome opioid_use_disorder(const ReviewInput& in) {
    const std::vector<CitationId> sources = grounds(in, "opioid-use-disorder");
    const bool has_disorder = has_opioid_use_disorder(in);
    if (!has_disorder && !in.patient_case.readiness.opioid_use_disorder) {
        return fact_missing(Severity::block, "whether the patient has an opioid use disorder",
                            "readiness: {opioid_use_disorder: no} after checking the criteria", sources);
    }
    Outcome outcome;
    outcome.looked_at = {"opioid use disorder", "conditions"};
    if (has_disorder && in.target && in.library.formulary[in.target->drug].id == "buprenorphine") {
        outcome.findings.push_back(finding(Severity::warn,
                                           "With opioid use disorder buprenorphine is its treatment as well: "
                                           "the dose follows the disorder, not the pain alone.",
                                           "Plan it with somebody who treats the disorder.", sources));
    } else if (has_disorder) {
        outcome.findings.push_back(finding(Severity::block,
                                           "With opioid use disorder a taper alone is not the treatment.",
                                           "Offer buprenorphine or methadone treatment first.", sources));
    }
    return outcome;
}

}  // namespace stepdown::rules
