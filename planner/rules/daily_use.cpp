#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome daily_use(const ReviewInput& in) {
    Outcome outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        outcome.looked_at = {"how often each opioid is taken"};
        if (opioid.taking.every_days <= 1 || worn(opioid.taking)) continue;
        Finding found = finding(
            Severity::block, "An opioid that is taken less often than once a day needs no further taper.",
            "It may be stopped when stopping is the agreed goal.", grounds(in, "abrupt-stop"));
        found.opioid = opioid.taking.id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
