#pragma once
#include <string>
#include <string_view>

#include "planner/document.hpp"

namespace stepdown {

/// The document as one HTML file that needs nothing else: no script, nothing fetched, a style for the screen
/// and one for paper. Well-formed XML as well. Patients get 14 pt, large print 18 pt; a number is never
/// parted from its unit; nothing is told by color alone.
std::string render_html(const Document& document);

/// A text between tags or in a quoted attribute.
std::string html_escaped(std::string_view text);

/// A chart as a picture with real text, a title and a description.
std::string render_svg(const Chart& chart);

}  // namespace stepdown
