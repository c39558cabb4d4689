#pragma once
#include <string>
#include <variant>

#include "cli/commands.hpp"
#include "planner/case.hpp"

namespace stepdown {

/// A case that a command is given, with the text that the places of its problems count in.
struct CaseOperand {
    Case patient_case;
    std::string text;
    Texts texts;  // by file: that of --goal as well
};

/// The case file that is the command's only operand, or what is wrong with it. With --goal its goal stands
/// instead of the file's own.
std::variant<CaseOperand, CommandResult> read_case_operand(const CommandInput& input);

}  // namespace stepdown
