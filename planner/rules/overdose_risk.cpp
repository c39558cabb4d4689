#include "planner/assessment.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

std::string points_in_words(const FoundScore& score) {
    const std::string low = std::to_string(score.low);
    const std::string points = score.low == score.high ? low : low + " to " + std::to_string(score.high);
    return score.what->title + " " + points + " of " + std::to_string(score.what->max) + " points";
}

std::string list_of(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
    return all;
}

}  // namespace

Outcome overdose_risk(const ReviewInput& in) {
    Outcome outcome;
    if (taken(in.patient_case).empty()) return outcome;
    const CaseFacts facts(in.patient_case, in.library, in.as_of);
    const FoundScore* most_counted = nullptr;
    std::vector<FoundScore> scores;
    for (const Instrument& instrument : in.library.instruments) scores.push_back(score_of(instrument, facts));
    std::vector<CitationId> sources;
    for (const FoundScore& score : scores) {
        outcome.looked_at.push_back(points_in_words(score));
        sources.push_back(score.what->citation);
        if (score.low < score.what->told_from.for_caution()) continue;
        if (!most_counted || score.counted.size() > most_counted->counted.size()) most_counted = &score;
    }
    const Patient& patient = in.patient_case.patient;
    if (!most_counted && !patient.conditions)
        return fact_missing(Severity::warn, "conditions", "patient: {conditions: [...]} (or [] for none)",
                            sources);
    if (!most_counted && !patient.medicines)
        return fact_missing(Severity::warn, "medicines", "patient: {medicines: [...]} (or [] for none)",
                            sources);
    if (!most_counted) return outcome;
    sources.push_back(most_counted->what->told_from.citation());
    outcome.findings.push_back(finding(
        Severity::note,
        "A published score of the risk of an overdose is raised: " + list_of(outcome.looked_at) +
            ". Counted: " + list_of(most_counted->counted) +
            ". It ranks people; it is not how often it happens.",
        "Naloxone at home and a household that can use it; treat what can be treated of this.", sources));
    return outcome;
}

}  // namespace stepdown::rules
