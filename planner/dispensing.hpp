#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "conversions/units.hpp"

namespace stepdown {

// Integers only: this file and the schedule solver know no drug, protocol or patient, so that brute force can
// prove them.

/// A whole tablet, a half, or a measured part of a liquid.
struct Piece {
    std::int64_t micrograms = 0;
    auto operator<=>(const Piece&) const = default;
};
struct PieceCount {
    Piece piece;
    int count = 0;
    auto operator<=>(const PieceCount&) const = default;
};
/// One dose as it is handed out: pieces from the largest down.
struct Dispensed {
    std::vector<PieceCount> pieces;
    std::int64_t micrograms = 0;
    int total = 0;  // pieces
    bool operator==(const Dispensed&) const = default;
};

/// Every amount that 1 to `max_pieces` pieces of `stock` add up to, not above `at_most`, rising; each with
/// its best pieces: fewest pieces, then fewest kinds, then larger pieces.
std::vector<Dispensed> dispensable_amounts(std::span<const Piece> stock, int max_pieces,
                                           std::int64_t at_most);

enum class Rounding { down, up };  // a rotation rounds down, a taper step rounds up: never a bigger cut

/// The pieces closest to `target` on the allowed side; nothing when no combination of 1 to `max_pieces`
/// pieces is there.
std::optional<Dispensed> choose_pieces(std::int64_t target, std::span<const Piece> stock, int max_pieces,
                                       Rounding rounding);

/// A mass in whole micrograms; empty when it is not whole (to 1 part in 10^6 of a microgram).
std::optional<std::int64_t> whole_micrograms(Mass mass);

}  // namespace stepdown
