#pragma once
// What the rules about rotations share.
#include <optional>
#include <string>
#include <vector>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

/// True when methadone is what is rotated to. A drug that is left is no reason to look.
bool to_methadone(const ReviewInput& in);
/// The daily dose of the drug that is rotated to.
DoseRate target_per_day(const std::vector<Taking>& taking, const ReviewInput& in);
/// True while an opioid that is left is still taken at fixed times.
bool has_old_opioid(const std::vector<Taking>& taking, const ReviewInput& in);
/// Up to the first day on the new opioid alone it may come up to its start: while an old one is still taken,
/// at its very first dose, and in the days that the published way gives to both, though a share of the old
/// one was less than its smallest dose and left out.
bool is_switching(const Transition& change, const ReviewInput& in);

}  // namespace stepdown::rules
