#pragma once
#include <optional>
#include <string_view>

#include "conversions/text/map_reader.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// A span of time in days, weeks, months or years: "4 weeks", "1 year". A month is 28 days and a year is 12
/// such months, everywhere in this program: a span of use is then never read as longer than it is said to be.
std::optional<Duration> span_of(MapReader& reader, const yaml::Node& node, std::string_view key);

/// "28 days", "4 years": the largest of these units that fits without a remainder, weeks aside.
std::string show_span(Duration span);

}  // namespace stepdown
