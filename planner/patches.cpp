#include "planner/patches.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace stepdown {

namespace {

/// Whether `one` is a dose of its own beside those that are kept.
bool is_another_level(const Dispensed& one, const std::vector<Dispensed>& kept, std::int64_t smallest) {
    return one.total == 1 || std::all_of(kept.begin(), kept.end(), [&](const Dispensed& other) {
               return 2 * std::abs(one.micrograms - other.micrograms) >= smallest;
           });
}

std::vector<Dispensed> levels(std::vector<Dispensed> amounts, std::int64_t smallest) {
    std::sort(amounts.begin(), amounts.end(), [](const Dispensed& a, const Dispensed& b) {
        return a.total != b.total ? a.total < b.total : a.micrograms > b.micrograms;
    });
    std::vector<Dispensed> kept;
    for (Dispensed& one : amounts) {
        if (is_another_level(one, kept, smallest)) kept.push_back(std::move(one));
    }
    std::sort(kept.begin(), kept.end(),
              [](const Dispensed& a, const Dispensed& b) { return a.micrograms < b.micrograms; });
    return kept;
}

}  // namespace

DoseGrid grid_of(const Stock& stock, std::int64_t at_most) {
    std::vector<Piece> pieces;
    for (const StockPiece& piece : stock.pieces) pieces.push_back(piece.piece);
    DoseGrid grid{dispensable_amounts(pieces, stock.max_pieces, at_most), stock.smallest_whole};
    if (stock.patches) grid.amounts = levels(std::move(grid.amounts), stock.smallest);
    return grid;
}

Route route_of(DrugId drug, const std::vector<Taking>& taking) {
    const auto found =
        std::find_if(taking.begin(), taking.end(), [&](const Taking& one) { return one.drug == drug; });
    return found == taking.end() ? Route::oral : found->route;
}

int days_of_change(const Taking& taking) {
    return worn(taking) ? taking.every_days : 1;
}

int days_of_change(const std::vector<Taking>& taking) {
    int days = 1;
    for (const Taking& one : taking) days = std::lcm(days, days_of_change(one));
    return days;
}

Taking changed_within(Taking taking, Date start, int days) {
    for (PlannedDose& dose : taking.doses) {
        auto* patches = std::get_if<Worn>(&dose.amount);
        if (!patches) continue;
        patches->change_on.clear();
        for (int day = 0; day < days; day += taking.every_days)
            patches->change_on.push_back(plus_days(start, day));
    }
    return taking;
}

}  // namespace stepdown
