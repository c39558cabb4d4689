#pragma once
#include <compare>
#include <optional>
#include <vector>

#include "planner/day_doses.hpp"

namespace stepdown {

// The sequence of daily doses of a taper, in whole micrograms. Knows no drug, protocol or patient.

/// How fast one stretch of the taper goes. Shares are of one.
struct Pace {
    bool of_original = false;
    double least = 0, nominal = 0, most = 0;
    double until = 0;   // the stretch ends when the total has come down to this share of the original
    int interval = 28;  // days
};

struct Ceilings {
    bool bind = true;
    double window_cut = 0;  // of the dose in force before the first cut of a window
    int window_days = 0;
    double weekly_cut = 0;  // of the original, for each week that a step is held
    int week_days = 7;
};

/// Another form of the drug that the taper may move to, once.
struct OtherForm {
    DoseGrid grid;
    std::size_t doses = 1;            // a day
    std::int64_t last_unit_zone = 0;  // of this form
    std::optional<std::size_t> heaviest;
};

struct TaperProblem {
    DayDoses start;
    std::int64_t original = 0;  // total on the day that the first plan began
    std::int64_t goal = 0;      // the total is never taken below this; 0: to one smallest unit a day
    std::int64_t last_unit_zone = 0;
    DoseGrid grid;
    std::optional<std::size_t> heaviest;
    std::vector<Pace> paces;
    Ceilings ceilings;
    double flagged_hold = 2;
    std::vector<OtherForm> other_forms = {};
    /// Taken of the same drug besides, and left as it is. It counts in every total, in `original` and in
    /// `goal`; above 0 the taper may end with no dose of its own.
    std::int64_t background = 0;
};

enum class LimitedBy { nothing, grid, last_unit };

struct SolvedStep {
    DayDoses doses;
    int days = 0;
    LimitedBy limited_by = LimitedBy::nothing;
    bool slowed_by_ceiling =
        false;             // the ceilings made the cut smaller, or this step or the one before longer
    std::size_t form = 0;  // 0: the form of the start; else other_forms[form - 1]
};

/// The whole sequence of steps at once: the best of all sequences that keep every limit.
///
/// Limits, never broken. A cut lies in the pace's range and under the ceilings. Reduced doses stay within the
/// grid's spread of the day's largest, or part by as little more as gives a cut in the range; slots that
/// began equal are cut in order. A cut does not run past the end of its stretch faster than the next stretch
/// goes, while the range has one that does not. A step is held for one interval; where no such cut is under
/// the ceilings then, as few days longer (this step and the one before together) as make one. The last cut to
/// a goal may be smaller than the range. Where no cut lies in the range, another form is moved to that has
/// one there or a smaller smallest cut, at the same total or the highest below it in the range. Where there
/// is none either, the smallest cut there is is taken and flagged: after the cuts before it have left the
/// window, as even as can be, and held `flagged_hold` times as long, or as long as the ceilings would have
/// let cuts of that size add up.
///
/// Among these sequences, in this order: the lowest dose at the end; the fewest flagged steps; the least
/// largest relative cut among the flagged; the least sum of StepCost, its parts one after the other. The
/// number of steps does not count.
///
/// Why it is exact: all that the limits ask of the past is the day in force and the cuts that are still in
/// the window, which together are the state, and totals never rise, so that the states form a graph without
/// circles; every allowed step is an edge of it. The end, the number of flagged steps and their largest cut
/// are found together from the end back: none of them gets better by a worse one further on. A sum may: a way
/// on with a smaller largest cut may cost more. So sums are taken in a pass of their own, over the edges that
/// keep the first two and whose own flagged cut is not above the largest of the plan as a whole.
std::vector<SolvedStep> solve(const TaperProblem& problem);

/// What solve() sums up over the steps, each compared before the next; whole numbers.
struct StepCost {
    /// How far the cut is from the nominal one, in millionths of the dose that the pace is a share of, and
    /// the square of it over the nominal: two even cuts come before a small and a large one. A cut above
    /// counts double, and for as many nominal cuts as it covers: else few large steps would come out ahead
    /// of many nominal ones by their number alone. Intervals that are waited for the window to pass count as
    /// cuts of nothing.
    std::int64_t off_pace = 0;
    /// Strengths of the day, tablets of the day and doses that change.
    std::int64_t handling = 0;
    /// Largest less smallest dose, and largest less the dose that is cut last.
    std::int64_t unevenness = 0;
    /// Each dose times the number of doses that are cut after it.
    std::int64_t cut_late = 0;

    auto operator<=>(const StepCost&) const = default;
    StepCost operator+(const StepCost& other) const {
        return {off_pace + other.off_pace, handling + other.handling, unevenness + other.unevenness,
                cut_late + other.cut_late};
    }
};

}  // namespace stepdown
