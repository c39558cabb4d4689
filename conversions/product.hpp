#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// A handle to a product line of the loaded Formulary.
struct ProductId {
    std::uint16_t index = 0;
    auto operator<=>(const ProductId&) const = default;
};

/// Whether a plan may contain a product. read_only: understood on input, never planned (discontinued ones).
/// oud_only: only through an opioid treatment programme. tolerant_only: never newly started in a taper.
/// short_course: not for long-term use.
enum class Offer { yes, read_only, oud_only, tolerant_only, short_course };

enum class Form {
    tablet,
    capsule,
    solution,
    concentrate,
    suppository,
    patch,
    film,
    sublingual_tablet,
    tablet_for_suspension,
    lozenge,
    spray
};

/// The words of texts and codes for what is counted or swallowed. A pill is a tablet or a capsule; a liquid
/// any liquid.
enum class FormWord { tablet, capsule, pill, liquid, concentrate, suppository, patch, film, spray, lozenge };

/// In what a form is counted: "tablet", "capsule", "mL", "patch", "film".
std::string_view count_unit(Form form);

/// Into what a unit may be divided. half_if_scored: halves, if that maker's tablet has a score line.
enum class Split { whole_only, half_if_scored, quarter, no_label_basis, never_cut, not_applicable };

/// The words of the enumerations, as they stand in data files and JSON.
std::string_view word(Offer offer);
std::string_view word(Form form);
std::string_view word(Split split);

/// What one unit holds: mg per tablet, mg per mL of a liquid, or what a patch releases.
using StrengthValue = std::variant<Mass, Concentration, DoseRate>;

/// Another active drug in the unit, per tablet (mg) or per mL (mg/mL).
struct AlsoContains {
    std::string drug;  // "acetaminophen"
    StrengthValue strength;
};

struct Strength {
    StrengthValue value;
    std::string rxcui;  // RxNorm SCD
    std::vector<AlsoContains> also;
    Sourced<Offer> offer;            // this strength's own; the line's where it does not differ
    CitationId citation;             // where the strength and its code were read
    std::string offer_because = {};  // empty when offer is yes
};

/// One product line: a form of a drug in its strengths, as labelled in the United States.
struct ProductLine {
    std::string id;  // "morphine_er_tab12", as in the published data
    DrugId drug;
    Form form = Form::tablet;
    Route route = Route::oral;
    Release release = Release::immediate;
    std::string
        basis;  // the substance that the strength counts: "morphine sulfate"; never mixed with another
    std::string schedule;             // "C-II"
    std::vector<std::string> brands;  // accepted on input
    Sourced<Offer> offer;
    std::string offer_because;                              // empty when offer is yes
    Sourced<Duration> shortest_interval, longest_interval;  // label dosing interval
    Sourced<Split> split;
    std::vector<Strength> strengths;  // rising
    std::string note;
    CitationId schedule_from = {};
    std::optional<CitationId> note_from = {};  // empty without a note
};

}  // namespace stepdown
