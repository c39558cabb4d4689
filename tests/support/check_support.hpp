#pragma once
#include <string>

#include "planner/taper.hpp"

namespace stepdown::test {

/// Writes the issued plan as JSON, reads it back as somebody else's and checks it. What the check says
/// otherwise than the review that issued the plan; empty when they agree to the letter.
std::string disagreement_with_check(const Case& patient_case, const Tapered& tapered, Date as_of);

}  // namespace stepdown::test
