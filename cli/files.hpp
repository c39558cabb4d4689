#pragma once
#include <string>
#include <utility>
#include <vector>

#include "cli/shell.hpp"

namespace stepdown {

// The files of the machine, for the Shell.

/// A file, or standard input for "-". A folder or a file that cannot be opened is a problem `read-file`.
Result<Reading> open_reading(const std::string& path);

/// A file that is written beside its name and gets it in finish(). A file that exists, also one that appears
/// meanwhile, is replaced only with `force`; then it keeps its permissions, and a link keeps pointing at it.
/// A device or a pipe is written to as it is. Problem ids: file-exists, write-file.
Result<Writing> open_writing(const std::string& path, bool force);

/// Path and text of every .yaml and .yml file below a folder, by path; hidden files are left out. Problem id:
/// read-file.
Result<std::vector<std::pair<std::string, std::string>>> read_folder(const std::string& folder);

}  // namespace stepdown
