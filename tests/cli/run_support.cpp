#include "tests/cli/run_support.hpp"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/shell.hpp"

namespace stepdown::test {

Ran run_program(const std::vector<std::string>& arguments, std::map<std::string, std::string> files) {
    std::ostringstream out, err;
    const auto open_reading = [&](const std::string& path) -> Result<Reading> {
        const auto found = files.find(path);
        if (found == files.end())
            return Problem{
                "read-file", "cannot read this file", "name a file that can be read", {path, 0, 0}};
        // In pieces that part whatever can be parted.
        return Reading([left = std::string_view(found->second)]() mutable -> Result<std::string_view> {
            const std::string_view piece = left.substr(0, 7);
            left.remove_prefix(piece.size());
            return piece;
        });
    };
    const auto open_writing = [&](const std::string& path, bool force) -> Result<Writing> {
        if (files.contains(path) && !force)
            return Problem{"file-exists", "this file exists", "name another, or add --force", {path, 0, 0}};
        const auto bytes = std::make_shared<std::string>();
        const auto write = [bytes](std::string_view more) {
            *bytes += more;
            return Problems();
        };
        const auto finish = [&files, bytes, path] {
            files[path] = *bytes;
            return Problems();
        };
        return Writing{write, finish};
    };
    const auto read_folder =
        [&](const std::string& folder) -> Result<std::vector<std::pair<std::string, std::string>>> {
        std::vector<std::pair<std::string, std::string>> found;
        const bool is_folder = std::any_of(files.begin(), files.end(), [&](const auto& file) {
            return file.first.starts_with(folder + "/");
        });
        if (!is_folder)
            return Problem{
                "read-file", "cannot read this folder", "name a folder with data files", {folder, 0, 0}};
        for (const auto& [path, text] : files) {
            const bool is_data = path.ends_with(".yaml") || path.ends_with(".yml");
            if (path.starts_with(folder + "/") && is_data) found.emplace_back(path, text);
        }
        return found;
    };
    const auto today = [] { return *parse_date("2026-11-30"); };
    Ran ran;
    const auto progress = [&](const std::string& line) { ran.progress.push_back(line); };
    ran.code = run(arguments, {out, err, open_reading, open_writing, read_folder, progress, today});
    ran.out = out.str();
    ran.err = err.str();
    ran.files = std::move(files);
    return ran;
}

std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n';
        if (!blank || !line.ends_with(' ')) line += blank ? ' ' : c;
    }
    return line;
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
