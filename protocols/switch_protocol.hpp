#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// One day on which the old and the new opioid are both taken: shares of the dose before and of the start.
struct OverlapDay {
    Sourced<Fraction> old_share, new_share;
};

/// A published way to get from one opioid to another, day by day. It says nothing of the size of the new
/// dose.
struct SwitchProtocol {
    std::string id, title;
    std::optional<DrugId> to;  // empty: any opioid
    Route to_route = Route::oral;
    CitationId citation;
    std::string not_available_because;                 // empty: a plan can be made by it
    std::optional<Sourced<DoseRate>> described_above;  // oral morphine a day for which it is published
    std::vector<OverlapDay> overlap;  // before the first day on the new one alone; none: at once
};

/// Reads a file of kind `switch/1`. A share that nobody has verified is a problem, and so is one day that
/// gives more than the day before of the old or less of the new.
Result<SwitchProtocol> read_switch_protocol(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
