#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

Outcome methadone_caution(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    const Patient& patient = in.patient_case.patient;
    if (!patient.conditions)
        return fact_missing(Severity::block, "conditions: sleep apnea, lungs, liver, heart",
                            "patient: {conditions: [...]} (or [] for none)",
                            grounds(in, "methadone-caution"));
    Outcome outcome;
    outcome.looked_at = {"conditions", "age", "liver"};
    const auto warn = [&](const std::string& message, const std::string& instead, CitationId from) {
        outcome.findings.push_back(finding(Severity::warn, message, instead, {from}));
        outcome.findings.back().acknowledge = true;
    };
    for (const std::string_view group : {"sleep-apnea", "lung-disease"}) {
        const ConditionWords* words = in.library.words.condition(group);
        const std::string found = words ? condition_found(*patient.conditions, *words) : "";
        if (!found.empty())
            warn("\"" + found +
                     "\": methadone slows breathing most during sleep, and later than it relieves pain.",
                 "Treat it first; otherwise start where the nights are watched.", words->citation);
    }
    const Sourced<double>& older = in.library.rotation.methadone.older_from_years;
    const auto age = age_on(patient, in.as_of);
    if (age && *age >= older.for_caution())
        warn("From " + show_decimal(older.for_caution(), 0) +
                 " years on methadone leaves the body more slowly.",
             "Consider a lower start than the plan's, and watch longer.", older.citation());
    const ConditionWords* liver = in.library.words.condition("liver");
    const std::string found = liver ? condition_found(*patient.conditions, *liver) : "";
    const bool by_class = patient.liver && *patient.liver != "none";
    if (liver && (by_class || !found.empty()))
        warn("The liver breaks methadone down: with " + (by_class ? *patient.liver : "\"" + found + "\"") +
                 " it stays longer than the plan's dates assume.",
             "Ask a specialist; raise later than the plan's reviews, or choose another opioid.",
             liver->citation);
    return outcome;
}

}  // namespace stepdown::rules
