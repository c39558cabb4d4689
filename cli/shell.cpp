#include "cli/shell.hpp"

#include <algorithm>
#include <ostream>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/shipped_data.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"

namespace stepdown {

namespace {

/// The shipped data and the files of every --data folder after it.
Result<Library> load_library(const Arguments& arguments, const Shell& shell) {
    std::vector<DataFile> files = shipped_data();
    for (const std::string& folder : arguments.data_folders) {
        const auto texts = shell.read_folder(folder);
        if (!texts) return texts.problems();
        for (const auto& [path, text] : *texts) {
            Result<yaml::Node> tree = yaml::parse(text, path);
            if (!tree) return tree.problems();
            files.push_back({path, *std::move(tree)});
        }
    }
    return Library::load(files);
}

bool is_file_trouble(const Problem& problem) {
    return problem.id == "read-file" || problem.id == "write-file" || problem.id == "file-exists";
}

ExitCode code_for(const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(), is_file_trouble) ? failed : wrong_input;
}

/// Tells problems: to people on standard error, to programs on standard output as well.
int tell(const Problems& problems, const std::string& source, const std::string& command, bool as_json,
         Date as_of, const Shell& shell) {
    for (const Problem& problem : problems) shell.err << show_problem(problem, source);
    if (as_json) shell.out << error_json(problems, command, as_of);
    return code_for(problems);
}

CommandResult perform(const CommandInput& input) {
    if (input.arguments.command == "new") return command_new(input);
    if (input.arguments.command == "mme") return command_mme(input);
    if (input.arguments.command == "convert") return command_convert(input);
    if (input.arguments.command == "drugs") return command_drugs(input);
    if (input.arguments.command == "protocols") return command_protocols(input);
    return command_taper(input);
}

}  // namespace

int run(const std::vector<std::string>& words, const Shell& shell) {
    const auto read = read_arguments(words);
    if (const auto* told = std::get_if<Told>(&read)) {
        shell.out << told->text;
        return done;
    }
    if (const auto* problems = std::get_if<Problems>(&read)) {
        return tell(*problems, "", "arguments", wants_json(words), shell.today(), shell);
    }
    const Arguments& arguments = std::get<Arguments>(read);
    const Date as_of = arguments.as_of.value_or(shell.today());
    const bool as_json = arguments.format == Format::json;
    const Result<Library> library = load_library(arguments, shell);
    if (!library) return tell(library.problems(), "", arguments.command, as_json, as_of, shell);
    const CommandResult result = perform({arguments, shell, *library, as_of});
    if (!result.problems.empty())
        return tell(result.problems, result.source, arguments.command, as_json, as_of, shell);
    if (arguments.output.empty()) {
        shell.out << result.bytes;
        return result.code;
    }
    const Problems problems = shell.write_file(arguments.output, result.bytes, arguments.force);
    return problems.empty() ? result.code : tell(problems, "", arguments.command, as_json, as_of, shell);
}

}  // namespace stepdown
