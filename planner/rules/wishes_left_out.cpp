#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// Tablets and capsules of the fullest dose of a step; halves count as a whole one.
int most_at_once(const Step& step, const Formulary& formulary) {
    int most = 0;
    for (const Taking& one : step.taking) {
        for (const PlannedDose& dose : one.doses) {
            int here = 0;
            for (const UnitCount& unit : dose.units) {
                const Form form = formulary[unit.product].form;
                if (form == Form::tablet || form == Form::capsule) here += (unit.thousandths + 999) / 1000;
            }
            most = std::max(most, here);
        }
    }
    return most;
}

/// Who takes more at once today is not held to the wish: fewer, larger tablets may not exist.
void look_for_more_at_once(const ReviewInput& in, Outcome& outcome) {
    const auto& wish = in.patient_case.preferences.max_tablets_per_dose;
    if (!wish || !in.plan) return;
    outcome.looked_at.emplace_back("max_tablets_per_dose");
    int most = 0, last = 0;
    for (const Step& step : in.plan->steps) {
        const int here = most_at_once(step, in.library.formulary);
        if (here > *wish) last = step.number;
        most = std::max(most, here);
    }
    if (most <= *wish) return;
    outcome.findings.push_back(
        finding(Severity::note,
                "The case wishes for at most " + std::to_string(*wish) +
                    (*wish == 1 ? " tablet" : " tablets") + " at once. More are taken now, and up to step " +
                    std::to_string(last) + " the plan has up to " + std::to_string(most) + ".",
                "Write one tablet of another strength as what is taken where the patient has it; else tell "
                "the patient.",
                grounds(in, "wishes-left-out")));
}

}  // namespace

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
    look_for_more_at_once(in, outcome);
    return outcome;
}

}  // namespace stepdown::rules
