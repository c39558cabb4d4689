#pragma once
#include <string>

#include "planner/check.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// What the rules say of somebody's plan: the verdict, the findings, the plan as they saw it with every true
/// cut, and each rule that ran. `versions`: what the program says of itself.
Document checked_document(const Checked& checked, const WrittenPlan& written, const Library& library,
                          const std::string& versions);

}  // namespace stepdown
