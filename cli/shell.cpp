#include "cli/shell.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ostream>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/data_files.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/formats/render.hpp"
#include "cli/version.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

bool is_file_trouble(const Problem& problem) {
    return problem.id == "read-file" || problem.id == "write-file" || problem.id == "file-exists";
}

ExitCode code_for(const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(), is_file_trouble) ? failed : wrong_input;
}

/// What a run needs to tell problems.
struct Teller {
    const Shell& shell;
    std::string command;
    bool as_json = false;
    Date as_of;

    /// To people on standard error, to programs on standard output as well.
    int tell(const Problems& problems, const std::string& source) const {
        return tell(problems, Texts(), source);
    }
    /// Problems of several files: each excerpt is from its own text.
    int tell(const Problems& problems, const Texts& texts, const std::string& otherwise = "") const {
        for (const Problem& problem : problems) {
            const auto text = texts.find(problem.place.file);
            shell.err << show_problem(problem, text == texts.end() ? otherwise : text->second);
        }
        if (as_json) shell.out << error_json(problems, command, as_of);
        return code_for(problems);
    }
};

CommandResult perform(const CommandInput& input) {
    if (input.arguments.command == "check") return command_check(input);
    if (input.arguments.command == "show") return command_show(input);
    if (input.arguments.command == "replan") return command_replan(input);
    if (input.arguments.command == "taper" && !input.arguments.compare.empty()) return command_compare(input);
    if (input.arguments.command == "new") return command_new(input);
    if (input.arguments.command == "mme") return command_mme(input);
    if (input.arguments.command == "adjuncts") return command_adjuncts(input);
    if (input.arguments.command == "assess") return command_assess(input);
    if (input.arguments.command == "batch") return command_batch(input);
    if (input.arguments.command == "convert") return command_convert(input);
    if (input.arguments.command == "drugs") return command_drugs(input);
    if (input.arguments.command == "protocols") return command_protocols(input);
    if (input.arguments.command == "rotate") return command_rotate(input);
    return command_taper(input);
}

int perform_and_write(const CommandInput& input, const Teller& teller) {
    const Arguments& arguments = input.arguments;
    const CommandResult result = perform(input);
    if (!result.problems.empty()) {
        if (!teller.as_json) teller.shell.out << result.bytes;
        return teller.tell(result.problems, result.texts, result.source);
    }
    if (result.is_written) return result.code;
    if (arguments.output.empty()) {
        teller.shell.out << result.bytes;
        return result.code;
    }
    const Problems problems = teller.shell.write_file(arguments.output, result.bytes, arguments.force);
    return problems.empty() ? result.code : teller.tell(problems, "");
}

int run_command(const std::vector<std::string>& words, const Shell& shell) {
    const auto read = read_arguments(words);
    if (const auto* told = std::get_if<HelpText>(&read)) {
        shell.out << told->text;
        return done;
    }
    if (const auto* problems = std::get_if<Problems>(&read)) {
        return Teller{shell, "arguments", wants_json(words), shell.today()}.tell(*problems, "");
    }
    const Arguments& arguments = std::get<Arguments>(read);
    const Teller teller{shell, arguments.command, arguments.format == Format::json,
                        arguments.as_of.value_or(shell.today())};
    Problems problems;
    const OwnData own = read_own_data(arguments.data_folders, shell, problems);
    if (!problems.empty()) return teller.tell(problems, own.texts);
    const Result<Library> library = load_with(own);
    if (!library) return teller.tell(library.problems(), own.texts);
    return perform_and_write({arguments, shell, *library, teller.as_of}, teller);
}

}  // namespace

Result<std::string> read_all(const Reading& reading) {
    std::string text;
    for (;;) {
        const Result<std::string_view> piece = reading();
        if (!piece) return piece.problems();
        if (piece->empty()) return text;
        text += *piece;
    }
}

Result<std::string> Shell::read_file(const std::string& path) const {
    const Result<Reading> reading = open_reading(path);
    if (!reading) return reading.problems();
    return read_all(*reading);
}

Problems Shell::write_file(const std::string& path, const std::string& bytes, bool force) const {
    const Result<Writing> writing = open_writing(path, force);
    if (!writing) return writing.problems();
    const Problems problems = writing->write(bytes);
    return problems.empty() ? writing->finish() : problems;
}

std::string versions_of(const CommandInput& input) {
    return std::string("stepdown ") + program_version + ", data " + input.library.data_version();
}

std::string rendered(const CommandInput& input, const Document& document) {
    return render(document, input.arguments.format, input.library);
}

int run(const std::vector<std::string>& words, const Shell& shell) {
    const int code = run_command(words, shell);
    shell.out.flush();
    if (shell.out) return code;
    shell.err << show_problem({"write-file",
                               std::string("cannot write all of the result: ") + std::strerror(errno),
                               "do not use what was written",
                               {"standard output", 0, 0}},
                              "");
    return failed;
}

}  // namespace stepdown
