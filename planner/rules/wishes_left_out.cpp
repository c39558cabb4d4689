#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome wishes_left_out(const ReviewInput& in) {
    Outcome outcome;
    const Preferences& preferences = in.patient_case.preferences;
    if (preferences.liquid_acceptable) outcome.looked_at.emplace_back("liquid_acceptable");
    if (preferences.keep_as_needed) outcome.looked_at.emplace_back("keep_as_needed");
    if (preferences.liquid_acceptable.value_or(false)) {
        outcome.findings.push_back(finding(
            Severity::note, "The case accepts a liquid. This version stays with the form that is taken now.",
            "For smaller last steps, write the case with the liquid as what is taken.",
            grounds(in, "wishes-left-out")));
    }
    const bool keeps = std::any_of(in.opioids.begin(), in.opioids.end(), [](const BaselineOpioid& opioid) {
        return opioid.taking.as_needed.has_value();
    });
    if (preferences.keep_as_needed.value_or(false) && !keeps) {
        outcome.findings.push_back(
            finding(Severity::note,
                    "The case keeps as-needed use, and there is none beside opioids taken at fixed times. "
                    "What is taken as needed only is tapered at fixed times.",
                    "Tell the patient that no as-needed doses come on top of the plan.",
                    grounds(in, "wishes-left-out")));
    }
    return outcome;
}

}  // namespace stepdown::rules
