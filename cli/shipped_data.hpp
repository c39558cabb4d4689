#pragma once
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/formulary.hpp"

namespace stepdown {

/// The data files that the program was built with: name (from the project's folder) and tree in binary form.
std::span<const std::pair<std::string_view, std::string_view>> shipped_trees();
/// The same, read back.
std::vector<DataFile> shipped_data();

}  // namespace stepdown
