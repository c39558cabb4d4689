#pragma once
#include "planner/documents/prescriber.hpp"
#include "planner/replan.hpp"

namespace stepdown {

/// The prescriber's report of a changed plan: first what was asked for and what changed, old beside new.
Document replanned_document(const Replanned& replanned, const Replan& change, const Case& patient_case,
                            const Library& library, const Versions& versions, bool is_draft, bool explain);

}  // namespace stepdown
