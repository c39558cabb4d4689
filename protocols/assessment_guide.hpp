#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"
#include "protocols/fact_test.hpp"

namespace stepdown {

/// Something that is present, absent or unknown in a case.
struct Clue {
    std::string id, title;
    FactTests when;
    std::string strength;  // of its evidence: "moderate", "low"
    bool is_key = false;   // of the pattern: one of them is needed
    Advice text;
};

/// What else the pain could be.
struct ClueFor {
    bool speaks_for = true;
    FactTests when;
    Advice text;
};
struct Explanation {
    std::string id, title;
    std::vector<ClueFor> clues;
    std::vector<Advice> ask;  // the question or test that tells it apart
};

/// What the command of an option is about.
enum class OptionCommand { reduce, rotate_to_methadone, rotate_to_buprenorphine, adjuncts };
struct AssessmentOption {
    std::string id;
    Advice what, expected_in;
    OptionCommand command = OptionCommand::adjuncts;
    std::optional<Sourced<Fraction>> least_cut, largest_cut;
    Sourced<Duration> review_after;
    std::vector<ClueFor> against;  // reasons that hold in this case
};

/// One item of a published score: the first level that holds counts.
struct ScoreLevel {
    FactTests when;  // none: never known from a case
    int points = 0;
};
struct ScoreItem {
    std::string id, title;
    std::vector<ScoreLevel> levels;  // falling
    bool in_case = true;             // false: a case file does not tell it
};
struct ScoreBand {
    int from = 0;
    double percent = 0;
};
struct Instrument {
    std::string id, title, about;
    int max = 0;
    std::vector<ScoreItem> items;
    std::vector<ScoreBand> bands;  // rising
    CitationId citation;
    Sourced<double> told_from;  // from these points on the safety review speaks of it
};

/// What is known of hyperalgesia under opioids: data of kind `assessment/1`.
struct AssessmentGuide {
    std::vector<Clue> risks, pattern;
    std::vector<Explanation> explanations;
    std::vector<AssessmentOption> options;
    std::vector<Advice> first;     // before any of the options
    std::vector<Advice> no_score;  // why there is no score of hyperalgesia
};

/// Reads the file of kind `assessment/1`.
Result<AssessmentGuide> read_assessment_guide(const DataFile& file, const Formulary& formulary, Citer& citer);
/// Reads a file of kind `instrument/1`. Problem ids besides those of the readers: score-max (the points do
/// not add up to the maximum), score-bands (they do not rise from 0).
Result<Instrument> read_instrument(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
