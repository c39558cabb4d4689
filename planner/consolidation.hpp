#pragma once
// Several opioids become one before they are tapered: rotate() to it, with the taper after it.
#include "conversions/result.hpp"
#include "conversions/target_text.hpp"
#include "planner/case.hpp"

namespace stepdown {

/// What the case consolidates to (`preferences: consolidate_to`, which it must have). Where its words leave
/// the product open and the opioid is taken already, the product in use is meant, of two releases the
/// extended one. Problems: consolidate-one (nothing is taken besides), goal-missing, goal-is-rotation, those
/// of read_target() and baseline_of().
Result<RotationTarget> consolidation_target(const Case& patient_case, const Library& library);

}  // namespace stepdown
