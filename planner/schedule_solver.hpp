#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "planner/dispensing.hpp"

namespace stepdown {

// The sequence of daily doses of a taper, in whole micrograms. Knows no drug, protocol or patient.

/// A day's doses, one entry per time of day in the order in which they are taken.
using DayDoses = std::vector<std::int64_t>;
std::int64_t total_of(const DayDoses& day);

/// What one dose can be.
struct DoseGrid {
    std::vector<Dispensed> amounts;  // rising; the first is the smallest accepted unit
    std::int64_t spread = 0;  // doses of one day differ by at most this, unless tablets allow no cut so

    std::int64_t smallest() const { return amounts.front().micrograms; }
    /// The way to hand out `micrograms`; null when the grid does not have it.
    const Dispensed* find(std::int64_t micrograms) const;
};

/// For days_below(): doses of a day may differ by any amount.
inline constexpr std::int64_t any_spread = std::numeric_limits<std::int64_t>::max() / 2;

/// Every day that can follow `now` with a smaller total of at least `floor`, the best one for each total,
/// falling. No dose of the day rises. Reduced doses stay within `spread` of the day's largest. A dose is
/// dropped only when all doses are one smallest unit; the day then has one dose less. Among equals: least
/// uneven, the dose that is cut last not below another, fewest pieces, fewest kinds of pieces, fewest
/// changes; then the slots that stand first in `cut_order` are cut first.
std::vector<DayDoses> days_below(const DayDoses& now, const DoseGrid& grid,
                                 std::span<const std::size_t> cut_order, std::int64_t floor,
                                 std::int64_t spread);

/// The order in which the doses of a day are cut: those in the middle first, then the first of the day, then
/// the last; `heaviest` is kept longest instead of the last where it is given.
std::vector<std::size_t> cut_order(std::size_t doses, std::optional<std::size_t> heaviest);

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
};

enum class LimitedBy { nothing, grid, last_unit };

struct SolvedStep {
    DayDoses doses;
    int days = 0;
    LimitedBy limited_by = LimitedBy::nothing;
    bool slowed_by_ceiling = false;  // the ceilings made the cut smaller or the step before it longer
};

/// The steps of the taper, each as close to the nominal cut as the grid allows without exceeding it, else the
/// smallest cut above it in the pace's range; with doses within the grid's spread where there are such, and
/// not past the end of a stretch where that can be. Where no cut lies in the range, the smallest cut there
/// is, flagged and held `flagged_hold` times as long, or longer where the ceilings ask for it.
std::vector<SolvedStep> solve(const TaperProblem& problem);

}  // namespace stepdown
