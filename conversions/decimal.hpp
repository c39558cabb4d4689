#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stepdown {

/// A plain decimal number as written: digits x 10^-scale, exactly.
struct Decimal {
    std::int64_t digits = 0;
    int scale = 0;  // 0 to 9 digits after the point
    double value() const;
};

/// The one reader of numbers. Accepts `12`, `0.5`, `2.50`: digits, and at most one point with digits on both
/// sides; at most 12 digits before the point, 9 after it and 18 in all. Refuses signs, exponents, `.5`, `5.`,
/// `010`, `0x10`, `nan`, and digits outside ASCII. A single thousands comma is accepted only as `1,000` or
/// `12,500` (groups of three).
std::optional<Decimal> parse_decimal(std::string_view text);

/// The shortest plain decimal for a number that is printed: "0.5", "15", "1,000" never ".5", "5.0" or "1e3".
/// Rounds to at most `places` digits after the point (0 to 12; half away from zero, after removing binary
/// noise: what lies beyond 12 significant digits, or 15 where `places` asks for more). Never "-0"; "(no
/// number)" for what is not finite, so that it cannot be taken for a dose.
std::string show_decimal(double number, int places = 3, bool thousands = true);

}  // namespace stepdown
