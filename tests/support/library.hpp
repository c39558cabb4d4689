#pragma once
#include <string>

#include "conversions/result.hpp"
#include "planner/case.hpp"
#include "protocols/library.hpp"

namespace stepdown::test {

/// The library of the data that the program is built with; loaded once.
const Library& shipped_library();

/// The shipped data with one more file, or with one replaced; the test fails when it does not load.
Library library_with(const std::string& file_text);

/// A case from its YAML text, read as the program reads it, or every problem of the text. Places name
/// "case.yaml".
Result<Case> case_of(const std::string& text, const Library& library = shipped_library());

/// The same for a text that must be a good case; the test fails when it is not.
Case good_case(const std::string& text, const Library& library = shipped_library());

/// The text of a case in which nothing stands in the way of a taper of this one opioid. `more` are the lines
/// that this leaves open: goal, used_for, protocol, preferences ...
std::string case_text(const std::string& regimen, const std::string& more);

/// A day that must exist: "2026-12-01".
Date day(const std::string& iso_date);

}  // namespace stepdown::test
