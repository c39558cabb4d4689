#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"

namespace stepdown {

/// A data file and what its head says; empty words where it says nothing.
struct HeadedFile {
    DataHead head;
    const DataFile* file = nullptr;
};

/// The files in order, each one left out that a later one of the same kind and id replaces.
std::vector<HeadedFile> effective(std::span<const DataFile> files);
/// Those of one kind.
std::vector<const DataFile*> of_kind(std::span<const HeadedFile> files, std::string_view kind);

}  // namespace stepdown
