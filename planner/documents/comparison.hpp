#pragma once
#include <string>
#include <vector>

#include "planner/comparison.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// The protocols side by side, one a row; those that are refused with the reason. `versions`: what the
/// program says of itself.
Document comparison_document(const std::vector<ComparedProtocol>& compared, const Library& library,
                             const std::string& versions);

}  // namespace stepdown
