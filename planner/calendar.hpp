#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace stepdown {

/// A calendar day: no clock, no time zone.
using Date = std::chrono::local_days;

/// Reads "2026-12-01"; empty for anything else: a day that does not exist, a year before 1900
/// or after 2199.
std::optional<Date> parse_date(std::string_view text);
/// "2026-12-01".
std::string iso(Date date);
/// "Tue, Dec 1, 2026": for people; the month in words, never to be mistaken for the day.
std::string in_words(Date date);
/// "Dec 1, 2026".
std::string short_date(Date date);

Date plus_days(Date date, int days);
/// Days from `from` to `to`; negative when `to` is earlier.
int days_between(Date from, Date to);
/// The last working day (Monday to Friday) at or before `date`.
Date working_day_at_or_before(Date date);

}  // namespace stepdown
