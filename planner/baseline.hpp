#pragma once
#include <vector>

#include "conversions/result.hpp"
#include "planner/case.hpp"
#include "planner/dispensing.hpp"
#include "planner/plan.hpp"

namespace stepdown {

/// A piece of the stock and the unit that it is: a whole tablet, half of one, or a measured part of a liquid.
struct StockPiece {
    Piece piece;
    UnitCount unit;
};

/// What a plan may hand out for one opioid of the case: the strengths of the product line that the patient
/// takes.
struct Stock {
    ProductId line;
    std::vector<StockPiece> pieces;
    int max_pieces = 0;
    std::int64_t smallest = 0;        // smallest accepted unit
    std::int64_t smallest_whole = 0;  // smallest undivided unit
};

/// One opioid as it is really taken, made of units that exist.
struct BaselineOpioid {
    Taking taking;
    Stock stock;
    std::vector<DoseTime> times;
    bool usual_times = true;  // the times are those of times_of(), not the case's own
    bool was_as_needed = false;
    std::vector<ProductId> also_meant;  // other lines that the words fit as well as the one taken
};

/// Finds the product line and the units of each dose. Problems (with the place of the opioid):
/// dose-not-dispensable, combination-not-said, strength-not-said, as-needed-use-unknown,
/// as-needed-use-not-whole, no-product-line.
Result<BaselineOpioid> baseline_of(const CaseOpioid& opioid, const Preferences& preferences,
                                   const Library& library);

/// The lines that the words of the case can mean, best first: offered ones before others, then those whose
/// label interval fits the one in use.
std::vector<ProductId> lines_meant(const Regimen& regimen, const Formulary& formulary);

/// The daily total, in micrograms, at or below which a cut is a last-unit step: one smallest unit at each
/// dose of the label interval. Where nobody has verified that interval, at each dose that the patient takes
/// now.
std::int64_t last_unit_zone(const BaselineOpioid& opioid, const Formulary& formulary);

/// The planned dose of so many micrograms from this stock; the stock must be able to make it.
PlannedDose dose_from(const Stock& stock, const Dispensed& dispensed, DoseTime time);

/// Other forms of the drug, offered and taken by mouth, with a smaller smallest unit than the stock has: in
/// words, for "what would allow a smaller step". Empty when there is none.
std::vector<std::string> finer_forms(const Stock& stock, bool tablets_scored, const Formulary& formulary);

}  // namespace stepdown
