#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome not_taking(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"what is really taken"};
    if (taken(in.patient_case).empty()) {
        outcome.findings.push_back(finding(
            Severity::note, "The opioids of this case are verified as not being taken: no taper is needed.",
            "Stop the order, and talk about what happens to the tablets at home.",
            grounds(in, "not-taking")));
    }
    return outcome;
}

}  // namespace stepdown::rules
