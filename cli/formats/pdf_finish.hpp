#pragma once
#include <string>
#include <vector>

namespace stepdown {

/// What the drawing library leaves open: language, title in the window, what figures show (`descriptions`, in
/// their order), which headings head columns and which rows, what is not to be read aloud, no dates, an id
/// from the bytes.
std::string finished_pdf(const std::string& bytes, const std::string& language,
                         const std::vector<std::string>& descriptions);

}  // namespace stepdown
