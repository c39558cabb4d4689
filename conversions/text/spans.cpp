#include "conversions/text/spans.hpp"

#include <array>
#include <cmath>
#include <string>

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

struct SpanUnit {
    std::string_view one, many;
    double days;
};
constexpr std::array<SpanUnit, 5> span_units{{{"day", "days", 1},
                                              {"week", "weeks", 7},
                                              {"month", "months", 28},
                                              {"year", "years", 336},
                                              {"hour", "hours", 1.0 / 24}}};

}  // namespace

std::optional<Duration> span_of(MapReader& reader, const yaml::Node& node, std::string_view key) {
    static const std::vector<std::string> words = [] {
        std::vector<std::string> all;
        for (const SpanUnit& unit : span_units)
            all.insert(all.end(), {std::string(unit.many), std::string(unit.one)});
        return all;
    }();
    const std::optional<WrittenQuantity> written = reader.written_quantity(node, key, words);
    if (!written) return std::nullopt;
    for (const SpanUnit& unit : span_units) {
        if (written->unit == unit.one || written->unit == unit.many) {
            return unit::days(written->number.value() * unit.days);
        }
    }
    return std::nullopt;
}

std::string show_span(Duration span) {
    const double days = in(span, unit::days);
    if (days < 1) return show(span, unit::hours);
    const auto [day, week, month, year, hour] = span_units;
    for (const SpanUnit& unit : days < 12 * week.days ? std::array{week, day} : std::array{year, month}) {
        const double count = days / unit.days;
        if (count < 1 || std::abs(count - std::round(count)) > 1e-9) continue;
        return show_decimal(count) + " " + std::string(std::lround(count) == 1 ? unit.one : unit.many);
    }
    return show_decimal(days) + " days";
}

}  // namespace stepdown
