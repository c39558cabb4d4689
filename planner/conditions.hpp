#pragma once
#include <string>
#include <vector>

#include "protocols/condition_words.hpp"

namespace stepdown {

/// The first condition in which the words are found and taken back ("breast cancer in remission"); empty
/// where there is none. What is another thing by name ("adrenal" for "renal") is not taken back.
std::string condition_taken_back(const std::vector<std::string>& conditions, const ConditionWords& words);

}  // namespace stepdown
