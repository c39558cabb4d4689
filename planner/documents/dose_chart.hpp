#pragma once
#include "planner/document.hpp"
#include "planner/plan.hpp"

namespace stepdown {

/// The dose over time: what is taken before the plan, every step, and what follows. Of one opioid in the unit
/// in which it is dosed, of several in MME; no points where one of several has no factor.
Chart dose_chart(const DraftPlan& plan, const Library& library);

}  // namespace stepdown
