#pragma once
#include <string>
#include <vector>

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
    bool patches = false;             // pieces then count what a patch releases in 24 hours
};

/// baseline: every strength that there is, to read what is taken now. planning: only those a plan may
/// contain.
enum class StockFor { baseline, planning };

/// The pieces of one product line that fit the words of the case.
std::vector<StockPiece> stock_pieces(ProductId line, const Regimen& regimen, const Scheduled& use,
                                     const Preferences& preferences, const Library& library,
                                     StockFor purpose);

/// What a plan may hand out: the pieces, the smallest of them, and how many of them one dose may have. A
/// patient who takes more units at once today (`now`) is not held to the usual number.
Stock planning_stock(ProductId line, std::vector<StockPiece> pieces, const std::vector<PlannedDose>& now,
                     const Preferences& preferences, const Library& library);

/// The planned dose of so many micrograms from this stock; the stock must be able to make it.
PlannedDose dose_from(const Stock& stock, const Dispensed& dispensed, DoseTime time);

/// Other forms of the drug, offered and taken by mouth, with a smaller smallest unit than the stock has: in
/// words, for "what would allow a smaller step". Empty when there is none.
std::vector<std::string> finer_forms(const Stock& stock, bool tablets_scored, const Formulary& formulary);

/// What a taper may hand out of another line of the same drug, which the patient does not take now: strengths
/// that anybody may be given, and of a liquid only the weakest, so that no dose is made of two. Volumes are
/// those that the case says its syringe measures, else whole mL. No pieces where nothing fits.
Stock stock_of_other_form(ProductId line, const Regimen& regimen, const Preferences& preferences,
                          const Library& library);

/// Whether a unit of this strength holds just the other drugs that the words of the case name, and as much of
/// each.
bool holds_the_same_besides(const Strength& strength, const Regimen& regimen);
/// Whether a line is measured and not counted.
bool is_liquid(const ProductLine& line);
/// "morphine extended-release capsules".
std::string describe(const ProductLine& line, const Formulary& formulary);

}  // namespace stepdown
