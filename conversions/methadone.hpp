#pragma once
// Methods to find a first dose of methadone. Never an MME factor, never read backwards.
#include <optional>
#include <string>
#include <vector>

#include "conversions/first_dose.hpp"
#include "conversions/formulary.hpp"

namespace stepdown {

/// [from, below) mg a day of morphine (or through the end, where the source prints it so; the band after it
/// then begins just above).
struct MethadoneBand {
    DoseRate from;
    std::optional<DoseRate> below;  // empty: no upper end
    bool includes_end = false;
    /// Shares of the morphine dose, least and most: 8:1 is 0.125 to 0.125; "10-20 %" is 0.1 to 0.2. No least
    /// where the source prints only an upper limit ("<5 %"): such a band bounds a dose, and gives none.
    std::optional<Sourced<Fraction>> least;
    Sourced<Fraction> most;
    std::string published;  // "8:1", "10 % to 20 %", "less than 5 %"
};
/// What the figure of a method is: the day's dose, or the size of one dose that is taken when needed.
enum class MethadoneFigureOf { day, single_dose };

/// A cut that a source takes off the figure of a ratio that is banded already.
struct MethadoneFurtherCut {
    std::string title;
    Sourced<Fraction> least, most;  // the share taken away
};
/// One published method. `limit`: the most that the method itself allows.
struct MethadoneMethod {
    std::string id, title;
    Route from_route = Route::oral, to_route = Route::oral;  // of the morphine; of the methadone
    CitationId citation;
    std::vector<MethadoneBand> bands;  // rising, meeting; doses outside all of them: the method says nothing
    MethadoneFigureOf figure_of = MethadoneFigureOf::day;
    std::optional<Sourced<FirstDose>> limit;
    bool sets_start = false;                         // one of the methods whose lowest figure is the start
    std::optional<MethadoneFurtherCut> further_cut;  // shown; never applied to the start
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
};
/// The caps that hold over every method.
struct MethadoneCaps {
    Sourced<FirstDose> most;                // 30 mg a day
    Sourced<FirstDose> most_with_override;  // 40 mg a day
    Sourced<DoseRate> low_dose_below;       // oral morphine a day below which low_dose_most holds: 60 mg
    Sourced<FirstDose> low_dose_most;       // 7.5 mg a day: 2.5 mg three times a day
    Sourced<DoseRate> increment;            // the steps in which a start may rise
    std::vector<std::string> cautions;      // what holds for every method
    std::vector<CitationId> caution_citations;
};
/// `by_injection`: methods from or to another route. Never to be shown as an oral dose.
struct MethadoneGuide {
    std::vector<MethadoneMethod> methods;  // from oral morphine to oral methadone
    std::vector<MethadoneMethod> by_injection;
    MethadoneCaps caps;
};
/// Reads files of kind `methadone/1` (one method each) and `methadone-caps/1`. A share or a cap that nobody
/// has verified is a problem, and so are bands with a hole between them or that overlap.
Result<MethadoneMethod> read_methadone_method(const DataFile& file, Citer& citer);
Result<MethadoneCaps> read_methadone_caps(const DataFile& file, Citer& citer);
/// Puts methods and caps together, methods in the order of their ids. A problem when no method sets the
/// start.
Result<MethadoneGuide> make_methadone_guide(std::vector<MethadoneMethod> methods, MethadoneCaps caps);

/// Least and most; where there is no least, the source prints only an upper limit, which `most` stays below.
struct MethadoneRange {
    std::optional<FirstDose> least;
    FirstDose most;
};
/// What one method says for a day's morphine: after its own limit, before the caps.
struct MethadoneFigure {
    const MethadoneBand* band = nullptr;
    MethadoneRange range;
    std::optional<MethadoneRange> cut_further;  // after the method's further cut
};
/// Empty outside the method's bands.
std::optional<MethadoneFigure> methadone_by(const MethadoneMethod& method, DoseRate morphine);

/// Whether the cap is the usual one, or the higher one that only a prescriber's override allows.
enum class MethadoneCap { usual, with_override };

/// The first dose a day: the greatest function of the morphine dose that never falls and lies on or below
/// every method that sets the start and every cap (the methods themselves fall at their band edges). Empty
/// at no dose and where no such method gives a figure. Unrounded.
struct MethadoneStart {
    FirstDose dose;
    std::string decided_by;  // id of the method that binds, or "cap", "cap-with-override", "low-dose-cap"
    std::optional<DoseRate> from_edge;  // the morphine dose at whose band edge the binding figure stands
};
std::optional<MethadoneStart> methadone_start(const MethadoneGuide& guide, DoseRate oral_morphine,
                                              MethadoneCap cap = MethadoneCap::usual);

}  // namespace stepdown
