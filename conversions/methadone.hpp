#pragma once
// Methods to find a first dose of methadone. Never an MME factor, never read backwards.
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/rotation.hpp"

namespace stepdown {

/// [from, below) mg a day of oral morphine (or above/through, where the source prints it so).
struct MethadoneBand {
    DoseRate from;
    std::optional<DoseRate> below;
    bool includes_end = false;
    /// Shares of the morphine dose, least and most: 8:1 is 0.125 to 0.125; "10-20 %" is 0.1 to 0.2.
    Sourced<Fraction> least, most;
    std::string published;
};
/// One published method. `limit`: the most a day that the method itself allows.
struct MethadoneMethod {
    std::string id, title;
    CitationId citation;
    std::vector<MethadoneBand> bands;  // doses outside all bands: the method says nothing
    std::optional<Sourced<DoseRate>> limit;
    bool sets_start = false;         // one of the methods whose lowest figure is the start
    bool contains_reduction = true;  // banded ratios already hold the 75-90 % that other methods take off
    std::optional<Sourced<Fraction>> further_cut_least, further_cut_most;  // a source that cuts once more
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
};
/// The caps that hold over every method.
struct MethadoneCaps {
    Sourced<DoseRate> most;                // 30 mg a day
    Sourced<DoseRate> most_with_override;  // 40 mg a day
    Sourced<DoseRate> low_dose_below;      // oral morphine a day below which low_dose_most holds: 60 mg
    Sourced<DoseRate> low_dose_most;       // 7.5 mg a day: 2.5 mg three times a day
    Sourced<DoseRate> increment;           // the steps in which a start may rise
};
struct MethadoneGuide {
    std::vector<MethadoneMethod> methods;
    MethadoneCaps caps;
};
/// Reads files of kind `methadone/1` (one method each) and `methadone-caps/1`.
Result<MethadoneMethod> read_methadone_method(const DataFile& file, Citer& citer);
Result<MethadoneCaps> read_methadone_caps(const DataFile& file, Citer& citer);

/// What one method says for a day's oral morphine; empty outside its bands.
struct MethadoneFigure {
    const MethadoneBand* band = nullptr;
    DoseRate least, most;  // after the method's own limit, before the caps
};
std::optional<MethadoneFigure> methadone_by(const MethadoneMethod& method, DoseRate oral_morphine);

/// The first dose a day: the greatest function of the morphine dose that never falls and lies on or below
/// every method that sets the start and every cap (the methods themselves fall at their band edges). Empty
/// where no such method reaches. Unrounded.
struct MethadoneStart {
    DoseRate dose;
    std::string decided_by;             // id of the method or cap that binds
    std::optional<DoseRate> from_edge;  // the morphine dose at whose band edge the binding figure stands
};
std::optional<MethadoneStart> methadone_start(const MethadoneGuide& guide, DoseRate oral_morphine);

}  // namespace stepdown
