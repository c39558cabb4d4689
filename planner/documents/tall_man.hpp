#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/document.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The text with names that are mixed up with others in mixed capitals ("HYDROmorphone"), as the data lists
/// them. Ids ("hydromorphone_er_tab", "taper-oxycodone") and the names of files stay as they are.
std::string with_tall_man(const std::string& text, const Library& library);
/// A document for clinicians, so written; the titles of its sources stay as they are.
Document with_tall_man(Document document, const Library& library);
/// Where such a name stands in other letters than those of `names`: as it is written, and as it should be.
std::vector<std::pair<std::string, std::string>> plain_names(std::string_view text,
                                                             const std::vector<std::string>& names);

}  // namespace stepdown
