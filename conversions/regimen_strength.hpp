#pragma once
// What one tablet, film or mL in a regimen holds. Only regimen_text.cpp uses it.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conversions/regimen_said.hpp"
#include "conversions/regimen_subject.hpp"

namespace stepdown::said {

/// What one unit holds, as far as the text says: as in Regimen. Of a combined liquid a unit is one mL.
struct Holds {
    std::optional<Mass> unit_strength;
    std::vector<std::pair<std::string, Mass>> also_per_unit;
    std::optional<Concentration> concentration;
    std::vector<ProductId> lines;  // of the subject, those that hold this
};

/// Reads the strengths in `said` against the products of `subject`. Nothing, with problems, where no product
/// is made so, or where several are that differ in what else they hold.
std::optional<Holds> read_strength(const Said& said, const Subject& subject, const Formulary& formulary,
                                   Complaints& complaints);

}  // namespace stepdown::said
