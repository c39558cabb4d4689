#pragma once
// What a regimen is about: which drug, by which route, in which release and products. Only regimen_text.cpp
// uses it.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/regimen_said.hpp"

namespace stepdown::said {

/// Collects the problems of one text.
class Complaints {
public:
    Complaints(const Place& origin, Problems& problems) : origin_(origin), problems_(problems) {}
    void add(std::string id, std::size_t offset, std::string message, std::string instead) {
        problems_.push_back(
            {std::move(id), std::move(message), std::move(instead), place_at(origin_, offset)});
    }
    /// Two facts that cannot both be meant; the later one is named.
    void two_of(std::string_view what, std::string_view first, std::string_view second, std::size_t offset);
    bool any() const { return !problems_.empty(); }

private:
    const Place& origin_;
    Problems& problems_;
};

/// The drug with all that follows from its names.
struct Subject {
    DrugId drug;
    Route route = Route::oral;
    Release release = Release::immediate;
    /// A brand, a combination or a code was named: then the regimen means one of `lines`, never none.
    bool restricted = false;
    std::vector<ProductId> lines;
    bool combination = false;
    bool opioid_second = false;             // "acetaminophen/codeine": strengths stand in this order too
    const CodedProduct* by_code = nullptr;  // "rxcui:1049611"
    std::size_t offset = 0;                 // of the first name
    std::string_view written;               // the first name
};

/// The forms of product lines that a word can mean.
std::span<const Form> forms_of(FormWord word);

/// The strength of a line that holds `first` of the opioid and `second` of the other ingredient; null when it
/// has none. With `per` both are in that much liquid; liquids are compared to 1 %, as their published
/// strengths are rounded.
const Strength* find_strength(const ProductLine& line, const Mass& first, const Mass& second,
                              const std::optional<Volume>& per);

/// Makes out drug, route, release and products. Nothing, with problems, where they are missing, unknown,
/// ambiguous or in contradiction.
std::optional<Subject> read_subject(const Said& said, const Formulary& formulary, Complaints& complaints);

}  // namespace stepdown::said
