#pragma once
#include <string>

#include "planner/standing.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// Where a plan stands, as `stepdown/show/1`.
std::string standing_json(const Standing& standing, const WrittenPlan& plan, const Library& library,
                          Date as_of);

}  // namespace stepdown
