#pragma once
#include "planner/document.hpp"
#include "planner/documents/messages.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/replan.hpp"

namespace stepdown {

/// In what language it is told, and of a changed plan what changed.
struct PatientWords {
    Messages words;
    std::vector<PlanChange> changes;
};

/// What the patient holds in the hand: today's dose, what changes when, a calendar of the firm days to tick
/// off, whom to call, and what to do if. Only of an issued plan with steps. A DRAFT until the case names who
/// reviewed this very plan (`is_draft`).
Document patient_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                          const Versions& versions, bool is_draft, const PatientWords& in = {});

}  // namespace stepdown
