#pragma once
#include <map>
#include <string>
#include <vector>

namespace stepdown::test {

/// What a run left behind.
struct Ran {
    int code = -1;
    std::string out, err;
    std::map<std::string, std::string> files;  // as they are after the run
    std::vector<std::string> progress;         // each line that was shown
};

/// Runs the program in memory: `files` are all there are, "-" is standard input, today is 2026-11-30.
Ran run_program(const std::vector<std::string>& arguments, std::map<std::string, std::string> files = {});

/// Runs of blanks and line ends as one blank: what is printed may be wrapped anywhere.
std::string on_one_line(const std::string& text);

/// The text of a file of the project; fails the test when it is missing.
std::string project_file(const std::string& path);

/// Compares with a golden file; writes it instead when STEPDOWN_UPDATE_GOLDEN=1 is set. A missing file fails.
void check_golden(const std::string& path, const std::string& actual);

}  // namespace stepdown::test
