#include "planner/kidney.hpp"
#include "planner/rules/organ_findings.hpp"

namespace stepdown::rules {

namespace {

/// What the kidneys say of an opioid; null where they say nothing for sure.
const OrganAdvice* advice_for(const KidneyOpioid& about, const PlannedOpioid& opioid, const Kidney& kidney) {
    if (kidney.state == KidneyState::dialysis) return &about.on_dialysis;
    if (kidney.state == KidneyState::unstable) return nullptr;
    const std::optional<Clearance> lowest = kidney.lowest();
    if (!lowest) return nullptr;
    const OrganAdvice& advice = about.at(*lowest);
    // An old or incomplete estimate may warn, but clears nothing.
    const bool clears = verdict_for(opioid, advice) == OrganVerdict::usual;
    return clears && !kidney.that_clears() ? nullptr : &advice;
}

Finding not_known(const PlannedOpioid& opioid, const ReviewInput& in, const KidneyOpioid& about,
                  const Kidney& kidney) {
    const std::string& drug = in.library.formulary[opioid.drug].id;
    const bool unstable = kidney.state == KidneyState::unstable;
    Finding found = finding(
        severity_unknown(opioid, in),
        "Kidney function is not known (" +
            (unstable ? "it changes from day to day" : missing_in_words(kidney)) + "), and " + drug +
            " depends on it. " + about.of.because,
        unstable ? "Wait until the creatinine is stable, and take advice from nephrology."
                 : "Give age, sex, weight, height and serum_creatinine: {value: 1.1 mg/dL, on: DATE}.",
        {about.bands.back().advice.citation});
    found.missing = unstable ? std::vector<std::string>{"a stable serum creatinine"} : kidney.missing;
    return found;
}

bool is_weak(const Kidney& kidney, const ReviewInput& in) {
    if (kidney.state == KidneyState::dialysis || kidney.state == KidneyState::unstable) return true;
    const std::optional<Clearance> lowest = kidney.lowest();
    return lowest && exceeds(in.library.conversion.kidney_below.for_caution(), *lowest);
}

/// Of a drug that no source here speaks of by kidney function.
Finding nothing_known_of(const PlannedOpioid& opioid, const std::string& drug, const Kidney& kidney,
                         const KidneyGuide& guide) {
    Finding found =
        finding(Severity::warn,
                drug + " with " + in_words(kidney) +
                    ": nothing is known here of it with weak kidneys. That is no sign that it is safe.",
                "Look it up in its label. " + guide.preferred.text, {guide.preferred.citation});
    found.acknowledge = opioid.starts;
    return found;
}

}  // namespace

Outcome kidney_opioid(const ReviewInput& in) {
    Outcome outcome;
    const KidneyGuide& guide = in.library.kidney;
    std::optional<Kidney> kidney;
    for (const PlannedOpioid& opioid : planned_opioids(in)) {
        const KidneyOpioid* about = guide.about(opioid.drug, opioid.route);
        if (about && about->is_indifferent()) continue;
        if (!kidney) kidney = kidney_of(in.patient_case.patient, in.as_of, guide);
        const std::string& drug = in.library.formulary[opioid.drug].id;
        outcome.looked_at = {in_words(*kidney)};
        if (!about) {
            if (is_weak(*kidney, in))
                outcome.findings.push_back(nothing_known_of(opioid, drug, *kidney, guide));
            continue;
        }
        const OrganAdvice* advice = advice_for(*about, opioid, *kidney);
        if (!advice) {
            Finding found = not_known(opioid, in, *about, *kidney);
            outcome.missing = found.missing;
            outcome.findings.push_back(std::move(found));
        } else if (verdict_for(opioid, *advice) != OrganVerdict::usual) {
            Finding found = organ_finding(
                {opioid, *advice, drug, in_words(*kidney), about->of.because, guide.preferred.text});
            found.citations.push_back(guide.preferred.citation);
            outcome.findings.push_back(std::move(found));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
