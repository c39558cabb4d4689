#pragma once
#include <vector>

#include "planner/plan.hpp"

namespace stepdown {

/// What is left of the fills of a step on the morning of `on`, a day of the step or the day after it: handed
/// out until then and not yet taken. Each strength once; none of which nothing is left.
std::vector<UnitCount> left_over(const Step& step, Date on);

/// What is handed back when a step begins: all that is left of the step before it. A step takes nothing from
/// the fills of another.
std::vector<UnitCount> handed_back(const std::vector<Step>& steps, std::size_t step);

}  // namespace stepdown
