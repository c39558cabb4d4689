#include "conversions/decimal.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace stepdown {

namespace {

constexpr std::size_t most_digits_before = 12, most_digits_after = 9, most_digits = 18;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// Digits, without a leading zero unless it is the only one; one thousands comma may stand in them.
bool is_whole(std::string_view whole) {
    const std::size_t comma = whole.find(',');
    const bool grouped = comma != std::string_view::npos;
    if (grouped && (comma < 1 || comma > 3 || whole.size() - comma != 4)) return false;
    if (grouped && !(all_digits(whole.substr(0, comma)) && all_digits(whole.substr(comma + 1)))) return false;
    if (!grouped && !all_digits(whole)) return false;
    return whole.front() != '0' || whole.size() == 1;
}

/// Decimal digits of a number: 0.DIGITS x 10^point.
struct Digits {
    std::string text;
    int point = 0;
};

/// The digits of a positive number without binary noise: 89.999999999999986 is 90. Twelve significant digits,
/// or as many as `places` asks for, but never more than the fifteen that a double can hold.
Digits clean_digits(double positive, int places) {
    const int before = static_cast<int>(std::floor(std::log10(positive))) + 1;
    const int significant = std::clamp(before + places, 12, 15);
    const std::string scientific = fmt::format("{:.{}e}", positive, significant - 1);
    const std::size_t e = scientific.find('e');
    Digits out{scientific.substr(0, 1) + scientific.substr(2, e - 2),
               std::stoi(scientific.substr(e + 1)) + 1};
    return out;
}

/// Rounds to `places` digits after the point, half away from zero.
Digits rounded(Digits digits, int places) {
    const int kept = digits.point + places;
    if (kept < 0) return {"", 0};
    const auto keep = static_cast<std::size_t>(kept);
    if (keep >= digits.text.size()) return digits;
    bool carry = digits.text[keep] >= '5';
    digits.text.resize(keep);
    for (std::size_t i = keep; carry && i-- > 0;) {
        carry = digits.text[i] == '9';
        digits.text[i] = carry ? '0' : static_cast<char>(digits.text[i] + 1);
    }
    if (carry) {
        digits.text.insert(digits.text.begin(), '1');
        ++digits.point;
    }
    return digits;
}

std::string with_commas(std::string whole) {
    for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, ",");
    return whole;
}

}  // namespace

double Decimal::value() const {
    static constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    // Both operands are exact up to 2^53, so that this one division gives the double nearest to what was
    // written.
    return static_cast<double>(digits) / powers[scale];
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    const std::size_t point = text.find('.');
    const bool has_point = point != std::string_view::npos;
    const std::string_view after = has_point ? text.substr(point + 1) : std::string_view();
    if (has_point && (!all_digits(after) || after.size() > most_digits_after)) return std::nullopt;
    const std::string_view before = text.substr(0, point);
    if (!is_whole(before)) return std::nullopt;
    const std::size_t digits_before = before.size() - (before.find(',') == std::string_view::npos ? 0 : 1);
    if (digits_before > most_digits_before || digits_before + after.size() > most_digits) return std::nullopt;
    Decimal out{0, static_cast<int>(after.size())};
    for (const char c : text)
        if (is_digit(c)) out.digits = out.digits * 10 + (c - '0');
    return out;
}

std::string show_decimal(double number, int places, bool thousands) {
    if (!std::isfinite(number)) return "(no number)";
    if (number == 0) return "0";
    places = std::clamp(places, 0, 12);
    const Digits digits = rounded(clean_digits(std::abs(number), places), places);
    std::string before, after;
    for (int i = 0; i < digits.point; ++i) {
        const auto at = static_cast<std::size_t>(i);
        before += at < digits.text.size() ? digits.text[at] : '0';
    }
    after.assign(static_cast<std::size_t>(std::max(0, -digits.point)), '0');
    after +=
        digits.text.substr(std::min(digits.text.size(), static_cast<std::size_t>(std::max(0, digits.point))));
    after.erase(after.find_last_not_of('0') + 1);
    if (before.empty() && after.empty()) return "0";
    if (before.empty()) before = "0";
    if (thousands) before = with_commas(before);
    return (number < 0 ? "-" : "") + before + (after.empty() ? "" : "." + after);
}

}  // namespace stepdown
