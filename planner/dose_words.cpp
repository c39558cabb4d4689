#include "planner/dose_words.hpp"

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

constexpr std::string_view micrograms_a_day = "mcg/day";

}  // namespace

bool is_told_in_micrograms(Route route) {
    return route == Route::buccal;
}

std::string_view daily_unit(Route route) {
    if (route == Route::transdermal) return unit::mcg_per_hour.symbol;
    return is_told_in_micrograms(route) ? micrograms_a_day : unit::mg_per_day.symbol;
}

double in_daily_unit(DoseRate per_day, Route route) {
    if (route == Route::transdermal) return in(per_day, unit::mcg_per_hour);
    return is_told_in_micrograms(route) ? in(per_day * unit::days(1), unit::mcg)
                                        : in(per_day, unit::mg_per_day);
}

std::string show_daily(DoseRate per_day, Route route) {
    return show_decimal(in_daily_unit(per_day, route)) + " " + std::string(daily_unit(route));
}

std::string show_mass(Mass mass, Route route) {
    return is_told_in_micrograms(route) ? show(mass, unit::mcg) : show(mass, unit::mg);
}

std::string show_amount(const DoseAmount& amount, Route route) {
    const Mass* mass = std::get_if<Mass>(&amount);
    return mass ? show_mass(*mass, route) : show_amount(amount);
}

std::string show_strength(const StrengthValue& value, Route route) {
    const Mass* mass = std::get_if<Mass>(&value);
    return mass ? show_mass(*mass, route) : show_strength(value);
}

}  // namespace stepdown
