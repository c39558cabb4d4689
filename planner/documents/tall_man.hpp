#pragma once
#include <string>

#include "planner/document.hpp"

namespace stepdown {

/// The text with names that are mixed up with others in mixed capitals ("HYDROmorphone"), as the data lists
/// them. Ids
/// ("hydromorphone_er_tab", "taper-oxycodone") stay as they are.
std::string with_tall_man(const std::string& text, const Library& library);
/// A document for clinicians, so written; the titles of its sources stay as they are.
Document with_tall_man(Document document, const Library& library);

}  // namespace stepdown
