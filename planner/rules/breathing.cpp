#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome breathing(const ReviewInput& in) {
    Outcome outcome = interaction(in, "breathing");
    const Patient& patient = in.patient_case.patient;
    if (!outcome.applies() || !patient.weight || !patient.height) return outcome;
    outcome.looked_at.emplace_back("body mass index");
    const Sourced<BodyMassIndex>& from = in.library.interactions.breathing_from_index;
    const BodyMassIndex index = body_mass_index(*patient.height, *patient.weight);
    if (!reaches(index, from.for_caution())) return outcome;
    const std::vector<PlannedOpioid> opioids = planned_opioids(in);
    const bool starts = std::any_of(opioids.begin(), opioids.end(),
                                    [](const PlannedOpioid& opioid) { return opioid.starts; });
    outcome.findings.push_back(
        finding(starts ? Severity::warn : Severity::note,
                "A body mass index of " + show(index, unit::kg_per_m2, 1) + " (from " +
                    show(from.for_caution(), unit::kg_per_m2) +
                    " on) goes with shallow breathing in sleep, often unknown: opioids add to it.",
                "Ask about snoring and pauses in breathing, and have naloxone at home.", {from.citation()}));
    outcome.findings.back().acknowledge = starts;
    return outcome;
}

}  // namespace stepdown::rules
