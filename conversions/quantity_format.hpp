#pragma once
#include <string>

#include "conversions/decimal.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// "0.5 mg", "1,000 mg", "162.5 mg/day": the number as a plain decimal, a space, the unit's symbol.
template <class U>
std::string show(Canonical<U> quantity, Unit<U> unit, int places = 3) {
    return show_decimal(in(quantity, unit), places) + " " + std::string(unit.symbol);
}

/// "14.3 %": a share, rounded to one digit after the point.
std::string show_percent(double of_one, int places = 1);

}  // namespace stepdown
