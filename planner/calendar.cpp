#include "planner/calendar.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace stepdown {

namespace {

using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    }
    const year_month_day day{std::chrono::year(number(text.substr(0, 4))),
                             std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                             std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
    if (!day.ok() || number(text.substr(0, 4)) < 1900 || number(text.substr(0, 4)) > 2199)
        return std::nullopt;
    return Date(day);
}

std::string iso(Date date) {
    const year_month_day day(date);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

std::string short_date(Date date) {
    const year_month_day day(date);
    return fmt::format("{} {}, {}", months[static_cast<unsigned>(day.month()) - 1],
                       static_cast<unsigned>(day.day()), static_cast<int>(day.year()));
}

std::string in_words(Date date) {
    return fmt::format("{}, {}", weekdays[weekday(date).c_encoding()], short_date(date));
}

Date plus_days(Date date, int days) {
    return date + std::chrono::days(days);
}

int days_between(Date from, Date to) {
    return static_cast<int>((to - from).count());
}

Date working_day_at_or_before(Date date) {
    const unsigned day = weekday(date).c_encoding();
    return plus_days(date, day == 0 ? -2 : day == 6 ? -1 : 0);
}

}  // namespace stepdown
