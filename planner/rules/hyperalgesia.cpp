#include <algorithm>

#include "planner/assessment.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The plan gives more of an opioid that is taken already.
bool raises(const ReviewInput& in) {
    const std::vector<PlannedOpioid> all = planned_opioids(in);
    return std::any_of(all.begin(), all.end(), [](const PlannedOpioid& opioid) {
        return opioid.starts && exceeds(opioid.now, unit::mg_per_day(0));
    });
}

std::string lower_case_start(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

std::string list_of(const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all += (i == 0 ? "" : i + 1 == texts.size() ? " and " : ", ") + texts[i];
    return all;
}

Finding signs_found(const std::vector<std::string>& signs, bool raised, std::vector<CitationId> sources) {
    const std::string what =
        "Signs of hyperalgesia (" + list_of(signs) + "): the opioid itself may be the cause";
    Finding found =
        raised ? finding(Severity::warn, what + ", and this plan raises the dose.",
                         "Do not raise it. First go through stepdown assess with this case file: other "
                         "explanations, and what can be done.",
                         std::move(sources))
               : finding(Severity::note, what + ", a reason to reduce or rotate and never to raise.",
                         "stepdown assess with this case file sorts the other explanations and the "
                         "options. It is no reason to taper faster; pain can rise for weeks first.",
                         std::move(sources));
    found.acknowledge = raised;
    return found;
}

}  // namespace

Outcome hyperalgesia(const ReviewInput& in) {
    Outcome outcome;
    if (in.library.assessments.empty() || taken(in.patient_case).empty()) return outcome;
    const CaseFacts facts(in.patient_case, in.library, in.as_of);
    std::vector<std::string> signs;
    std::vector<CitationId> sources;
    for (const Clue& clue : in.library.assessments.front().pattern) {
        if (!clue.is_key) continue;
        const Answer answer = facts.answer(clue.when);
        if (answer.state == FactState::unknown) continue;
        outcome.looked_at.push_back(lower_case_start(clue.title));
        if (answer.state != FactState::present) continue;
        signs.push_back(lower_case_start(clue.title));
        sources.push_back(clue.text.citation);
    }
    const bool raised = raises(in);
    if (outcome.looked_at.empty() && raised)
        return fact_missing(
            Severity::warn, "whether pain got worse after the dose went up",
            "hyperalgesia: {pain_worse_despite_increase: no, pain_spreading: no, allodynia: no}",
            grounds(in, "hyperalgesia"));
    if (!signs.empty()) outcome.findings.push_back(signs_found(signs, raised, std::move(sources)));
    return outcome;
}

}  // namespace stepdown::rules
