#pragma once
#include <string>

#include "planner/assessment.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// Whether the picture fits hyperalgesia, what else it could be, and what follows, one command each.
Document assessment_document(const Assessment& assessment, const Case& patient_case, const Library& library,
                             const std::string& versions);

/// "present", "absent", "unknown".
std::string_view word(FactState state);
/// What the picture amounts to, in one sentence.
std::string in_words(PatternState state);
/// "34", or "between 29 and 48" while items are not known.
std::string score_in_words(const FoundScore& score);

}  // namespace stepdown
