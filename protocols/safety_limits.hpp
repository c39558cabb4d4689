#pragma once
#include <map>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"

namespace stepdown {

/// The most acetaminophen a day over all products, and for whom.
struct AcetaminophenLine {
    Sourced<DoseRate> most;
    std::string for_whom;  // "short use in a healthy adult"
};

/// Which of several opioids is tapered first, where the patient has not chosen.
enum class TaperFirst { most_potent, extended_release };
struct TaperOrder {
    TaperFirst first;
    CitationId citation;
};

/// The thresholds that the safety rules and the planner share. All of them are data; none is repeated in
/// code.
struct SafetyLimits {
    std::string exposure_table;  // id of the factor set by which plans are totalled
    /// Within any `window` at most this share of the dose in force before the first cut of the window.
    Sourced<Fraction> largest_window_cut;
    Sourced<Duration> window;
    /// A step's cut is at most this share of the original dose for each `week` that it is held.
    Sourced<Fraction> largest_weekly_cut;
    Sourced<Duration> week;
    /// A grid-limited cut above this share of the current dose asks for acknowledgement, above the other is a
    /// block.
    Sourced<Fraction> acknowledge_above, block_above;
    /// A grid-limited or last-unit step is held this many times the protocol's interval.
    Sourced<double> flagged_hold;
    /// Steps within this span of the start are firm; later ones are projected.
    Sourced<Duration> firm;
    /// Default and longest stretch that one fill covers; a case may ask for less.
    Sourced<Duration> fill_every;
    /// Opioids taken for a shorter span than this are tapered otherwise, or need no taper.
    Sourced<Duration> shortest_use;
    /// Most tablets, capsules or mL of one dose, unless the case says otherwise or the patient already takes
    /// more.
    Sourced<double> units_per_dose;
    /// Beyond this a dose is taken for a slip of the pen.
    Sourced<double> plausible_units, plausible_doses;
    Sourced<double> adult_from_years;
    Sourced<double> may_be_pregnant_from_years, may_be_pregnant_to_years;  // both inclusive
    Sourced<MmeRate> specialist_above;         // daily exposure above which specialist support is advised
    std::vector<Sourced<Duration>> follow_up;  // after the last dose: when to look again
    /// What is looked at in each review, and what must hold before the next cut.
    std::vector<std::string> review_checks, proceed_if;
    /// What the patient and the household are told with every taper.
    std::vector<Advice> warnings;
    /// What the rules without a threshold rest on, by rule id.
    std::map<std::string, std::vector<CitationId>, std::less<>> grounds;
    Sourced<DoseRate> largest_acetaminophen;  // over all products
    /// Daily exposures at which CDC asks to weigh the benefit again, and to justify the dose; both inclusive.
    Sourced<MmeRate> first_risk_line, second_risk_line;
    /// Where an opioid stops without a taper: when to look again.
    Sourced<Duration> review_after_stop;
    std::vector<AcetaminophenLine> acetaminophen_lines;  // falling
    std::vector<TaperOrder> taper_order;                 // each decides between those that are equal so far
    /// Most mL of one dose of a liquid that a taper moves to.
    Sourced<double> ml_per_dose;
    /// Characters of the directions of a prescription that older systems and today's carry.
    Sourced<double> short_directions, long_directions;
};

/// Reads the file of kind `limits/1`.
Result<SafetyLimits> read_safety_limits(const DataFile& file, Citer& citer);

}  // namespace stepdown
