#include <algorithm>

#include "planner/rules/organ_findings.hpp"

namespace stepdown::rules {

namespace {

constexpr std::array<std::string_view, 3> class_names{"A", "B", "C"};

/// Nothing about the opioid depends on the liver.
bool is_indifferent(const LiverOpioid& about) {
    return std::all_of(about.classes.begin(), about.classes.end(),
                       [](const OrganAdvice& advice) { return advice.extended == OrganVerdict::usual; });
}

Finding not_known(const PlannedOpioid& opioid, const ReviewInput& in, const LiverOpioid& about,
                  const std::string& condition) {
    const std::string& drug = in.library.formulary[opioid.drug].id;
    Finding found = finding(
        severity_unknown(opioid, in),
        condition.empty()
            ? "The case does not say how the liver is, and " + drug + " depends on it. " + about.of.because
            : "\"" + condition + "\": how much it matters for " + drug +
                  " goes by the Child-Pugh class, which the case does not say. " + about.of.because,
        "Add patient: {liver: none}, or child-pugh-a, child-pugh-b or child-pugh-c.",
        {about.classes.back().citation});
    found.missing = {condition.empty() ? "liver" : "Child-Pugh class"};
    return found;
}

/// Of a drug that no source here speaks of in liver disease.
Finding nothing_known_of(const PlannedOpioid& opioid, const std::string& drug, const LiverGuide& guide) {
    Finding found =
        finding(Severity::warn,
                drug + " with liver disease: nothing is known here of it. That is no sign that it is safe.",
                "Look it up in its label. " + guide.besides.text, {guide.besides.citation});
    found.acknowledge = opioid.starts;
    return found;
}

}  // namespace

Outcome liver_opioid(const ReviewInput& in) {
    Outcome outcome;
    const LiverGuide& guide = in.library.liver;
    const Patient& patient = in.patient_case.patient;
    const ConditionWords* words = in.library.words.condition("liver");
    const std::string condition =
        words && patient.conditions ? condition_found(*patient.conditions, *words) : "";
    const std::optional<std::size_t> child_pugh =
        patient.liver ? child_pugh_class(*patient.liver) : std::nullopt;
    for (const PlannedOpioid& opioid : planned_opioids(in)) {
        const LiverOpioid* about = guide.about(opioid.drug, opioid.route);
        if (about && is_indifferent(*about)) continue;
        outcome.looked_at = {"liver"};
        const std::string& drug = in.library.formulary[opioid.drug].id;
        if (!about) {
            if (child_pugh || !condition.empty())
                outcome.findings.push_back(nothing_known_of(opioid, drug, guide));
            continue;
        }
        if (!patient.liver) {
            Finding found = not_known(opioid, in, *about, condition);
            outcome.missing = found.missing;
            outcome.findings.push_back(std::move(found));
            continue;
        }
        if (!child_pugh) continue;
        const OrganAdvice& advice = about->classes.at(*child_pugh);
        if (verdict_for(opioid, advice) == OrganVerdict::usual) continue;
        Finding found =
            organ_finding({opioid, advice, drug,
                           "liver disease of Child-Pugh class " + std::string(class_names.at(*child_pugh)),
                           about->of.because, guide.besides.text});
        found.citations.push_back(guide.besides.citation);
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
