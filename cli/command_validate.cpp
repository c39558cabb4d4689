#include <algorithm>

#include "cli/commands.hpp"
#include "cli/formats/known_json.hpp"
#include "planner/documents/known.hpp"

namespace stepdown {

namespace {

void append(Problems& to, const Problems& more) {
    for (const Problem& one : more) {
        if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
    }
}

/// Reads a file or, below a folder, every data file.
void read_operand(const std::string& path, const Shell& shell, OwnData& own, Problems& problems) {
    const Result<std::string> text = shell.read_file(path);
    if (text) return add_own_file(path == "-" ? "standard input" : path, *text, own, problems);
    const auto folder = shell.read_folder(path);
    if (!folder) return append(problems, text.problems());
    if (folder->empty()) {
        problems.push_back({"data-folder",
                            "this folder has no data file",
                            "name data files or a folder with them",
                            {path, 0, 0}});
    }
    for (const auto& [file, bytes] : *folder) add_own_file(file, bytes, own, problems);
}

bool is_formulary(const DataFile& file) {
    const std::string kind = head_of(file).value_or(DataHead{}).kind;
    return kind == "sources/1" || kind == "drug/1";
}

/// What the loader says of these files together with the shipped ones.
Problems loading(const OwnData& own) {
    const Result<Library> library = load_with(own);
    return library ? Problems() : library.problems();
}

/// The same where a file that others lean on is missing or faulty: what they cite is then left alone.
Problems loading_in_part(const OwnData& own) {
    Problems problems = loading(own);
    std::erase_if(problems,
                  [](const Problem& one) { return one.id == "unknown-source" || one.id == "unknown-drug"; });
    return problems;
}

/// The place of a source in the tree of a list of sources.
std::optional<Place> place_of_source(const DataFile& file, const std::string& id) {
    const auto* head = std::get_if<yaml::Mapping>(&file.tree.value);
    if (!head) return std::nullopt;
    for (const yaml::Entry& entry : head->entries) {
        const auto* list = std::get_if<yaml::Sequence>(&entry.value.value);
        if (entry.key.text != "sources" || !list) continue;
        for (const yaml::Node& item : list->items) {
            const auto* source = std::get_if<yaml::Mapping>(&item.value);
            if (!source) continue;
            for (const yaml::Entry& field : source->entries) {
                const auto* text = std::get_if<yaml::Scalar>(&field.value.value);
                if (field.key.text == "id" && text && text->text == id) return field.value.place;
            }
        }
    }
    return std::nullopt;
}

Problems unused_sources(const OwnData& own, const Library& library) {
    Bibliography bibliography = library.formulary.bibliography();
    Problems problems;
    for (const std::string& id : Citer(bibliography).unused()) {
        for (const DataFile& file : own.files) {
            if (const auto place = place_of_source(file, id))
                problems.push_back({"unused-source", "nothing cites the source \"" + id + "\"",
                                    "cite it, validate it with the file that does, or leave it out", *place});
        }
    }
    return problems;
}

bool is_fine(const DataFile& file, const Problems& problems) {
    return std::none_of(problems.begin(), problems.end(),
                        [&](const Problem& problem) { return problem.place.file == file.name; });
}

/// Every problem of files that are well-formed YAML; `all_parsed` tells whether others are not. With a fault
/// in drugs or sources the loader looks no further: the other files are then looked at without these.
Problems problems_of(const OwnData& own, bool all_parsed) {
    Problems problems = all_parsed ? loading(own) : loading_in_part(own);
    const bool is_formulary_faulty =
        std::any_of(own.files.begin(), own.files.end(),
                    [&](const DataFile& file) { return is_formulary(file) && !is_fine(file, problems); });
    if (!is_formulary_faulty) return problems;
    OwnData rest = own;
    std::erase_if(rest.files, is_formulary);
    append(problems, loading_in_part(rest));
    return problems;
}

std::vector<OwnDatum> fine_ones(const OwnData& own, const Problems& problems) {
    OwnData fine = own;
    std::erase_if(fine.files, [&](const DataFile& file) { return !is_fine(file, problems); });
    return own_data(fine);
}

}  // namespace

CommandResult command_validate(const CommandInput& input, std::span<const std::string> paths) {
    if (paths.empty()) {
        return {wrong_input,
                "",
                {{"arguments", "validate takes data files or folders", "see stepdown protocols --help", {}}},
                ""};
    }
    OwnData own;
    Problems problems;
    for (const std::string& path : paths) read_operand(path, input.shell, own, problems);
    append(problems, problems_of(own, problems.empty()));
    if (problems.empty()) {
        const Result<Library> library = load_with(own);
        append(problems, unused_sources(own, *library));
    }
    const std::vector<OwnDatum> fine = fine_ones(own, problems);
    std::string bytes = input.arguments.format == Format::json
                            ? validation_json(fine, input.library, input.as_of)
                            : rendered(input, validation_document(fine, versions_of(input)));
    if (problems.empty()) return {done, std::move(bytes), {}, ""};
    CommandResult result{wrong_input, fine.empty() ? "" : std::move(bytes), problems, ""};
    result.texts = own.texts;
    return result;
}

}  // namespace stepdown
