#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "planner/baseline.hpp"
#include "planner/day_doses.hpp"

namespace stepdown {

/// A day of at most `most` micrograms that is as even as `now`: every dose is within one step of the grid of
/// its share of `now`, and the dose that is cut last is the first to be above it. No dose is above its entry
/// in `tops` or below the smallest amount. Empty where even the smallest doses come to more than `most`.
std::optional<DayDoses> even_share(const DayDoses& now, const DayDoses& tops, const DoseGrid& grid,
                                   std::int64_t most);

/// What is taken of an old opioid when at most `share` (0 to 1) of its day may be: in units that exist, as
/// even as before, no dose above what it was. `room`: the most of each dose, as a share of it, where the new
/// opioid takes part of that time of day; none: the whole dose. Empty: nothing.
std::optional<Taking> share_of(const BaselineOpioid& opioid, double share, std::span<const double> room = {});

/// For each dose of `opioid`, how much of it leaves that time of day with no more exposure than before once
/// `added` is taken as well: from each time of the old doses to the next, over midnight. Empty where an
/// exposure is not known, or nothing is added.
std::vector<double> room_beside(const std::vector<Taking>& added, const BaselineOpioid& opioid,
                                const std::vector<BaselineOpioid>& all, const ExposureTable& table);

}  // namespace stepdown
