#pragma once
#include "cli/formats/json_parts.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown::json {

/// What a rotation rests on: the start and every source beside it, the days with both opioids, who looks at
/// what and when, and the illustrative curve.
Json rotation(const RotationBasis& basis, const Library& library, Citations& citations);

}  // namespace stepdown::json
