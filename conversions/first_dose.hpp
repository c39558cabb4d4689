#pragma once
#include <cmath>

#include "conversions/units.hpp"

namespace stepdown {

/// A dose to begin a drug with. Not a DoseRate on purpose: whatever converts or totals doses takes a
/// DoseRate, so that a table of starts cannot be read backwards without its result being taken apart by name.
struct FirstDose {
    DoseRate amount;  // patches: the sum worn; else a day's sum
    bool operator==(const FirstDose&) const = default;
};

/// The largest multiple of `step` that is not above the dose. `step` must not be zero.
inline FirstDose round_down(FirstDose dose, DoseRate step) {
    return {step * std::floor(ratio(dose.amount, step) + 1e-9)};
}

}  // namespace stepdown
