#pragma once
#include <optional>
#include <string>
#include <vector>

#include "planner/adjuncts.hpp"
#include "planner/case_facts.hpp"
#include "protocols/assessment_guide.hpp"

namespace stepdown {

/// A clue with what the case says to it.
struct FoundClue {
    const Clue* clue = nullptr;
    Answer answer;
};

struct FoundExplanation {
    const Explanation* what = nullptr;
    std::vector<Told> speaks_for, against;
};

/// An option with its command; `why_not` are reasons of this case against it.
struct FoundOption {
    const AssessmentOption* what = nullptr;
    int order = 1;
    std::string command;
    std::vector<Told> why_not;
    std::vector<std::string> missing;
    Date review_on;
};

/// A published score between what is known and what could be.
struct FoundScore {
    const Instrument* what = nullptr;
    int low = 0, high = 0;  // equal: the score is known
    double percent_low = 0, percent_high = 0;
    std::vector<std::string> counted, missing;  // items that count, items that are not known
};

/// none: no key sign is there. incomplete: something is left to look for. possible: at least one key sign,
/// and the rest of the picture asked for.
enum class PatternState { none, incomplete, possible };

struct Assessment {
    Date as_of;
    std::optional<MmeRate> exposure;  // empty: an opioid has no factor
    Kidney kidney;
    std::vector<FoundClue> risks, pattern;
    PatternState state = PatternState::incomplete;
    std::vector<FoundExplanation> explanations;
    std::vector<FoundOption> options;
    std::vector<FoundScore> scores;
    const AssessmentGuide* guide = nullptr;
};

/// What a case says of hyperalgesia under opioids. `case_name` stands in the commands of the options. A
/// problem `assessment-missing` where the data has no guide.
Result<Assessment> assess(const Case& patient_case, const std::string& case_name, const Library& library,
                          Date as_of);

/// The points of a score and what they mean, by what a case tells.
FoundScore score_of(const Instrument& instrument, const CaseFacts& facts);

}  // namespace stepdown
