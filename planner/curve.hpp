#pragma once
// What accumulates when a drug is taken again before the last dose has left: an illustration, computed in
// closed form. No dose is ever taken from it.
#include <span>
#include <vector>

#include "conversions/units.hpp"
#include "protocols/rotation_guide.hpp"

namespace stepdown {

/// A dose swallowed so many hours after the first one.
struct DoseAt {
    double hours = 0;
    Mass amount;
};

/// Concentration in ng/mL, `hours` after the first dose: each dose rises and falls by itself (one
/// compartment, absorbed at one rate after a lag), and all are added.
double concentration(const Kinetics& kinetics, std::span<const DoseAt> doses, double hours);

/// Hours until a regular dose stands at `share` (0 to below 1) of what it ends at.
double hours_to_share(const Kinetics& kinetics, double share);
/// The same for a half-life, in hours.
double hours_to_share(double half_life_hours, double share);

/// One time of an illustrative curve: with the half-life in the middle, and the least and the most of all.
struct CurvePoint {
    double hours = 0, low = 0, mid = 0, high = 0;
};

/// A point every `every` hours from 0 to `until`. `sets` holds at least one set; the middle one is `mid`.
std::vector<CurvePoint> curve_of(std::span<const DoseAt> doses, std::span<const Kinetics> sets, double until,
                                 double every);

}  // namespace stepdown
