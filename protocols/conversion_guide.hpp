#pragma once
#include <string>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"
#include "protocols/safety_limits.hpp"

namespace stepdown {

/// When a sentence is told with a conversion.
enum class AdviceWhen { always, from_patch, to_patch, to_methadone, to_buprenorphine, to_extended_release };

struct ConversionAdvice {
    AdviceWhen when = AdviceWhen::always;
    Advice advice;
};

/// What a conversion needs besides ratios: what is kept, who is tolerant, by what words a fact is found.
struct ConversionGuide {
    /// What is taken off when drug and route stay and only the product changes.
    Sourced<Fraction> same_route_reduction;
    /// Only by these routes: elsewhere two products of one drug do not carry a dose over.
    std::vector<Route> kept_routes;
    /// For how long a tolerant person has taken the dose that makes tolerant.
    Sourced<Duration> tolerant_for;
    /// Creatinine clearance below which the kidney is a reason to take off more.
    Sourced<Clearance> kidney_below;
    /// From these on methadone is avoided, and an alternative is considered.
    Sourced<Duration> qtc_avoid_from, qtc_ask_from;
    std::vector<ConversionAdvice> advice;
};

/// Reads the file of kind `conversion/1`.
Result<ConversionGuide> read_conversion_guide(const DataFile& file, Citer& citer);

}  // namespace stepdown
