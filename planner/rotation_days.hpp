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

/// How patches of this opioid are left; null where no verified days are known.
const SwitchProtocol* way_out_of(const Taking& taking, const Library& library);

/// What the label asks of the old opioids before its start: down to this share of them, over so long. `over`
/// is zero where the method gives no time.
struct ComingDown {
    Duration over;
    double to_share = 1;
};
/// Empty where they are low enough already, or nothing is asked.
std::optional<ComingDown> coming_down(const RotationBasis& basis);

}  // namespace stepdown
