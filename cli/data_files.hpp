#pragma once
#include <map>
#include <string>
#include <vector>

#include "cli/shell.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// Texts by the name of their file, for excerpts in problems.
using Texts = std::map<std::string, std::string>;

/// Data files that are not the shipped ones: those of --data folders, or files to validate.
struct OwnData {
    std::vector<DataFile> files;
    Texts texts;
};

/// Adds a file. Every fault of its YAML and a second file of one kind and id are problems.
void add_own_file(const std::string& path, const std::string& text, OwnData& to, Problems& problems);

/// The files of every folder, in order; a folder of its own may replace what an earlier one has, but a file
/// may not replace another of the same folder. Problem ids: read-file, data-folder (a folder without data
/// files), those of YAML, duplicate-id.
OwnData read_own_data(const std::vector<std::string>& folders, const Shell& shell, Problems& problems);

/// What each of these files is, and whether it replaces a shipped one. Of two of one kind and id, the later.
std::vector<OwnDatum> own_data(const OwnData& own);

/// The shipped data with these files after it. The library says which of its data is not as shipped.
Result<Library> load_with(const OwnData& own);

}  // namespace stepdown
