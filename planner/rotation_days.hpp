#pragma once
#include <optional>
#include <vector>

#include "planner/rotation_plan.hpp"

namespace stepdown {

/// The days of a rotation by the method of `basis`: those with both opioids, the first week on the new one,
/// and the weeks in which nothing rises without a review. Fills in the overlap, the ceiling and why there is
/// no rescue dose.
DraftPlan draft_rotation(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                         const RotationTarget& target, const Library& library, Date as_of,
                         RotationBasis& basis);

/// What is taken of an old opioid when at most `share` (0 to 1) of its day may be: in units that exist, no
/// dose above what it was. Empty: nothing.
std::optional<Taking> share_of(const BaselineOpioid& opioid, double share);

}  // namespace stepdown
