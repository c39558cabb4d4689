#pragma once
#include <string>

#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The schedule with one dose a row, as `check` reads it:
/// start,days,drug,release,route,at,amount,unit,every_days. Where a plan has doses as needed three columns
/// follow, uses_per_day (really used), most_per_day and hours_between, empty in all other rows; under `at`
/// then stands as-needed, of a rotation rescue. A plan that stops ends with rows of 0. Lines end in LF.
std::string schedule_csv(const DraftPlan& plan, const Formulary& formulary);

}  // namespace stepdown
