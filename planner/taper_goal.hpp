#pragma once
#include <optional>
#include <vector>

#include "conversions/result.hpp"
#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// Where the goal of the case is written; the case itself where it has none.
Place place_of_goal(const Case& patient_case);

/// What is wrong with the goal beside what is taken: goal-missing, goal-is-rotation, goal-drug,
/// goal-without-factor, goal-not-lower. `opioids` has at least one.
std::optional<Problem> fault_in_goal(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                                     const Library& library);

/// The daily dose of this drug, all its forms together, that the goal asks for while all else in `taking`
/// stays: 0 where a goal in MME asks for none. Empty when the goal is to stop, is about another drug, or is
/// in MME and a drug has no factor.
std::optional<DoseRate> goal_per_day(const Case& patient_case, DrugId drug, const std::vector<Taking>& taking,
                                     const Library& library);

}  // namespace stepdown
