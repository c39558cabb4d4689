#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "planner/dispensing.hpp"

namespace stepdown {

// The doses of one day, in whole micrograms, and the days that can follow one another. Knows no drug,
// protocol or patient.

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

/// For each rank of `order` the rank before it whose slot has the same dose in `day`: of the two, the later
/// one never ends below the earlier one. Its own rank where there is none.
std::vector<std::size_t> ranks_alike(const DayDoses& day, std::span<const std::size_t> order);

/// Calls `visit(day, total)` once for each day of as many doses as `order` has, all of them of `amounts` and
/// at most `spread` apart, whose total lies in [floor, below): whatever was taken at which time before, the
/// smallest dose is where doses are cut first.
template <class Visit>
void each_rearranged(std::span<const std::int64_t> amounts, std::span<const std::size_t> order,
                     std::int64_t floor, std::int64_t below, std::int64_t spread, Visit visit) {
    DayDoses day(order.size());
    // From the largest dose to the smallest; `sum` is that of the doses chosen.
    const auto choose = [&](const auto& self, std::size_t left, std::int64_t largest, std::int64_t top,
                            std::int64_t sum) -> void {
        if (left == 0) {
            if (sum >= floor && sum < below) visit(std::as_const(day), sum);
            return;
        }
        const auto doses_left = static_cast<std::int64_t>(left);
        for (auto at = std::upper_bound(amounts.begin(), amounts.end(), top); at != amounts.begin();) {
            const std::int64_t dose = *--at;
            if (dose < largest - spread || sum + dose * doses_left < floor) break;
            if (sum + dose + (doses_left - 1) * amounts.front() >= below) continue;
            day[order[left - 1]] = dose;
            self(self, left - 1, std::max(largest, dose), dose, sum + dose);
        }
    };
    choose(choose, order.size(), 0, amounts.back(), 0);
}

/// Walks through the days of as many doses as `now` has that can follow it.
struct DayWalk {
    const DayDoses& now;
    std::span<const std::int64_t> amounts;  // what one dose can be, rising
    std::span<const std::size_t> order;     // the order in which doses are cut
    std::span<const std::size_t> alike;     // ranks_alike() of this day or of one before it
    std::int64_t floor = 0;                 // least total
    std::int64_t spread = 0;                // reduced doses are at most so far below the day's largest

    /// Calls `visit(day, total)` once for each day whose total lies in [floor, total of `now`). No dose
    /// rises.
    template <class Visit>
    void each(Visit visit) const {
        DayDoses day = now;
        const std::int64_t largest = *std::max_element(now.begin(), now.end());
        const auto up_to = [&](std::int64_t top) {
            std::int64_t most = 0;
            for (const std::int64_t dose : now) most += std::min(dose, top);
            return most;
        };
        for (std::int64_t top = largest; top >= 0 && up_to(top) >= floor; top = next_below(top)) {
            choose(0, top, up_to(top), false, day, visit);
        }
    }

private:
    /// The next value below that a dose of the day can have; -1 when there is none.
    std::int64_t next_below(std::int64_t top) const {
        const auto at = std::lower_bound(amounts.begin(), amounts.end(), top);
        std::int64_t next = at == amounts.begin() ? -1 : *std::prev(at);
        for (const std::int64_t dose : now) {
            if (dose < top) next = std::max(next, dose);
        }
        return next;
    }

    /// Fills the slots in cut order. `most` is the largest total still possible; `topped` says whether a slot
    /// has the day's largest dose yet.
    template <class Visit>
    void choose(std::size_t rank, std::int64_t top, std::int64_t most, bool topped, DayDoses& day,
                Visit& visit) const {
        if (rank == order.size()) {
            if (topped && day != now) visit(std::as_const(day), most);
            return;
        }
        const std::size_t slot = order[rank];
        const std::int64_t ceiling = std::min(now[slot], top);
        const std::int64_t least = alike[rank] == rank ? 0 : day[order[alike[rank]]];
        const auto take = [&](std::int64_t dose) {
            day[slot] = dose;
            choose(rank + 1, top, most - ceiling + dose, topped || dose == top, day, visit);
        };
        if (now[slot] <= top && now[slot] >= least) take(now[slot]);
        const std::int64_t from = std::max({least, top - spread, floor - most + ceiling});
        for (auto at = std::upper_bound(amounts.begin(), amounts.end(), ceiling); at != amounts.begin();) {
            const std::int64_t dose = *--at;
            if (dose < from) break;
            if (dose != now[slot]) take(dose);
        }
    }
};

}  // namespace stepdown
