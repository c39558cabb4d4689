#pragma once
#include <optional>
#include <vector>

#include "conversions/regimen.hpp"
#include "conversions/units.hpp"
#include "planner/calendar.hpp"
#include "protocols/adjunct_guide.hpp"

namespace stepdown {

/// The row of a kidney table for one clearance, its doses worked out.
struct RenalRow {
    const RenalBand* band = nullptr;
    DoseRate low, high, target;
    /// "30 mL/min or less, above 15": for people.
    std::string words;
};

/// The row for a clearance; nothing where the table has none (a clearance of zero).
std::optional<RenalRow> renal_row(const RenalTable& table, Clearance clearance);

/// How often one strength is taken at once: an index into AdjunctUnits::strengths.
struct AdjunctCount {
    std::size_t strength = 0;
    int count = 0;
};
struct AdjunctDoseAt {
    DoseTime time;
    Mass amount;
    std::vector<AdjunctCount> units;  // add up to `amount`
};
/// What is taken each day from one day of the treatment on; the first day is 1.
struct AdjunctLevel {
    int day = 1;
    Date on;
    DoseRate per_day;
    std::vector<AdjunctDoseAt> doses;
};

/// The levels from the start to the row's target in whole units, never above the row's ceiling. None where
/// the smallest unit is above the ceiling. The last level is the largest at or below the target, or one
/// smallest unit where the target is less than that.
std::vector<AdjunctLevel> titration(const Titration& titration, const AdjunctUnits& units,
                                    const RenalRow& row, bool careful, Date start);

/// The doses of a day of this total: spread over the row's number of doses, whole units, what does not divide
/// goes to the night. Nothing where no combination of units makes it.
std::vector<AdjunctDoseAt> doses_of_day(DoseRate total, int doses_a_day, const AdjunctUnits& units);

/// Three quarters, half and a quarter of a dose in whole units, rounded up; each below the one before.
std::vector<DoseRate> levels_down(DoseRate from, const AdjunctUnits& units);

}  // namespace stepdown
