#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"

namespace stepdown {

/// The opioid that somebody is to be converted to, before any dose of it is known.
struct RotationTarget {
    DrugId drug;
    Route route = Route::oral;
    std::optional<Release> release;   // empty: not said, and not implied by a brand or a patch
    std::vector<ProductId> products;  // the lines that a brand, a combination or a code means; empty: any
    std::vector<Form> forms;          // that a word names ("solution"); empty: any
    std::string text;                 // as written
};

/// Reads `DRUG [RELEASE] [ROUTE]` with the words of a regimen: "hydromorphone", "oxycodone ER", "fentanyl
/// patch", "morphine IV", "MS Contin". Columns count from `origin`.
///
/// Problem ids: empty-target, target-has-dose (a dose, a frequency or as-needed words), and of read_regimen()
/// those about the name: unknown-drug, ambiguous-drug, ambiguous-route, contradiction, unit-for-route,
/// strength-not-made, word-not-understood.
Result<RotationTarget> read_target(std::string_view text, const Formulary& formulary, const Place& origin);

}  // namespace stepdown
