#pragma once
#include "planner/document.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

/// What the patient holds in the hand: today's dose, what changes when, a calendar of the firm days to tick
/// off, whom to call, and what to do if. Only of an issued plan with steps. A DRAFT until the case names who
/// reviewed this very plan (`is_draft`).
Document patient_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                          const Versions& versions, bool is_draft);

}  // namespace stepdown
