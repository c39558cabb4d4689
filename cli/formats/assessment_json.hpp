#pragma once
#include <string>

#include "planner/assessment.hpp"

namespace stepdown {

/// `stepdown/assess/1`.
std::string assessment_json(const Assessment& assessment, const Library& library);

}  // namespace stepdown
