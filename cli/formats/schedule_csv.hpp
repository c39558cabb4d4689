#pragma once
#include <string>

#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The schedule with one dose a row, as `check` reads it:
/// start,days,drug,release,route,at,amount,unit,every_days. A plan that stops ends with a row of 0. Lines end
/// in LF.
std::string schedule_csv(const DraftPlan& plan, const Formulary& formulary);

}  // namespace stepdown
