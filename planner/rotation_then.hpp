#pragma once
// A rotation and the taper after it in one plan. The two parts are drawn up, reviewed and checked each by its
// own rules, and then joined.
#include <string>
#include <vector>

#include "conversions/result.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "planner/review.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown {

/// The goal that names where the opioids go, and what comes after: "rotate to methadone, then discontinue".
struct RotationGoal {
    std::string to, then;  // then: empty where nothing comes after
};
RotationGoal parts_of_goal(const std::string& words);

/// What the opioids of the case are changed to, in words: the drug of its goal, or the one that they are
/// consolidated to before the taper. Empty: nothing.
std::string rotates_to(const Case& patient_case);
/// The goal of the taper that follows; empty where none does. Problems: those of read_goal(), goal-then for
/// another rotation.
Result<std::optional<Goal>> goal_after(const Case& patient_case, const Library& library);

/// The case of the taper that follows: what is taken when the rotation ends is what is taken now, from
/// `from` on. The opioid's id is "target". Problems: those of goal_after().
Result<Case> case_after(const Case& patient_case, const std::vector<Taking>& ending, Date from,
                        const Library& library);

/// One plan of both; the steps of the taper are numbered on.
DraftPlan joined(DraftPlan rotation, const DraftPlan& taper);
/// What was found in both; the taper's findings name the steps of the joined plan. `offset`: steps before it.
Review joined(Review rotation, const Review& taper, int offset);

/// The rotation with the taper of the case after it; as it is where none follows, or where no rotation was
/// issued. Problems are those of taper().
Result<Rotated> with_taper(Rotated rotated, const Case& patient_case, const Library& library, Date as_of);

}  // namespace stepdown
