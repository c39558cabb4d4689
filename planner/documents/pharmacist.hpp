#pragma once
#include "planner/document.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

/// What the pharmacy needs: every fill of the firm part with its earliest date, quantity and days' supply,
/// what is left over and what comes back, and a sheet for a second check: first the inputs with boxes to fill
/// in, then, on a page of its own, the answers with their working. Only of an issued plan with steps.
Document pharmacist_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                             const Versions& versions, bool is_draft);

}  // namespace stepdown
