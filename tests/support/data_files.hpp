#pragma once
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"

namespace stepdown::test {

/// A data file from its text, which must be well-formed YAML.
inline DataFile data_file(const std::string& text, const std::string& name = "file.yaml") {
    Result<yaml::Node> tree = yaml::parse(text, name);
    if (!tree) FAIL("not YAML: " << name << ": " << tree.problems().front().message << "\n" << text);
    return {name, *std::move(tree)};
}

/// The *.yaml files under a folder of the project, by name.
inline std::vector<DataFile> data_files_under(const std::string& folder) {
    std::vector<DataFile> files;
    const std::filesystem::path root(STEPDOWN_SOURCE_DIR);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
        if (entry.path().extension() != ".yaml") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        files.push_back(
            data_file(text.str(), std::filesystem::relative(entry.path(), root).generic_string()));
    }
    std::sort(files.begin(), files.end(),
              [](const DataFile& a, const DataFile& b) { return a.name < b.name; });
    return files;
}

/// The formulary that the project ships.
inline Formulary shipped_formulary() {
    Result<Formulary> formulary = Formulary::load(data_files_under("conversions/data"));
    if (!formulary) {
        for (const Problem& problem : formulary.problems()) MESSAGE(show_problem(problem, ""));
        FAIL("the shipped data does not load");
    }
    return *std::move(formulary);
}

/// The ids of problems, in order.
inline std::vector<std::string> ids_of(const Problems& problems) {
    std::vector<std::string> ids;
    for (const Problem& problem : problems) ids.push_back(problem.id);
    return ids;
}

/// `text` with its only occurrence of `old` replaced.
inline std::string with(std::string text, const std::string& old, const std::string& replacement) {
    const std::size_t at = text.find(old);
    if (at == std::string::npos || text.find(old, at + 1) != std::string::npos)
        FAIL("not exactly once: " << old);
    return text.replace(at, old.size(), replacement);
}

}  // namespace stepdown::test
