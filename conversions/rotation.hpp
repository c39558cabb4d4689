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
    std::vector<Equivalence> bands;  // rising, meeting; a dose below the first or past the last has none
};

/// One publication's ratios. `directed`: rows are pairs; an equal-dose table is turned into all its pairs by
/// the reader, each with the smaller new dose as its value where the source gives ranges.
struct RotationTable {
    std::string id, title;
    CitationId citation;
    bool is_default = false;          // the table whose pairs make the recommendation
    bool contains_reduction = false;  // its doses are starting doses already: nothing more is taken off
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
};

/// A day's dose of `from` as a dose of `to` by one table: by its own pair, else by way of oral morphine in
/// two directed lines. Empty when the table has neither.
struct RotationWorking {
    std::vector<RotationLine> lines;
    DoseRate result, least, most;
};
std::optional<RotationWorking> rotate_by(const RotationTable& table, DrugByRoute from, DoseRate per_day,
                                         DrugByRoute to, DrugByRoute oral_morphine);

/// A reason to take off more or less for incomplete cross-tolerance.
struct ReductionReason {
    std::string id;    // "high-dose", "age", "frailty" ...: what the planner knows how to look for
    std::string says;  // for people
    std::optional<Sourced<double>> limit;  // years, or morphine mg/day; empty where the reason is a yes or no
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};
/// How much is taken off an equianalgesic dose. The fraction taken away, never the fraction given.
struct ReductionGuide {
    Sourced<Fraction> least, most;          // the window: 25 to 50 %
    std::vector<Sourced<Fraction>> others;  // what further sources take off, shown beside it
    std::vector<std::string> other_titles;
    std::vector<ReductionReason> toward_more, toward_less;
};
Result<ReductionGuide> read_reduction_guide(const DataFile& file, Citer& citer);

/// Why a conversion is refused or bounded: by drug it starts from or goes to.
struct RotationRefusal {
    std::string id, because, instead;
    std::vector<DrugId> from, to;    // either may be empty: any
    std::vector<Route> from_routes;  // empty: any
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};
/// The most of a drug a day (by release and, where given, from an age), above which it is no target.
struct DailyCeiling {
    DrugId drug;
    std::optional<Release> release;
    std::optional<double> from_age_years;
    Sourced<DoseRate> most;
};
struct RotationBounds {
    std::vector<RotationRefusal> refusals;
    std::vector<DailyCeiling> ceilings;
};
Result<RotationBounds> read_rotation_bounds(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
