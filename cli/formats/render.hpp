#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "planner/document.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The document in one of the formats that people read: text where `format` is none of them. For clinicians
/// names that are mixed up with others stand in mixed capitals; a patient's sheet has them as the label does.
/// Throws where PDF is asked for and its library is not there.
std::string render(const Document& document, Format format, const Library& library);

}  // namespace stepdown
