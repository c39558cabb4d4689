#pragma once
#include <optional>
#include <string_view>

#include "conversions/text/map_reader.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// A span of time in days, weeks, months or years: "4 weeks", "1 year". A month is 28 days and a year is 12
/// such months, everywhere in this program: a span of use is then never read as longer than it is said to be.
std::optional<Duration> span_of(MapReader& reader, const yaml::Node& node, std::string_view key);

/// "4 weeks", "10 days", "4 years": weeks or days below 12 weeks, years or months from there on, and days
/// where none of these fits without a remainder.
std::string show_span(Duration span);

}  // namespace stepdown
