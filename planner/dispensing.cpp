#include "planner/dispensing.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace stepdown {

namespace {

/// True when `a` is the better way to make up the same amount.
bool better(const Dispensed& a, const Dispensed& b) {
    if (a.total != b.total) return a.total < b.total;
    if (a.pieces.size() != b.pieces.size()) return a.pieces.size() < b.pieces.size();
    return std::lexicographical_compare(b.pieces.begin(), b.pieces.end(), a.pieces.begin(), a.pieces.end());
}

Dispensed with(Dispensed dose, Piece piece, int count) {
    dose.pieces.push_back({piece, count});
    dose.micrograms += piece.micrograms * count;
    dose.total += count;
    return dose;
}

}  // namespace

std::vector<Dispensed> dispensable_amounts(std::span<const Piece> stock, int max_pieces,
                                           std::int64_t at_most) {
    std::vector<Piece> kinds(stock.begin(), stock.end());
    std::sort(kinds.rbegin(), kinds.rend());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    // Keyed by pieces too: the best way to an amount is not always part of the best way to a larger one.
    std::map<std::pair<std::int64_t, int>, Dispensed> made{{{0, 0}, Dispensed{}}};
    for (const Piece kind : kinds) {
        if (kind.micrograms <= 0) continue;
        const auto before = made;
        for (const auto& [key, dose] : before) {
            for (int count = 1; dose.total + count <= max_pieces; ++count) {
                if (dose.micrograms + kind.micrograms * count > at_most) break;
                Dispensed more = with(dose, kind, count);
                const auto [at, is_new] = made.try_emplace({more.micrograms, more.total}, more);
                if (!is_new && better(more, at->second)) at->second = std::move(more);
            }
        }
    }
    std::vector<Dispensed> amounts;
    for (auto& [key, dose] : made) {
        if (dose.total == 0) continue;
        if (amounts.empty() || amounts.back().micrograms != dose.micrograms) {
            amounts.push_back(std::move(dose));
        } else if (better(dose, amounts.back())) {
            amounts.back() = std::move(dose);
        }
    }
    return amounts;
}

std::optional<Dispensed> choose_pieces(std::int64_t target, std::span<const Piece> stock, int max_pieces,
                                       Rounding rounding) {
    std::int64_t largest = 0;
    for (const Piece piece : stock) largest = std::max(largest, piece.micrograms);
    const std::int64_t at_most =
        rounding == Rounding::down ? target : std::max<std::int64_t>(target, 0) + largest;
    const std::vector<Dispensed> amounts = dispensable_amounts(stock, max_pieces, at_most);
    const auto at_or_above = std::partition_point(
        amounts.begin(), amounts.end(), [&](const Dispensed& dose) { return dose.micrograms < target; });
    if (at_or_above != amounts.end() && at_or_above->micrograms == target) return *at_or_above;
    if (rounding == Rounding::up) {
        return at_or_above == amounts.end() ? std::nullopt : std::optional(*at_or_above);
    }
    return at_or_above == amounts.begin() ? std::nullopt : std::optional(*std::prev(at_or_above));
}

std::optional<std::int64_t> whole_micrograms(Mass mass) {
    const double number = in(mass, unit::mcg);
    const double whole = std::round(number);
    if (!(std::abs(number - whole) <= 1e-6)) return std::nullopt;  // also what is not a number
    return static_cast<std::int64_t>(whole);
}

}  // namespace stepdown
