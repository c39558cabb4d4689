#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome oral_only(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"routes"};
    for (const CaseOpioid* opioid : taken(in.patient_case)) {
        const Route route = opioid->regimen.route;
        if (route == Route::oral || route == Route::transdermal) continue;
        Finding found = finding(
            Severity::block,
            "\"" + opioid->regimen.text +
                "\" is neither swallowed nor a patch. No taper is planned for other routes.",
            "The prescriber plans this taper, or the opioid is rotated to one that is swallowed first.",
            grounds(in, "oral-only"));
        found.opioid = opioid->id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
