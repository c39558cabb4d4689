#pragma once
#include <string>
#include <vector>

#include "planner/plan.hpp"
#include "planner/written_plan.hpp"

namespace stepdown {

/// What is left of the fills of a step on the morning of `on`, a day of the step or the day after it: handed
/// out until then and not yet taken. Each strength once; none of which nothing is left.
std::vector<UnitCount> left_over(const Step& step, Date on);

/// What is handed back when a step begins: all that is left of the step before it. A step takes nothing from
/// the fills of another.
std::vector<UnitCount> handed_back(const std::vector<Step>& steps, std::size_t step);

/// When the fills of a step are handed out: after a review, or, where a short plan has none between its
/// steps, as the steps follow. Empty where there is one step only.
std::string when_handed_out(const DraftPlan& plan);

/// Prescriptions of the plan before a change that were written by that day and are not in the changed plan:
/// nobody is to fill them any more.
std::vector<WrittenFill> void_fills(const WrittenPlan& before, const DraftPlan& after,
                                    const Formulary& formulary);

}  // namespace stepdown
