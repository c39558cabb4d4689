#pragma once
#include <string>

#include "planner/document.hpp"

namespace stepdown {

/// The document as PDF on letter paper: tagged, the draft band and "1 / 3" on every page, type of 14 points
/// for patients, 18 in large print. No row is split, no heading stands alone at the foot of a page, a table
/// that goes on repeats its headings. The same document gives the same bytes (with the same fonts installed).
///
/// The libraries for it take longer to load than all else that the program does: they are in a library of our
/// own that is loaded on the first call. Throws std::runtime_error where it cannot be.
std::string render_pdf(const Document& document);

/// What that library offers under the name `pdf_library_name`.
struct PdfLibrary {
    std::string (*render)(const Document& document);
};
inline constexpr const char* pdf_library_name = "stepdown_pdf_library";

}  // namespace stepdown
