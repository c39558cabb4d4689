#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "planner/document.hpp"

namespace stepdown {

/// A way of writing that can be misread: the rule ("D01"), the words, and what to write instead.
struct DoseWritingFault {
    std::string rule, words, instead;
};

/// Checks what a reader is given against the rules of safe dose writing, as far as a program can: error-prone
/// abbreviations, symbols and dose designations (after the lists of ISMP and the Joint Commission), and this
/// program's own rules on dates, line ends and amounts. `text` is finished text with its line ends. Rules
/// that only bind what patients read are left out for others. `names` are the names that clinicians read in
/// mixed capitals. Words that a user typed are not ours to mend: do not pass them.
std::vector<DoseWritingFault> dose_writing_faults(std::string_view text, Reader reader,
                                                  const std::vector<std::string>& names = {});

}  // namespace stepdown
