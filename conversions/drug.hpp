#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/source.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// A handle to a drug of the loaded Formulary.
struct DrugId {
    std::uint16_t index = 0;
    auto operator<=>(const DrugId&) const = default;
};

/// full: dose and effect rise together. partial: buprenorphine. mixed: agonist-antagonists, which precipitate
/// withdrawal. Whether a drug is totalled in MME is said by each set of factors.
enum class Agonism { full, partial, mixed };

enum class Route {
    oral,
    sublingual,
    buccal,
    nasal,
    rectal,
    transdermal,
    intravenous,
    subcutaneous,
    intramuscular
};
enum class Release { immediate, extended };

/// "full agonist", "partial agonist", "mixed agonist-antagonist".
std::string_view word(Agonism agonism);

struct Drug {
    std::string id;                  // kebab-case, "morphine": also its name in text
    std::vector<std::string> names;  // every further word accepted on input, lower case: salts, abbreviations
    std::string rxcui;               // RxNorm ingredient
    Agonism agonism = Agonism::full;
    /// From this much a day, for a week or more, a person counts as opioid tolerant (US labels).
    std::optional<Sourced<DoseRate>> tolerance_line;
    std::string tolerance_published;  // the same as its source has it: "25 mcg/h"
    /// Routes by which the drug also treats opioid use disorder: a case must then say what it is for.
    std::vector<Route> purpose_asked_by;
    /// Routes by which the drug is dosed in micrograms: an amount in milligrams is then a slip of the pen.
    std::vector<Route> dosed_in_micrograms;
    /// Why this program does not plan a taper of the drug; empty where it does.
    std::string no_taper_because, no_taper_instead;
    std::optional<CitationId> rxcui_from;  // empty without a code
    CitationId agonism_from;
};

}  // namespace stepdown
