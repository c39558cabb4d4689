#include "planner/day_doses.hpp"

#include <map>
#include <numeric>
#include <tuple>

namespace stepdown {

namespace {

/// Unevenness, whether the dose that is cut last is below another, pieces, kinds of pieces, changed doses,
/// then the doses in reverse cut order, larger first.
using DayRank = std::tuple<std::int64_t, bool, int, std::size_t, int, std::vector<std::int64_t>>;

DayRank rank_of(const DayDoses& day, const DayDoses& now, const DoseGrid& grid,
                std::span<const std::size_t> order) {
    const auto [low, high] = std::minmax_element(day.begin(), day.end());
    int pieces = 0, changed = 0;
    std::vector<Piece> kinds;
    for (std::size_t slot = 0; slot < day.size(); ++slot) {
        changed += day[slot] != now[slot] ? 1 : 0;
        if (const Dispensed* dose = grid.find(day[slot])) {
            pieces += dose->total;
            for (const PieceCount& part : dose->pieces) kinds.push_back(part.piece);
        }
    }
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    std::vector<std::int64_t> last_first;
    for (auto slot = order.rbegin(); slot != order.rend(); ++slot) last_first.push_back(-day[*slot]);
    return {*high - *low, day[order.back()] != *high, pieces, kinds.size(), changed, last_first};
}

}  // namespace

std::int64_t total_of(const DayDoses& day) {
    return std::accumulate(day.begin(), day.end(), std::int64_t{0});
}

const Dispensed* DoseGrid::find(std::int64_t micrograms) const {
    const auto at = std::partition_point(amounts.begin(), amounts.end(),
                                         [&](const Dispensed& dose) { return dose.micrograms < micrograms; });
    return at != amounts.end() && at->micrograms == micrograms ? &*at : nullptr;
}

std::vector<DayDoses> days_below(const DayDoses& now, const DoseGrid& grid,
                                 std::span<const std::size_t> order, std::int64_t floor,
                                 std::int64_t spread) {
    std::vector<std::int64_t> amounts;
    for (const Dispensed& dose : grid.amounts) amounts.push_back(dose.micrograms);
    const std::vector<std::size_t> alike = ranks_alike(now, order);
    std::map<std::int64_t, DayDoses> best;
    DayWalk{now, amounts, order, alike, floor, spread}.each([&](const DayDoses& day, std::int64_t total) {
        const auto [at, is_new] = best.try_emplace(total, day);
        if (!is_new && rank_of(day, now, grid, order) < rank_of(at->second, now, grid, order))
            at->second = day;
    });
    const bool all_smallest =
        std::all_of(now.begin(), now.end(), [&](std::int64_t dose) { return dose == grid.smallest(); });
    if (all_smallest && now.size() > 1) {
        const DayDoses fewer(now.size() - 1, grid.smallest());
        if (total_of(fewer) >= floor) best.try_emplace(total_of(fewer), fewer);
    }
    std::vector<DayDoses> days;
    for (auto day = best.rbegin(); day != best.rend(); ++day) days.push_back(std::move(day->second));
    return days;
}

std::vector<std::size_t> cut_order(std::size_t doses, std::optional<std::size_t> heaviest) {
    std::vector<std::size_t> order;
    for (std::size_t slot = 1; slot + 1 < doses; ++slot) order.push_back(slot);
    order.push_back(0);
    if (doses > 1) order.push_back(doses - 1);
    if (heaviest) {
        order.erase(std::find(order.begin(), order.end(), *heaviest));
        order.push_back(*heaviest);
    }
    return order;
}

std::vector<std::size_t> ranks_alike(const DayDoses& day, std::span<const std::size_t> order) {
    std::vector<std::size_t> alike;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        alike.push_back(rank);
        for (std::size_t earlier = 0; earlier < rank; ++earlier) {
            if (day[order[earlier]] == day[order[rank]]) alike[rank] = earlier;
        }
    }
    return alike;
}

}  // namespace stepdown
