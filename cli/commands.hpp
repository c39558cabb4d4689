#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "cli/shell.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What a command leaves behind: the exit code and the bytes of its result, or problems to be told.
struct CommandResult {
    ExitCode code = done;
    std::string bytes;
    Problems problems;   // with code wrong_input or failed
    std::string source;  // the text that the problems' places count in
};

/// Everything that a command is given.
struct CommandInput {
    const Arguments& arguments;
    const Shell& shell;
    const Library& library;
    Date as_of;
};

CommandResult command_new(const CommandInput& input);
CommandResult command_mme(const CommandInput& input);
CommandResult command_check(const CommandInput& input);
CommandResult command_show(const CommandInput& input);
CommandResult command_taper(const CommandInput& input);
CommandResult command_drugs(const CommandInput& input);
CommandResult command_protocols(const CommandInput& input);

}  // namespace stepdown
