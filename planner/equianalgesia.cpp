#include "planner/equianalgesia.hpp"

#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

DrugByRoute oral_morphine(const Library& library) {
    return {library.formulary.drug("morphine").value_or(DrugId{}), Route::oral};
}

std::optional<RotationWorking> equivalent_of(DrugByRoute from, DoseRate per_day, DrugByRoute to,
                                             const RotationTable& table, const Library& library) {
    if (from == to) return RotationWorking{{}, per_day, per_day, per_day};
    return rotate_by(table, from, per_day, to, oral_morphine(library));
}

bool is_told_in_micrograms(DrugByRoute of, DoseRate rate, int places) {
    if (is_told_in_micrograms(of.route)) return true;
    if (of.route == Route::transdermal || reaches(rate, unit::mg_per_day(1))) return false;
    const double shown = in(rate, unit::mg_per_day) * std::pow(10, places);
    return std::abs(shown - std::round(shown)) > 1e-6;
}

std::string show_dose(DrugByRoute of, DoseRate rate, int places) {
    if (of.route == Route::transdermal) return show(rate, unit::mcg_per_hour, places);
    if (is_told_in_micrograms(of, rate, places))
        return show_decimal(in(rate, unit::mg_per_day) * 1000, std::max(places, 2)) + " mcg/day";
    return show(rate, unit::mg_per_day, places);
}

}  // namespace stepdown
