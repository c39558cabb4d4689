#pragma once
// One opioid as a dose of another, by the tables of the library.
#include <optional>
#include <string>

#include "conversions/rotation.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What every ratio can be led through. The library always knows morphine.
DrugByRoute oral_morphine(const Library& library);

/// A day's dose of one as a dose of the other, by one table; the same drug by the same route is itself, with
/// no line of working.
std::optional<RotationWorking> equivalent_of(DrugByRoute from, DoseRate per_day, DrugByRoute to,
                                             const RotationTable& table, const Library& library);

/// A daily dose in the unit in which it is dosed by this route; below 1 mg in micrograms where `places` of a
/// milligram would round it.
std::string show_dose(DrugByRoute of, DoseRate rate, int places = 2);
/// Whether show_dose() takes micrograms.
bool is_told_in_micrograms(DrugByRoute of, DoseRate rate, int places = 2);

}  // namespace stepdown
