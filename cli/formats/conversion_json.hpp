#pragma once
#include <string>

#include "planner/calendar.hpp"
#include "planner/conversion.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// A conversion, or its refusal, as `stepdown/convert/1`.
std::string conversion_json(const Conversion& conversion, const Library& library, Date as_of);

}  // namespace stepdown
