#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

bool names_condition(const ReviewInput& in, std::string_view group) {
    const ConditionWords* words = in.library.words_of(group);
    const auto& conditions = in.patient_case.patient.conditions;
    return words && conditions && !condition_found(*conditions, *words).empty();
}

/// The usual limit, or the lower one of a sick liver, of drinking or of wasting. Sources give 2 to 3 g in
/// compensated cirrhosis: the lower.
const Sourced<DoseRate>& limit_for(const ReviewInput& in) {
    const SafetyLimits& limits = in.limits();
    const auto& liver = in.patient_case.patient.liver;
    const bool is_lower = (liver && child_pugh_class(*liver)) || names_condition(in, "alcohol-use") ||
                          names_condition(in, "malnutrition");
    return is_lower && !limits.acetaminophen_lines.empty() ? limits.acetaminophen_lines.back().most
                                                           : limits.largest_acetaminophen;
}

/// A medicine of the case that holds acetaminophen besides; empty for none.
std::string taken_besides(const ReviewInput& in) {
    const AdjunctGuide* guide = in.library.adjunct("acetaminophen");
    const auto& medicines = in.patient_case.patient.medicines;
    if (!guide || !medicines) return "";
    return condition_found(*medicines, ConditionWords{"", guide->names, {}, {}, Evidence::unverified});
}

}  // namespace

Outcome acetaminophen_total(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const Sourced<DoseRate>& most = limit_for(in);
    const auto acetaminophen_in = [&](const std::vector<Taking>& taking) {
        return also_per_day(taking, "acetaminophen", in.library.formulary);
    };
    const DoseRate at_baseline = acetaminophen_in(in.plan->baseline);
    if (exceeds(at_baseline, unit::mg_per_day(0))) {
        outcome.looked_at = {"acetaminophen in combination products"};
    }
    const std::string besides = exceeds(at_baseline, unit::mg_per_day(0)) ? taken_besides(in) : "";
    if (!besides.empty()) {
        outcome.looked_at.emplace_back("medicines");
        outcome.findings.push_back(finding(
            Severity::warn,
            "\"" + besides + "\" brings acetaminophen besides the " + show(at_baseline, unit::mg_per_day) +
                " of the opioid: together at most " + show(most.for_caution(), unit::mg_per_day) + ".",
            "Add both up with the patient, cold remedies and sleep aids included.", {most.citation()}));
    }
    if (exceeds(at_baseline, most.for_caution())) {
        outcome.findings.push_back(
            finding(Severity::warn,
                    "The opioid as taken now brings " + show(at_baseline, unit::mg_per_day) +
                        " of acetaminophen; the limit for all products together is " +
                        show(most.for_caution(), unit::mg_per_day) + ".",
                    "Look for other acetaminophen, check the liver, and use a form with less of it.",
                    {most.citation()}));
    }
    for (const Transition& change : transitions(*in.plan)) {
        const DoseRate here = acetaminophen_in(*change.after);
        if (!exceeds(here, most.for_caution()) || !exceeds(here, at_baseline)) continue;
        outcome.findings.push_back(at(
            change,
            finding(Severity::block, "The plan brings " + show(here, unit::mg_per_day) + " of acetaminophen.",
                    "Use a form with less acetaminophen.", {most.citation()})));
    }
    return outcome;
}

}  // namespace stepdown::rules
