#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// The document in one of the formats that people read: text where `format` is none of them.
std::string render(const Document& document, Format format);

}  // namespace stepdown
