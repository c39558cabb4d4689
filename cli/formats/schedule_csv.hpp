#pragma once
#include <string>

#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The schedule with one dose a row, as `check` reads it:
/// start,days,drug,release,route,at,amount,unit,every_days. A plan that stops ends with a row of 0. Where
/// safety rules were overridden each row says so in one more column, `overrides`. Lines end in LF.
std::string schedule_csv(const IssuedPlan& issued, const Formulary& formulary);

}  // namespace stepdown
