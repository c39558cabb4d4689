#pragma once
#include "conversions/units.hpp"

namespace stepdown {

/// An infusion by body weight.
using WeightRate = Canonical<u::per<u::per<u::mg, u::kg>, u::hour>>;
/// An infusion.
using InfusionRate = Canonical<u::per<u::mg, u::hour>>;

namespace unit {
inline constexpr Unit<u::per<u::mg, u::kg>> mg_per_kg{"mg/kg", "mg/kg"};
inline constexpr Unit<u::per<u::per<u::mg, u::kg>, u::hour>> mg_per_kg_per_hour{"mg/kg/h", "mg/kg/h"};
inline constexpr Unit<u::per<u::mg, u::hour>> mg_per_hour{"mg/h", "mg/h"};
}  // namespace unit

}  // namespace stepdown
