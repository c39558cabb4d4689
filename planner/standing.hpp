#pragma once
#include <optional>
#include <vector>

#include "planner/written_plan.hpp"

namespace stepdown {

/// A visit and the step that it belongs to; 0: after the last one.
struct DueVisit {
    Visit visit;
    int step = 0;
};
struct DueFill {
    WrittenFill fill;
    int step = 0;
};
/// Where a plan stands on a day. Steps count from 1; 0 is before the first, one more than there are is after
/// the last.
struct Standing {
    Date on;
    int step = 0;
    int day_of_step = 0;               // from 1
    std::vector<WrittenOpioid> today;  // what is taken on this very day
    std::optional<Date> next_change;   // the day on which the next step, or the end, begins
    std::vector<WrittenOpioid> then;   // what is taken from that day on; empty: nothing
    std::vector<DueVisit> visits;      // on this day or later: those of the coming weeks, at least the next
    std::vector<DueFill> fills;        // the same
};

/// `ahead`: how many days count as coming, from 1.
Standing standing(const WrittenPlan& plan, Date on, int ahead);

}  // namespace stepdown
