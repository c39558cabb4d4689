#pragma once
#include "cli/commands.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/replan.hpp"

namespace stepdown {

/// What the papers of one plan are made of, whichever command made it.
struct PlanPapers {
    const CommandInput& input;
    const Case& patient_case;
    const Versions& versions;
    bool is_draft = true;
    const IssuedPlan* issued = nullptr;    // null: refused
    const Document& for_prescriber;        // also what everybody gets of a refused plan
    std::vector<PlanChange> changes = {};  // of a changed plan
    const WrittenPlan* before = nullptr;   // the plan that was changed
};

/// The plan as --for, --format and --language ask for it.
CommandResult written(const PlanPapers& papers, ExitCode code);

}  // namespace stepdown
