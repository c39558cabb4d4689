#pragma once
#include <string>

#include "conversions/result.hpp"
#include "planner/case.hpp"

namespace stepdown {

/// "discontinue", "reduce to 50 MME/day", "reduce to oxycodone 20 mg/day", "rotate to methadone". Problems:
/// goal, unit, unknown-drug.
Result<Goal> read_goal(const std::string& text, const Formulary& formulary, const Place& place);

}  // namespace stepdown
