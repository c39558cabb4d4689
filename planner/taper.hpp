#pragma once
#include <optional>
#include <vector>

#include "conversions/result.hpp"
#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What came of a request for a taper. `plan` is empty when the rules refuse it; `review` says why.
struct Tapered {
    std::vector<BaselineOpioid> opioids;
    std::optional<Duration>
        used_for;  // as the case says, or longer where an opioid is taken since an earlier day
    std::optional<IssuedPlan> plan;
    Review review;
};

/// A supervised taper for the case. Problems are faults of the case (since-in-future, goal-missing,
/// goal-is-rotation, consolidate-to, goal-drug, goal-without-factor, goal-not-lower, goal-out-of-reach, and
/// those of baseline_of()); a refusal for safety is no problem but a block in the review.
Result<Tapered> taper(const Case& patient_case, const Library& library, Date as_of);

/// The case with `used_for` as long as it is known to be: as said, or longer where an opioid has been taken
/// since an earlier day.
Case with_longest_use(Case patient_case, Date as_of);
/// What is taken now, of every opioid of the case that can be read in units; problems of the others are
/// added.
std::vector<BaselineOpioid> baselines_of(const Case& patient_case, const Library& library,
                                         Problems& problems);

/// Where a taper stands from which the rest is planned anew.
struct Onward {
    std::vector<Taking> now;  // what is really taken, of all opioids; with the ids of the case
    double slower = 1;        // each step is held so many times the protocol's interval
};
/// What is left of a taper, without dates, visits and fills.
struct RestOfTaper {
    std::vector<Step> steps;
    std::vector<Segment> segments;  // of these steps, which count from 1
    std::vector<Taking> after;      // what follows the last of them
};
/// The rest of a taper: the best that the products allow, one opioid after the other in the usual order, with
/// shares and ceilings of the dose in `original`, on the day on which the first version of the plan began. No
/// steps where the goal is reached or one smallest unit a day of the last opioid is left. What was cut before
/// is not known here: the first of these steps begins when no earlier cut is in the window any more.
RestOfTaper rest_of_taper(const Case& patient_case, const std::vector<BaselineOpioid>& original,
                          const Onward& onward, const TaperProtocol& protocol, const Library& library);

}  // namespace stepdown
