#pragma once
#include <string>
#include <vector>

#include "planner/document.hpp"
#include "planner/references.hpp"
#include "planner/review.hpp"

namespace stepdown {

/// What the rules found, by harm; advice that several findings share is said once.
Section findings_section(const Review& review, References& references);
/// Stands where the plan would: a rule blocks it.
Section refusal_section();
/// The blocks that somebody has lifted, with reason and name; no blocks of text where nobody has. Every
/// document for clinicians has them.
Section overrides_section(const Review& review);
/// What lifted blocks: each rule, reason and name once.
std::vector<CaseOverride> lifted_by(const Review& review);
/// "active-cancer, overridden by Dr. B: agreed with oncology".
std::string in_words(const CaseOverride& lifted);
/// Every rule that ran, how it went, and what it looked at or lacked.
Section rules_section(const Review& review);

/// How kidney function was estimated, line by line; no blocks where nothing is known of it.
Section kidney_section(const Case& patient_case, const Library& library, Date as_of, References& references);

/// "a, b and c".
std::string joined(const std::vector<std::string>& texts);
/// The text without the full stop at its end, to stand in a sentence.
std::string without_full_stop(const std::string& text);

}  // namespace stepdown
