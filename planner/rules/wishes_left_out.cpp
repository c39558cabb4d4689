#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome wishes_left_out(const ReviewInput& in) {
    Outcome outcome;
    const Preferences& preferences = in.patient_case.preferences;
    if (preferences.liquid_acceptable) outcome.looked_at.emplace_back("liquid_acceptable");
    if (preferences.keep_as_needed) outcome.looked_at.emplace_back("keep_as_needed");
    const auto has_liquid = [&](const BaselineOpioid& opioid) {
        return is_liquid(in.library.formulary[opioid.stock.line]) ||
               std::any_of(opioid.other_forms.begin(), opioid.other_forms.end(), [&](const auto& other) {
                   return is_liquid(in.library.formulary[other.stock.line]);
               });
    };
    if (preferences.liquid_acceptable.value_or(false) && !in.opioids.empty() &&
        std::none_of(in.opioids.begin(), in.opioids.end(), has_liquid)) {
        outcome.findings.push_back(finding(
            Severity::note,
            "The case accepts a liquid, and none is known here that could take the place of what is taken.",
            "Ask the pharmacy what it can make; write the case with that as what is taken.",
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
