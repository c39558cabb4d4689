#pragma once
#include <string>
#include <vector>

#include "planner/comparison.hpp"

namespace stepdown {

/// `stepdown/comparison/1`: the case and what each protocol comes to, or why it is refused.
std::string comparison_json(const std::vector<ComparedProtocol>& compared, const Case& patient_case,
                            const Library& library, Date as_of);

}  // namespace stepdown
