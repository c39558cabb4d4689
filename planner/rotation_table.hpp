#pragma once
// Rotations whose doses stand in a published day table, because no ratio leads to the new opioid.
#include <optional>
#include <vector>

#include "planner/conversion.hpp"
#include "planner/plan.hpp"

namespace stepdown {

/// The doses of one row in units of the table's product; empty where its units cannot make them.
std::optional<std::vector<PlannedDose>> doses_of(const TableDays& row, const DayTable& table,
                                                 const Formulary& formulary);

/// What the table has taken a day at most on its day `day` (from 0), with what may come again; on every later
/// day what its last row says.
DoseRate most_on(const DayTable& table, int day);

/// Whole days without opioids before the first dose of the table, by what is left: the longest that one of
/// them asks for. 0 where the method waits for nothing.
int days_of_wait(const SwitchProtocol& method, const std::vector<Taking>& before);

/// Takes out what convert() refuses for want of a ratio alone: a published table needs none.
void forget_ratios(Conversion& conversion, const Library& library);

/// The table as an answer of convert(): `refused` is what convert() says of a target that no ratio leads to.
/// What it says besides (age, pregnancy) still refuses. The recommended dose is the last row's.
Conversion conversion_by_table(Conversion refused, const SwitchProtocol& method, const Library& library);

}  // namespace stepdown
