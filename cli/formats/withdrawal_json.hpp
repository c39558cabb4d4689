#pragma once
#include "cli/formats/json_parts.hpp"
#include "planner/withdrawal.hpp"

namespace stepdown::json {

/// What stands under `withdrawal` in a taper: what to expect after which cut, and the symptom medicines.
Json withdrawal(const WithdrawalSupport& support, const Library& library, Citations& citations);

}  // namespace stepdown::json
