#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome oud_treatment(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"what each opioid is for"};
    for (const CaseOpioid* opioid : taken(in.patient_case)) {
        if (opioid->purpose != Purpose::opioid_use_disorder) continue;
        Finding found =
            finding(Severity::block,
                    "\"" + opioid->regimen.text +
                        "\" treats opioid use disorder. It is not tapered as if it were a pain medicine.",
                    "Keep the treatment; talk to its prescriber or the treatment program. Stopping it raises "
                    "the risk of overdose.",
                    grounds(in, "oud-treatment"));
        found.opioid = opioid->id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
