#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome taper_drug(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"opioids"};
    for (const CaseOpioid* opioid : taken(in.patient_case)) {
        const Drug& drug = in.library.formulary[opioid->regimen.drug];
        if (drug.no_taper_because.empty()) continue;
        Finding found =
            finding(Severity::block, drug.no_taper_because, drug.no_taper_instead, grounds(in, "taper-drug"));
        found.opioid = opioid->id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
