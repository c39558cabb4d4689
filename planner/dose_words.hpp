#pragma once
// Doses in the unit in which labels write them: of patches mcg/h, of what is held against the cheek mcg, of
// all else mg.
#include <string>
#include <string_view>

#include "planner/plan.hpp"

namespace stepdown {

/// Whether doses by this route are written in mcg: what is held against the cheek.
bool is_told_in_micrograms(Route route);
/// "mg/day"; of patches "mcg/h", of what is held against the cheek "mcg/day".
std::string_view daily_unit(Route route);
/// The number that stands before daily_unit().
double in_daily_unit(DoseRate per_day, Route route);

/// "15 mg"; of what is held against the cheek "150 mcg".
std::string show_mass(Mass mass, Route route);
/// "15 mg", "150 mcg", "50 mcg/h": the amount of one dose.
std::string show_amount(const DoseAmount& amount, Route route);
/// "60 mg", "2 mg/mL", "150 mcg", "25 mcg/h".
std::string show_strength(const StrengthValue& value, Route route);

}  // namespace stepdown
