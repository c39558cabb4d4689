#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"

namespace stepdown {

/// A data file that the program was built with: its name (from the project's folder), its tree in binary form
/// and the digest of that tree.
struct ShippedTree {
    std::string_view name, bytes, digest;
};
std::span<const ShippedTree> shipped_trees();
/// The same, read back.
std::vector<DataFile> shipped_data();

}  // namespace stepdown
