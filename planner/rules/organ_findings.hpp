#pragma once
// What the rules on kidneys and liver share.
#include <string>

#include "planner/rules/rules.hpp"
#include "protocols/organ_advice.hpp"

namespace stepdown::rules {

/// What an organ means for one opioid of the plan.
struct OrganFinding {
    const PlannedOpioid& opioid;
    const OrganAdvice& advice;
    std::string drug;     // its name
    std::string organ;    // "creatinine clearance 25 mL/min (...)", "liver disease, Child-Pugh C"
    std::string because;  // a sentence
    std::string instead;  // what to take instead, for one that may not be started
};

/// What counts: the extended-release form has a verdict of its own, which is for starts.
OrganVerdict verdict_for(const PlannedOpioid& opioid, const OrganAdvice& advice);
/// How much a fact about an organ matters that is not known: what starts waits for it; what only stops after
/// a few days of use does not.
Severity severity_unknown(const PlannedOpioid& opioid, const ReviewInput& in);
/// The finding. A start is blocked where the opioid is to be avoided; what is taken already is never blocked.
Finding organ_finding(const OrganFinding& about);

}  // namespace stepdown::rules
