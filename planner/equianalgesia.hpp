#pragma once
// One opioid as a dose of another, by the tables of the library.
#include <optional>

#include "conversions/rotation.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What every ratio can be led through. The library always knows morphine.
DrugByRoute oral_morphine(const Library& library);

/// A day's dose of one as a dose of the other, by one table; the same drug by the same route is itself, with
/// no line of working.
std::optional<RotationWorking> equivalent_of(DrugByRoute from, DoseRate per_day, DrugByRoute to,
                                             const RotationTable& table, const Library& library);

}  // namespace stepdown
