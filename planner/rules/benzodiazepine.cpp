#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome benzodiazepine(const ReviewInput& in) {
    const ConditionWords* words = in.library.words.medicine("benzodiazepine");
    if (!words) return {};
    std::vector<CitationId> sources = grounds(in, "benzodiazepine");
    sources.push_back(words->citation);
    const auto& medicines = in.patient_case.patient.medicines;
    if (!medicines) {
        return fact_missing(Severity::warn, "medicines", "patient: {medicines: [...]} (or [] for none)",
                            std::move(sources));
    }
    Outcome outcome;
    outcome.looked_at = {"medicines"};
    for (const std::string& medicine : *medicines) {
        if (condition_found({medicine}, *words).empty()) continue;
        Finding found = finding(
            Severity::warn,
            "\"" + medicine +
                "\" is a benzodiazepine. The opioid is reduced first; the two are never reduced at the same "
                "time.",
            "Leave the benzodiazepine as it is while this plan runs and never stop it suddenly: seizures, "
            "delirium and death can follow. Agree with whoever prescribes it, see to naloxone, and weigh "
            "both again at least every 3 months.",
            sources);
        found.acknowledge = true;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
