#pragma once
// Equianalgesic arithmetic: to estimate the dose of another opioid. A family of its own: no factor of
// exposure.hpp is ever used here, and no ratio of this file ever gauges exposure.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// What is converted from or to: a drug by one route.
struct DrugByRoute {
    DrugId drug;
    Route route = Route::oral;
    auto operator<=>(const DrugByRoute&) const = default;
};

/// "This much of one is this much of the other", as a source states it, for a span of doses of the first.
/// `least` and `most` bound what sources say; `value` is the one to use and lies between them.
struct Equivalence {
    DoseRate of;                    // e.g. 5 mg/day
    Sourced<DoseRate> value;        // e.g. 1 mg/day
    DoseRate least, most;           // equal to value where the source gives one figure
    DoseRate from;                  // doses of the first for which it is meant: [from, below)
    std::optional<DoseRate> below;  // empty: no upper end
    std::string published;          // as its source prints it: "5 : 1"
};

/// One direction only: nothing here may be inverted.
struct RotationPair {
    DrugByRoute from, to;
    std::vector<Equivalence> bands;  // rising, meeting, from 0 without an end: every dose has one
};

/// One publication's ratios. An equal-dose table ("30 mg by mouth of one, 20 mg of the other") is turned into
/// all its pairs by the reader, each with the smaller new dose as its value where the source gives ranges;
/// what a source prints for one direction only is one pair.
struct RotationTable {
    std::string id, title;
    CitationId citation;
    bool is_default = false;          // the table whose pairs make the recommendation
    bool contains_reduction = false;  // its doses are starting doses already: nothing more is taken off
    /// What its source itself takes off its figures, where it says so of these very rows (Exalgo: half).
    /// With `contains_reduction`: off its own start, in old age and in liver or kidney impairment (Opana ER).
    std::optional<Sourced<Fraction>> own_reduction;
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
    std::vector<RotationPair> pairs;

    const RotationPair* pair(DrugByRoute from, DrugByRoute to) const;
};

/// Reads a file of kind `rotation/1`. A ratio that nobody has verified is a problem.
Result<RotationTable> read_rotation_table(const DataFile& file, const Formulary& formulary, Citer& citer);

/// One line of working, as a pharmacist would write it by hand: dose x (value / of) = result.
struct RotationLine {
    DrugByRoute from, to;
    DoseRate dose;
    Equivalence by;
    DoseRate result, least, most;  // unrounded
    /// A larger dose has a smaller ratio: the result is held to what the edge of that band, this dose, gives,
    /// so that less of the old drug never means more of the new one.
    std::optional<DoseRate> held_to_edge;
};

/// A day's dose of `from` as a dose of `to` by one table: by its own pair, else by way of oral morphine in
/// two directed lines. Empty when the table has neither.
struct RotationWorking {
    std::vector<RotationLine> lines;
    DoseRate result, least, most;
};
std::optional<RotationWorking> rotate_by(const RotationTable& table, DrugByRoute from, DoseRate per_day,
                                         DrugByRoute to, DrugByRoute oral_morphine);

/// A reason to take off more or less for incomplete cross-tolerance. One that nobody has verified is only
/// ever among those for more.
struct ReductionReason {
    std::string id;                             // "high-dose", "age": what the planner knows to look for
    std::string says;                           // for people
    std::optional<Sourced<double>> from_years;  // the reason holds from this age
    std::optional<Sourced<DoseRate>> from_oral_morphine;  // the reason holds from this much a day
    std::optional<Sourced<Fraction>> at_least;            // what the source itself takes off at least
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};
/// What another source takes off; least equals most where it gives one figure.
struct PublishedReduction {
    std::string id, title, when;  // when: for whom, in words; empty: for everybody
    Sourced<Fraction> least, most;
};
/// How much is taken off an equianalgesic dose. Always the fraction taken away, never the fraction given.
struct ReductionGuide {
    Sourced<Fraction> least, most;           // the window: 25 to 50 %
    std::vector<PublishedReduction> others;  // shown beside it
    std::vector<ReductionReason> toward_more, toward_less;
};
/// Reads a file of kind `reduction/1`. `give` (a fraction given) is no key of it.
Result<ReductionGuide> read_reduction_guide(const DataFile& file, Citer& citer);

/// The range that is left of a calculated dose when `least` to `most` is taken off it.
struct DoseRange {
    DoseRate low, high;
};
DoseRange after_reduction(DoseRate calculated, Fraction least, Fraction most);

/// Why a conversion is refused: by drug and route it starts from or goes to.
struct RotationRefusal {
    std::string id, because, instead;
    std::vector<DrugId> from, to;               // either may be empty: any
    std::vector<Route> from_routes, to_routes;  // empty: any
    bool only_by_ratio = false;  // a method of its own remains (a label's start table, methadone's methods)
    bool only_when_changed = false;              // about a ratio: silent where the drug and its route stay
    std::optional<Sourced<double>> under_years;  // holds below this age only
    std::string condition;  // holds only then: "breastfeeding", "neuraxial" ...; empty: always
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};
/// The most of a drug a day (by release and, where given, from an age on), above which it is no target.
struct DailyCeiling {
    DrugId drug;
    std::optional<Release> release;        // empty: both
    std::optional<double> from_age_years;  // empty: any age
    Sourced<DoseRate> most;
    std::string note;  // where sources differ
};
struct RotationBounds {
    std::vector<RotationRefusal> refusals;
    std::vector<DailyCeiling> ceilings;
};
/// Reads a file of kind `rotation-bounds/1`.
Result<RotationBounds> read_rotation_bounds(const DataFile& file, const Formulary& formulary, Citer& citer);

/// Every refusal whose drugs and routes fit, in the order of the file; those with an age or a condition as
/// well, which the caller compares with the person.
std::vector<const RotationRefusal*> refusals_of(const RotationBounds& bounds, DrugByRoute from,
                                                DrugByRoute to);
/// The lowest ceiling that holds for this release and age; an unknown age meets only those for any age. Null:
/// none is known.
const DailyCeiling* ceiling_of(const RotationBounds& bounds, DrugId drug, Release release,
                               std::optional<double> age_years);

}  // namespace stepdown
