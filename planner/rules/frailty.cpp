#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome frailty(const ReviewInput& in) {
    Outcome outcome = interaction(in, "frailty");
    const std::vector<PlannedOpioid> opioids = planned_opioids(in);
    const std::optional<bool>& frail = in.patient_case.patient.frail;
    if (opioids.empty() || !frail) return outcome;
    outcome.looked_at.emplace_back("frail");
    if (!*frail || !outcome.findings.empty()) return outcome;  // told already, of a condition
    const bool starts = std::any_of(opioids.begin(), opioids.end(),
                                    [](const PlannedOpioid& opioid) { return opioid.starts; });
    Finding found =
        starts ? finding(
                     Severity::warn, "The patient is frail: a usual start can be too much.",
                     "Start at the low end, leave more time between changes, and look at sedation, breathing "
                     "and falls within days.",
                     grounds(in, "frailty"))
               : finding(Severity::note,
                         "The patient is frail: opioids add to falls and confusion, a reason to reduce.",
                         "Ask about falls and confusion at each visit.", grounds(in, "frailty"));
    found.acknowledge = starts;
    outcome.findings.push_back(std::move(found));
    return outcome;
}

}  // namespace stepdown::rules
