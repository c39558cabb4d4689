#pragma once
#include <cstddef>
#include <string>

#include "planner/document.hpp"

namespace stepdown {

/// How wide a plain text may be, in columns.
struct TextLayout {
    std::size_t page_width = 100;  // at least 40
    std::size_t table_width =
        120;  // up to here a table is left in one piece: short cells are not broken for it
};

/// The document for a terminal or a plain file; wider only where a word is. A number is never parted from its
/// unit. Always ends with a line feed.
std::string render_text(const Document& document, const TextLayout& layout = {});

/// The same in ASCII and at most 79 columns, to be pasted into a record.
std::string render_note(const Document& document);

}  // namespace stepdown
