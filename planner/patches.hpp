#pragma once
// What is particular about a taper of patches: totals that really differ, and steps of whole changes.
#include "planner/day_doses.hpp"
#include "planner/plan.hpp"
#include "planner/stock.hpp"

namespace stepdown {

/// What one dose of this stock can be, up to `at_most` (micrograms; of patches in 24 hours). Printed
/// strengths of patches are rounded, so two of 12 mcg/h are no dose below one of 25: of totals that lie
/// within half a smallest patch of each other only the one with the fewest patches is there, then the
/// largest.
DoseGrid grid_of(const Stock& stock, std::int64_t at_most);

/// The route by which a drug is taken, the first one where there are several; by mouth where it is not taken.
Route route_of(DrugId drug, const std::vector<Taking>& taking);

/// After how many days patches are changed; 1 for all that is swallowed.
int days_of_change(const Taking& taking);
/// After how many days all patches among these are changed together.
int days_of_change(const std::vector<Taking>& taking);

/// The same taking with the days of a step on which its patches are changed: the first, then after each time
/// that they are worn.
Taking changed_within(Taking taking, Date start, int days);

/// So many whole changes as cover the days.
constexpr int changes_in(int days, int days_of_change) {
    return (days + days_of_change - 1) / days_of_change;
}

}  // namespace stepdown
