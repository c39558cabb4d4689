#pragma once
#include <string>

#include "planner/document.hpp"
#include "planner/standing.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// Where a plan stands on a day: today's doses, the next change, fills and visits due.
Document standing_document(const Standing& standing, const WrittenPlan& plan, const Library& library,
                           const std::string& versions);

}  // namespace stepdown
