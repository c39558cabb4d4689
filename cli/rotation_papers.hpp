#pragma once
#include "cli/commands.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown {

/// What is given out for a rotation, issued or refused: its document, or a format for other programs.
CommandResult rotation_papers(const CommandInput& input, const Case& patient_case,
                              const RotationTarget& target, const Rotated& rotated);

}  // namespace stepdown
