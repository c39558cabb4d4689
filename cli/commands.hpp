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

/// One regimen with the place where it was written.
struct WrittenRegimen {
    std::string text;
    Place place;
};
/// What the operands of mme and convert name.
struct WrittenRegimens {
    std::vector<WrittenRegimen> all;
    std::string source;  // the text that the places count in; empty: several arguments
};
/// The operands; for "-" the lines of standard input, empty ones and those that begin with # left out.
Result<WrittenRegimens> written_regimens(const CommandInput& input);

CommandResult command_new(const CommandInput& input);
CommandResult command_mme(const CommandInput& input);
CommandResult command_convert(const CommandInput& input);
CommandResult command_taper(const CommandInput& input);
CommandResult command_drugs(const CommandInput& input);
CommandResult command_protocols(const CommandInput& input);

}  // namespace stepdown
