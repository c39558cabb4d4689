#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome methadone_program(const ReviewInput& in) {
    Outcome outcome;
    if (!to_methadone(in)) return outcome;
    outcome.looked_at = {"opioid use disorder"};
    if (has_opioid_use_disorder(in))
        outcome.findings.push_back(
            finding(Severity::block,
                    "With opioid use disorder methadone is a treatment, and comes from a treatment program: "
                    "no plan for pain "
                    "is drawn up beside it.",
                    "Refer to an opioid treatment program, or rotate to buprenorphine.",
                    grounds(in, "methadone-program")));
    return outcome;
}

}  // namespace stepdown::rules
