#pragma once
#include <string>

#include "planner/document.hpp"

namespace stepdown {

/// The document for a terminal or a plain file, at most 100 columns where a word allows it. A number is never
/// parted from its unit. Always ends with a line feed.
std::string render_text(const Document& document);

}  // namespace stepdown
