#pragma once
// Whether an amount in a regimen can be meant at all. Only regimen_text.cpp and regimen_doses.cpp use it.
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "conversions/regimen_subject.hpp"

namespace stepdown::said {

/// An amount as it is written.
struct WrittenAmount {
    Mass low, high;
    std::size_t offset = 0;
    std::string_view written;
};

/// Compares amounts with the units that are made, by the limits of the data (Plausible). Each function is
/// true, with a problem, when the amount cannot be meant; without those limits or without a unit to compare
/// with, nothing is told. Units are those of the lines that are named, else of the drug by this route and
/// release, else (injections) of all its other immediate-release lines.
class Slips {
public:
    Slips(const Subject& subject, const Formulary& formulary, Complaints& complaints)
        : subject_(subject), formulary_(formulary), complaints_(complaints) {}

    /// A dose far off every unit that is made, or exactly a thousandfold or a thousandth of one: mg for mcg.
    bool in_dose(const WrittenAmount& dose) const;
    /// The hourly amount of an infusion.
    bool in_infusion(DoseRate rate, std::size_t offset, std::string_view written) const;
    /// What all patches that are worn release.
    bool in_patches(DoseRate one, double worn, std::size_t offset, std::string_view written) const;
    bool in_count(double units, std::size_t offset, std::string_view written) const;
    bool in_volume(Volume volume, std::size_t offset, std::string_view written) const;
    /// "10-325 mg": the strength of a combination, or ends too far from each other.
    bool in_range(const WrittenAmount& range) const;
    /// Stated use, or a maximum, of one day; of use also too little.
    bool in_day(const WrittenAmount& day, Mass dose) const;

private:
    /// The units that are made, beside one dose.
    struct Made {
        std::optional<Mass> smallest, largest;
        bool thousandfold = false, thousandth = false;  // the dose is exactly that of one unit
        void add(Mass unit, Mass dose);
    };
    Made made(Mass dose) const;
    template <class Keep>
    Made made_in(std::span<const ProductId> lines, Mass dose, Keep keep) const;
    bool is_too_much(Mass dose, const Made& made) const;
    bool is_too_little(Mass dose, const Made& made) const;
    bool is_of_combination(const WrittenAmount& range) const;
    void tell(const WrittenAmount& dose, const Made& made, bool above) const;
    void tell_number(std::string_view written, std::size_t offset, std::string_view why,
                     std::string instead) const;
    const Plausible* limits() const { return formulary_.plausible(); }

    const Subject& subject_;
    const Formulary& formulary_;
    Complaints& complaints_;
};

}  // namespace stepdown::said
