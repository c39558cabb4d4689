#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/safety_limits.hpp"
#include "protocols/switch_protocol.hpp"

namespace stepdown {

/// One compartment, absorbed at one rate: what an illustrative curve is computed from. Apparent values, by
/// mouth. Plain numbers, because no dose may ever be taken from them.
struct Kinetics {
    std::string half_life;  // "fast", "usual", "slow"
    double litres_per_hour = 0, litres = 0, absorbed_per_hour = 0, lag_hours = 0;
    CitationId citation;
};

/// What a first weeks' methadone keeps besides.
struct MethadoneRotation {
    Sourced<Duration> hold;  // no raise before a dose has been taken for so long
    Sourced<DoseRate> largest_raise, low_dose_raise;
    Sourced<Duration> lapse;  // so long without opioids: not tolerant any more
    Sourced<Duration> ecg_from, ecg_to;
    Sourced<DoseRate> ecg_at;
    Sourced<Duration> contact_from, contact_to;  // after the first full dose, and after each raise
    Sourced<double> older_from_years;
    std::vector<Kinetics> kinetics;  // rising half-life; the one in the middle is drawn
    Sourced<double> shortest_half_life_hours, longest_half_life_hours;
    std::vector<Watch> watch;
};

/// What every rotation keeps.
struct RotationGuide {
    Sourced<Fraction> overlap_ceiling;  // of the exposure before: old, new and rescue doses of one day
    Sourced<Fraction> rescue_share;     // one rescue dose, of the day's dose
    Sourced<Duration> first_review, last_review;
    MethadoneRotation methadone;
};

/// Reads the file of kind `rotation-guide/1`.
Result<RotationGuide> read_rotation_guide(const DataFile& file, Citer& citer);

}  // namespace stepdown
