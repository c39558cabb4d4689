#pragma once
#include <string>

#include "planner/adjuncts.hpp"

namespace stepdown {

/// `stepdown/adjuncts/1`.
std::string adjuncts_json(const Adjuncts& adjuncts, const Library& library, Date as_of);

}  // namespace stepdown
