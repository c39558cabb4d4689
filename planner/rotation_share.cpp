#include "planner/rotation_share.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace stepdown {

namespace {

std::optional<DayDoses> day_of(const Taking& taking) {
    DayDoses day;
    for (const PlannedDose& dose : taking.doses) {
        const auto micrograms = whole_micrograms(given_in_a_day(dose.amount));
        if (!micrograms) return std::nullopt;
        day.push_back(*micrograms);
    }
    if (day.empty()) return std::nullopt;
    return day;
}

DoseGrid grid_of(const BaselineOpioid& opioid, std::int64_t at_most) {
    std::vector<Piece> pieces;
    for (const StockPiece& piece : opioid.stock.pieces) pieces.push_back(piece.piece);
    return {dispensable_amounts(pieces, opioid.stock.max_pieces, at_most), opioid.stock.smallest_whole};
}

/// The largest amount of the grid that is not above `most`; its smallest where there is none.
std::size_t at_most(const DoseGrid& grid, std::int64_t most) {
    const auto above = std::partition_point(grid.amounts.begin(), grid.amounts.end(),
                                            [&](const Dispensed& dose) { return dose.micrograms <= most; });
    return above == grid.amounts.begin() ? 0 : static_cast<std::size_t>(above - grid.amounts.begin()) - 1;
}

/// The exposure of each time of the old doses: those of `doses` that are taken from it to the next one.
using ByTime = std::map<int, MmeRate>;

/// `by_time` with what `taking` brings besides; empty where its exposure is not known.
std::optional<ByTime> with(ByTime by_time, const Taking& taking, const ExposureTable& table) {
    for (const PlannedDose& dose : taking.doses) {
        Taking one = taking;
        one.doses = {dose};
        const auto exposure = mme_of({one}, table);
        if (!exposure) return std::nullopt;
        auto next = by_time.upper_bound(dose.time.minute);
        const auto at = next == by_time.begin() ? std::prev(by_time.end()) : std::prev(next);
        at->second += *exposure;
    }
    return by_time;
}

}  // namespace

std::optional<DayDoses> even_share(const DayDoses& now, const DayDoses& tops, const DoseGrid& grid,
                                   std::int64_t most) {
    if (grid.amounts.empty() || now.empty() || most <= 0) return std::nullopt;
    const auto amount = [&](std::size_t index) { return grid.amounts[index].micrograms; };
    const double share = static_cast<double>(most) / static_cast<double>(total_of(now));
    DayDoses day(now.size());
    std::vector<double> wanted(now.size());
    for (std::size_t slot = 0; slot < now.size(); ++slot) {
        wanted[slot] = share * static_cast<double>(now[slot]);
        const auto here = std::min(static_cast<std::int64_t>(std::floor(wanted[slot] + 1e-6)), tops[slot]);
        day[slot] = std::min(amount(at_most(grid, here)), now[slot]);  // a dose below the smallest stays
    }
    // Where the smallest dose is more than a share, what is too much comes off the largest dose.
    while (total_of(day) > most) {
        const auto largest = std::max_element(day.begin(), day.end());
        if (*largest <= grid.smallest()) break;
        *largest = amount(at_most(grid, *largest - 1));
    }
    if (total_of(day) > most) {
        const bool all_smallest =
            std::all_of(now.begin(), now.end(), [&](std::int64_t dose) { return dose == grid.smallest(); });
        const DayDoses fewer(now.size() - 1, grid.smallest());
        if (!all_smallest || fewer.empty() || total_of(fewer) > most) return std::nullopt;
        return fewer;
    }
    std::vector<std::size_t> order = cut_order(now.size(), std::nullopt);
    std::reverse(order.begin(), order.end());
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return wanted[a] - static_cast<double>(day[a]) > wanted[b] - static_cast<double>(day[b]) + 1e-6;
    });
    std::int64_t left = most - total_of(day);
    for (const std::size_t slot : order) {
        const std::size_t next = at_most(grid, day[slot]) + 1;
        if (next >= grid.amounts.size() || static_cast<double>(day[slot]) >= wanted[slot]) continue;
        const std::int64_t more = amount(next) - day[slot];
        if (amount(next) > std::min(tops[slot], now[slot]) || more > left) continue;
        day[slot] = amount(next);
        left -= more;
    }
    return day;
}

std::optional<Taking> share_of(const BaselineOpioid& opioid, double share, std::span<const double> room) {
    if (share >= 1) return opioid.taking;
    const auto now = day_of(opioid.taking);
    if (share <= 0 || !now || opioid.taking.every_days != 1) return std::nullopt;
    const DoseGrid grid = grid_of(opioid, *std::max_element(now->begin(), now->end()));
    const auto most =
        static_cast<std::int64_t>(std::floor(share * static_cast<double>(total_of(*now)) + 1e-6));
    DayDoses tops = *now;
    for (std::size_t slot = 0; slot < std::min(tops.size(), room.size()); ++slot)
        tops[slot] =
            static_cast<std::int64_t>(std::floor(room[slot] * static_cast<double>(tops[slot]) + 1e-6));
    const auto day = even_share(*now, tops, grid, most);
    if (!day) return std::nullopt;
    Taking taking = opioid.taking;
    taking.doses.clear();
    for (std::size_t slot = 0; slot < day->size(); ++slot) {
        const Dispensed* dose = grid.find((*day)[slot]);
        taking.doses.push_back(dose ? dose_from(opioid.stock, *dose, opioid.times[slot])
                                    : opioid.taking.doses[slot]);
    }
    return taking;
}

std::vector<double> room_beside(const std::vector<Taking>& added, const BaselineOpioid& opioid,
                                const std::vector<BaselineOpioid>& all, const ExposureTable& table) {
    std::optional<ByTime> before{std::in_place};
    for (const BaselineOpioid& one : all) {
        for (const PlannedDose& dose : one.taking.doses)
            if (!worn(one.taking)) before->try_emplace(dose.time.minute, unit::mme_per_day(0));
    }
    if (added.empty() || before->empty()) return {};
    std::optional<ByTime> here = before;
    for (const BaselineOpioid& one : all) {
        if (!worn(one.taking) && before) before = with(*std::move(before), one.taking, table);
    }
    for (const Taking& one : added) {
        if (here) here = with(*std::move(here), one, table);
    }
    if (!before || !here) return {};
    std::vector<double> room;
    for (const PlannedDose& dose : opioid.taking.doses) {
        const double taken = ratio(here->at(dose.time.minute), before->at(dose.time.minute));
        room.push_back(std::clamp(1 - taken, 0.0, 1.0));
    }
    return room;
}

}  // namespace stepdown
