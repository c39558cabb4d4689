#pragma once
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"
#include "protocols/condition_words.hpp"
#include "protocols/safety_limits.hpp"

namespace stepdown {

/// What a withdrawal score calls for.
enum class CowsAdvice { go_on, slow, pause, contact };

/// A score from `from` on, up to the next band.
struct CowsBand {
    Sourced<double> from;  // points
    std::string says;      // "moderate"
    CowsAdvice advises = CowsAdvice::go_on;
};
struct CowsSays {
    CowsAdvice when = CowsAdvice::go_on;
    Advice advice;
};

/// What holds when a running plan is changed.
struct ReplanGuide {
    /// A step back to the dose before is possible within this time of leaving it.
    Sourced<Duration> step_back_within;
    /// After a step back every step is held so many times as long.
    Sourced<double> slower;
    /// From so many days without a dose on, no old dose is gone back to.
    Sourced<Duration> gap_from;
    /// After a score that calls for a pause: when to look again at the latest.
    Sourced<Duration> reassess_within;
    Sourced<Duration> longest_hold;
    Sourced<double> most_points;  // of the withdrawal score, which begins at 0
    std::vector<CowsBand> bands;  // rising, the first from 0
    std::vector<CowsSays> cows_advice;
    ConditionWords missed_review;  // words in the reason that is given

    /// The band of a score, 0 to `most_points`.
    const CowsBand& band_of(int points) const;
    /// What is advised; null where the data say nothing.
    const Advice* advice_for(CowsAdvice advises) const;
};

/// Reads the file of kind `replanning/1`.
Result<ReplanGuide> read_replan_guide(const DataFile& file, Citer& citer);

}  // namespace stepdown
