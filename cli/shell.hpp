#pragma once
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "conversions/result.hpp"
#include "planner/calendar.hpp"

namespace stepdown {

/// The world as the program sees it. main.cpp fills in the real one, tests another.
struct Shell {
    std::ostream& out;
    std::ostream& err;
    /// The bytes of a file, or of standard input for "-". Problem id: read-file.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// Writes a file whole, or not at all; refuses to replace one unless `force`. Problem ids: file-exists,
    /// write-file.
    std::function<Problems(const std::string& path, const std::string& bytes, bool force)> write_file;
    /// Path and text of every .yaml file below a folder, by path. Problem id: read-file.
    std::function<Result<std::vector<std::pair<std::string, std::string>>>(const std::string& folder)>
        read_folder;
    std::function<Date()> today;
};

/// What a run ends with (see `stepdown --help`).
enum ExitCode : int { done = 0, rule_broken = 1, wrong_input = 2, refused = 3, failed = 4 };

/// The program: arguments without the program's own name, in; exit code, out.
int run(const std::vector<std::string>& arguments, const Shell& shell);

}  // namespace stepdown
