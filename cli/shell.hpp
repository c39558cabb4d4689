#pragma once
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/result.hpp"
#include "planner/calendar.hpp"

namespace stepdown {

/// Bytes that come in piece by piece: the next ones at each call, valid until the call after it; empty at the
/// end. Problem id: read-file.
using Reading = std::function<Result<std::string_view>()>;
/// All that is left of it.
Result<std::string> read_all(const Reading& reading);

/// Bytes that go out piece by piece. A file gets its name in finish(), whole; let go before that, nothing of
/// it stays. Problem ids: file-exists, write-file.
struct Writing {
    std::function<Problems(std::string_view bytes)> write;
    std::function<Problems()> finish;
};

/// The world as the program sees it. main.cpp fills in the real one, tests another.
struct Shell {
    std::ostream& out;
    std::ostream& err;
    /// A file, or standard input for "-". Problem id: read-file.
    std::function<Result<Reading>(const std::string& path)> open_reading;
    /// A file to write; refuses to replace one unless `force`. Problem ids: file-exists, write-file.
    std::function<Result<Writing>(const std::string& path, bool force)> open_writing;
    /// Path and text of every .yaml and .yml file below a folder, by path. Problem id: read-file.
    std::function<Result<std::vector<std::pair<std::string, std::string>>>(const std::string& folder)>
        read_folder;
    /// Shows how far the work is, where somebody watches: each line replaces the one before; an empty one
    /// clears it.
    std::function<void(const std::string& line)> progress;
    std::function<Date()> today;

    /// All bytes of a file, or of standard input for "-". Problem id: read-file.
    Result<std::string> read_file(const std::string& path) const;
    /// Writes a file whole, or not at all. Problem ids: file-exists, write-file.
    Problems write_file(const std::string& path, const std::string& bytes, bool force) const;
};

/// What a run ends with (see `stepdown --help`).
enum ExitCode : int { done = 0, rule_broken = 1, wrong_input = 2, refused = 3, failed = 4 };

/// The program: arguments without the program's own name, in; exit code, out.
int run(const std::vector<std::string>& arguments, const Shell& shell);

}  // namespace stepdown
