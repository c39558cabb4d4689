#pragma once
#include <span>
#include <string>

#include "cli/arguments.hpp"
#include "cli/data_files.hpp"
#include "cli/shell.hpp"
#include "protocols/library.hpp"

namespace stepdown {

struct Document;

/// What a command leaves behind: the exit code and the bytes of its result, or problems to be told. Bytes
/// beside problems are what went well (text only).
struct CommandResult {
    ExitCode code = done;
    std::string bytes;
    Problems problems;        // with code wrong_input or failed
    std::string source;       // the text that the problems' places count in
    Texts texts = {};         // the same by file, where there are several
    bool is_written = false;  // the command wrote its result itself, piece by piece
};

/// Everything that a command is given.
struct CommandInput {
    const Arguments& arguments;
    const Shell& shell;
    const Library& library;
    Date as_of;
};

/// "stepdown 0.1.0, data ...": what the program says of itself in every document.
std::string versions_of(const CommandInput& input);
/// The document in the format that was asked for.
std::string rendered(const CommandInput& input, const Document& document);

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
CommandResult command_check(const CommandInput& input);
CommandResult command_show(const CommandInput& input);
CommandResult command_replan(const CommandInput& input);
/// `taper --compare`: protocols side by side.
CommandResult command_compare(const CommandInput& input);
CommandResult command_taper(const CommandInput& input);
CommandResult command_adjuncts(const CommandInput& input);
CommandResult command_assess(const CommandInput& input);
CommandResult command_rotate(const CommandInput& input);
CommandResult command_batch(const CommandInput& input);
CommandResult command_drugs(const CommandInput& input);
CommandResult command_protocols(const CommandInput& input);
/// `protocols validate`: data files, and folders of them, beside the shipped data (not that of --data).
CommandResult command_validate(const CommandInput& input, std::span<const std::string> paths);

}  // namespace stepdown
