#pragma once
#include "planner/conversion.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// The second check of a conversion for a pharmacist: what goes in, the published ratios and empty boxes
/// first; the answers with their working on the next page. Only of a conversion that is not refused.
Document conversion_check_document(const Conversion& conversion, const Library& library,
                                   const std::string& versions);

}  // namespace stepdown
