#pragma once
#include "planner/documents/prescriber.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown {

/// The prescriber's report of a rotation: the start and every method beside it, the days, who looks at what
/// and when, the picture of what accumulates, the findings and the sources. Of a refused one: the findings.
Document rotation_document(const Rotated& rotated, const Case& patient_case, const RotationTarget& target,
                           const Library& library, const Versions& versions, bool is_draft, bool explain);

}  // namespace stepdown
