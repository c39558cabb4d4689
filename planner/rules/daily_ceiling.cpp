#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/kidney.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The most of an opioid a day for this patient, and where it comes from.
struct Most {
    Sourced<DoseRate> most;
    std::string written, for_whom;
};

bool holds(const SpecialCeiling& ceiling, const PlannedOpioid& opioid, const Patient& patient,
           const Kidney& kidney) {
    const auto& routes = ceiling.routes;
    if (ceiling.drug != opioid.drug) return false;
    if (!routes.empty() && std::find(routes.begin(), routes.end(), opioid.route) == routes.end())
        return false;
    if (ceiling.in_cirrhosis && !(patient.liver && child_pugh_class(*patient.liver))) return false;
    if (!ceiling.below || kidney.state == KidneyState::dialysis) return true;
    const std::optional<Clearance> lowest = kidney.lowest();
    return lowest && !reaches(*lowest, *ceiling.below);
}

/// The lowest of all ceilings; nothing where no source names one.
std::optional<Most> most_of(const ReviewInput& in, const PlannedOpioid& opioid, const Kidney& kidney) {
    std::optional<Most> lowest;
    const Patient& patient = in.patient_case.patient;
    const DailyCeiling* general =
        opioid.route == Route::oral
            ? ceiling_of(in.library.rotation_bounds, opioid.drug, opioid.release, age_on(patient, in.as_of))
            : nullptr;
    if (general)
        lowest = Most{general->most, show(general->most.for_caution(), unit::mg_per_day), "the label's most"};
    for (const SpecialCeiling& one : in.library.interactions.ceilings) {
        if (!holds(one, opioid, patient, kidney)) continue;
        if (!lowest || exceeds(lowest->most.for_caution(), one.most.for_caution()))
            lowest = Most{one.most, one.written, one.for_whom};
    }
    return lowest;
}

}  // namespace

Outcome daily_ceiling(const ReviewInput& in) {
    Outcome outcome;
    const Kidney kidney = kidney_of(in.patient_case.patient, in.as_of, in.library.kidney);
    for (const PlannedOpioid& opioid : planned_opioids(in)) {
        const std::optional<Most> most = most_of(in, opioid, kidney);
        if (!most) continue;
        outcome.looked_at = {"daily dose"};
        if (!exceeds(opioid.most, most->most.for_caution())) continue;
        const std::string drug = in.library.formulary[opioid.drug].id;
        const std::string limit = most->written + " (" + most->for_whom + ")";
        outcome.findings.push_back(
            opioid.starts
                ? finding(Severity::block,
                          "The plan goes above the most of " + drug + " a day: " + limit + ".",
                          "Stay at or below it, or choose another opioid.", {most->most.citation()})
                : finding(Severity::warn,
                          "More " + drug + " is taken now than the most a day, " + limit +
                              ": a reason to reduce.",
                          "Go on reducing; the first steps bring it below the limit. Never go back above it.",
                          {most->most.citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
