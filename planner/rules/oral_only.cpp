#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome oral_only(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"routes"};
    for (const CaseOpioid* opioid : taken(in.patient_case)) {
        if (opioid->regimen.route == Route::oral) continue;
        Finding found =
            finding(Severity::block,
                    "\"" + opioid->regimen.text +
                        "\" is not taken by mouth. This version plans tapers of opioids taken by mouth.",
                    "The prescriber plans this taper, or the opioid is rotated to one taken by mouth first.",
                    grounds(in, "oral-only"));
        found.opioid = opioid->id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
