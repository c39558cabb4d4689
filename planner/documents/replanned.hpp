#pragma once
#include "planner/documents/prescriber.hpp"
#include "planner/replan.hpp"

namespace stepdown {

/// For prescriber and pharmacist: which prescriptions that were written before the change are void, and what
/// is left over of those that were filled. No blocks where there are none. `before` is the plan that was
/// changed.
Section supplies_section(const WrittenPlan& before, const DraftPlan& after, const Formulary& formulary);

/// The prescriber's report of a changed plan: first what was asked for and what changed, old beside new.
Document replanned_document(const Replanned& replanned, const Replan& change, const WrittenPlan& before,
                            const Case& patient_case, const Library& library, const Versions& versions,
                            bool is_draft, bool explain);

}  // namespace stepdown
