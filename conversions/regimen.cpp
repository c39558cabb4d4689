#include "conversions/regimen.hpp"

#include <fmt/format.h>

namespace stepdown {

namespace {

constexpr int minutes_a_day = 24 * 60;

constexpr int at_clock(int hour) {
    return hour * 60;
}

/// The word for a clock time, for doses that are spread over the day more closely than the words are.
TimeOfDay nearest_word(int minute) {
    if (minute < at_clock(5)) return TimeOfDay::night;
    if (minute < at_clock(11)) return TimeOfDay::morning;
    if (minute < at_clock(14)) return TimeOfDay::noon;
    if (minute < at_clock(18)) return TimeOfDay::afternoon;
    if (minute < at_clock(22)) return TimeOfDay::evening;
    return TimeOfDay::bedtime;
}

std::vector<DoseTime> spread_evenly(int per_day) {
    std::vector<DoseTime> times;
    for (int i = 0; i < per_day; ++i) {
        const int minute = (at_clock(7) + i * minutes_a_day / per_day) % minutes_a_day;
        times.push_back(time_at(minute));
    }
    return times;
}

}  // namespace

DoseTime time_of(TimeOfDay at) {
    switch (at) {
        case TimeOfDay::morning:
            return {at, at_clock(7)};
        case TimeOfDay::noon:
            return {at, at_clock(12)};
        case TimeOfDay::afternoon:
            return {at, at_clock(15)};
        case TimeOfDay::evening:
            return {at, at_clock(19)};
        case TimeOfDay::bedtime:
            return {at, at_clock(23)};
        case TimeOfDay::night:
            return {at, at_clock(3)};
    }
    return {};
}

DoseTime time_at(int minute) {
    return {nearest_word(minute), minute};
}

std::vector<DoseTime> times_of(int per_day) {
    using enum TimeOfDay;
    switch (per_day) {
        case 1:
            return {{morning, at_clock(7)}};
        case 2:
            return {{morning, at_clock(7)}, {evening, at_clock(19)}};
        case 3:
            return {{morning, at_clock(7)}, {afternoon, at_clock(15)}, {bedtime, at_clock(23)}};
        case 4:
            return {
                {morning, at_clock(7)}, {noon, at_clock(13)}, {evening, at_clock(19)}, {night, at_clock(1)}};
        case 5:
            return {{morning, at_clock(7)},
                    {noon, at_clock(11)},
                    {afternoon, at_clock(15)},
                    {evening, at_clock(19)},
                    {bedtime, at_clock(23)}};
        case 6:
            return {{morning, at_clock(7)},  {noon, at_clock(11)},    {afternoon, at_clock(15)},
                    {evening, at_clock(19)}, {bedtime, at_clock(23)}, {night, at_clock(3)}};
        default:
            return spread_evenly(per_day);
    }
}

std::optional<DoseRate> per_day(const Regimen& regimen, Counting counting) {
    const auto daily = [](const std::optional<Mass>& mass) -> std::optional<DoseRate> {
        if (!mass) return std::nullopt;
        return *mass / unit::days(1);
    };
    return std::visit(
        overloaded{[](const Scheduled& scheduled) -> std::optional<DoseRate> {
                       Mass sum = unit::mg(0);
                       for (const Dose& dose : scheduled.doses) sum += dose.amount;
                       return sum / unit::days(scheduled.every_days);
                   },
                   [&](const AsNeeded& needed) {
                       return daily(counting == Counting::really_used ? needed.used_in_a_day
                                                                      : needed.most_in_a_day);
                   },
                   [](const Continuous& continuous) -> std::optional<DoseRate> { return continuous.rate; }},
        regimen.amount);
}

bool uses_more_than_allowed(const Regimen& regimen) {
    const auto* order = std::get_if<AsNeeded>(&regimen.amount);
    if (order == nullptr || !order->used_in_a_day || !order->most_in_a_day) return false;
    return exceeds(*order->used_in_a_day, *order->most_in_a_day);
}

std::string_view word(Route route) {
    switch (route) {
        case Route::oral:
            return "oral";
        case Route::sublingual:
            return "sublingual";
        case Route::buccal:
            return "buccal";
        case Route::nasal:
            return "nasal";
        case Route::rectal:
            return "rectal";
        case Route::transdermal:
            return "transdermal";
        case Route::intravenous:
            return "intravenous";
        case Route::subcutaneous:
            return "subcutaneous";
        case Route::intramuscular:
            return "intramuscular";
    }
    return "";
}

std::string_view word(Release release) {
    return release == Release::immediate ? "immediate" : "extended";
}

std::string_view word(TimeOfDay at) {
    switch (at) {
        case TimeOfDay::morning:
            return "morning";
        case TimeOfDay::noon:
            return "noon";
        case TimeOfDay::afternoon:
            return "afternoon";
        case TimeOfDay::evening:
            return "evening";
        case TimeOfDay::bedtime:
            return "bedtime";
        case TimeOfDay::night:
            return "night";
    }
    return "";
}

std::string clock(DoseTime time) {
    return fmt::format("{:02}:{:02}", time.minute / 60, time.minute % 60);
}

}  // namespace stepdown
