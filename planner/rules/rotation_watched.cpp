#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome rotation_watched(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    const Supervision& supervision = in.patient_case.supervision;
    if (supervision.setting == "inpatient" || !supervision.watched_by.empty()) {
        Outcome outcome;
        outcome.looked_at = {"who watches the first days"};
        return outcome;
    }
    return fact_missing(Severity::block, "who watches the patient in the first days and nights",
                        "supervision: {watched_by: \"...\"} (somebody in the home), or setting: inpatient",
                        grounds(in, "rotation-watched"));
}

}  // namespace stepdown::rules
