#pragma once
#include <string>

#include "planner/document.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

/// The plan in short, to paste into a record: what is taken, every step in a line, visits, warnings, the
/// plan's id. Only of an issued plan with steps.
Document note_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                       const Versions& versions, bool is_draft);

/// One line for each fill of the firm part, to paste into a prescription: product, quantity, days, the
/// earliest date and the directions. A draft says so in the first line; a line for each safety rule that was
/// overridden follows. Ends with a line feed.
std::string sig_lines(const IssuedPlan& issued, const Library& library, bool is_draft);

}  // namespace stepdown
