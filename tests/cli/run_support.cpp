#include "tests/cli/run_support.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "cli/shell.hpp"

namespace stepdown::test {

Ran run_program(const std::vector<std::string>& arguments, std::map<std::string, std::string> files) {
    std::ostringstream out, err;
    const auto read_file = [&](const std::string& path) -> Result<std::string> {
        const auto found = files.find(path);
        if (found == files.end())
            return Problem{
                "read-file", "cannot read this file", "name a file that can be read", {path, 0, 0}};
        return found->second;
    };
    const auto write_file = [&](const std::string& path, const std::string& bytes, bool force) -> Problems {
        if (files.contains(path) && !force)
            return {{"file-exists", "this file exists", "name another, or add --force", {path, 0, 0}}};
        files[path] = bytes;
        return {};
    };
    const auto read_folder =
        [&](const std::string& folder) -> Result<std::vector<std::pair<std::string, std::string>>> {
        std::vector<std::pair<std::string, std::string>> found;
        for (const auto& [path, text] : files) {
            if (path.starts_with(folder + "/")) found.emplace_back(path, text);
        }
        return found;
    };
    const auto today = [] { return *parse_date("2026-11-30"); };
    Ran ran;
    ran.code = run(arguments, {out, err, read_file, write_file, read_folder, today});
    ran.out = out.str();
    ran.err = err.str();
    ran.files = std::move(files);
    return ran;
}

std::string project_file(const std::string& path) {
    std::ifstream in(std::string(STEPDOWN_SOURCE_DIR) + "/" + path, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), "there is no file ", path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void check_golden(const std::string& path, const std::string& actual) {
    const std::string file = std::string(STEPDOWN_SOURCE_DIR) + "/" + path;
    const char* update = std::getenv("STEPDOWN_UPDATE_GOLDEN");
    if (update && std::string(update) == "1") std::ofstream(file, std::ios::binary) << actual;
    std::ifstream in(file, std::ios::binary);
    REQUIRE_MESSAGE(in.good(), "there is no golden file ", path);
    std::ostringstream expected;
    expected << in.rdbuf();
    CHECK_MESSAGE(actual == expected.str(), "differs from ", path);
}

}  // namespace stepdown::test
