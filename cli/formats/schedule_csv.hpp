#pragma once
#include <string>

#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The schedule with one dose a row, as `check` reads it:
/// start,days,drug,release,route,at,amount,unit,every_days. Where a plan has doses as needed three columns
/// follow, uses_per_day (really used), most_per_day and hours_between, empty in all other rows; under `at`
/// then stands as-needed, of a rotation rescue. A plan that stops ends with rows of 0. Where safety rules
/// were overridden each row says so in one more column, `overrides`. Lines end in LF.
std::string schedule_csv(const IssuedPlan& issued, const Formulary& formulary);

}  // namespace stepdown
