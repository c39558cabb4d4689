#pragma once
#include <optional>
#include <string_view>

#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"

namespace stepdown {

/// A slip of mg for mcg, which is a dose a thousand times off. Of a drug that is dosed in micrograms by this
/// route, an amount of 1 mg or more must be written in mcg, and one below 1 mcg in mg. Combinations are left
/// out: their strengths are checked against the products.
std::optional<Problem> slip_of_unit(std::string_view text, const Regimen& regimen, const Formulary& formulary,
                                    const Place& origin);

}  // namespace stepdown
