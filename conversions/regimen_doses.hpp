#pragma once
// The amounts in a regimen that is taken in doses. Only regimen_text.cpp uses it.
#include <optional>
#include <string>
#include <vector>

#include "conversions/regimen_said.hpp"
#include "conversions/regimen_strength.hpp"
#include "conversions/regimen_subject.hpp"

namespace stepdown::said {

/// One dose as written, with the times of day that belong to it.
struct SaidDose {
    Mass low, high;
    std::size_t offset = 0;
    std::string_view written;
    std::vector<DoseTime> times;
};

/// All doses of a text, and what one unit holds.
struct Dosing {
    Few<SaidDose, 3> doses;  // several only where each has its times
    Holds holds;
    std::optional<Range> units;  // how many tablets one dose is, where that is written
};

/// Reads the doses. `subject` may be null, when no drug was made out: then only what is wrong without it is
/// told. Nothing, with problems unless the amount was told as broken before, where a dose is missing or not
/// clear.
std::optional<Dosing> read_doses(Said& said, const Subject* subject, const Formulary& formulary,
                                 std::size_t end_of_text, Complaints& complaints);

}  // namespace stepdown::said
