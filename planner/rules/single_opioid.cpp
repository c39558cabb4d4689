#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome single_opioid(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"opioids"};
    const std::size_t count = taken(in.patient_case).size();
    if (count > 1) {
        outcome.findings.push_back(
            finding(Severity::block,
                    "The case names " + std::to_string(count) +
                        " opioids. This version plans the taper of one opioid at a time.",
                    "Decide with the patient which one is reduced first; a plan over all of them is drawn up "
                    "by the prescriber.",
                    grounds(in, "single-opioid")));
    }
    return outcome;
}

}  // namespace stepdown::rules
