#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

/// Words by which a condition or a medicine is found among the free texts of a case, and words that take it
/// back ("history of").
struct ConditionWords {
    std::string id;  // "active-cancer"
    std::vector<std::string> words, except;
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};

/// Reads `words`, `except` and where they come from, out of a mapping that may hold more.
ConditionWords read_words_of(MapReader& reader, std::string id, Citer& citer);

/// All words by which facts are found in the free texts of a case, by what they are searched in.
struct WordLists {
    std::vector<ConditionWords> conditions, medicines;

    /// Null when there is no group of that id.
    const ConditionWords* condition(std::string_view id) const;
    const ConditionWords* medicine(std::string_view id) const;
};

/// Reads the file of kind `words/1`.
Result<WordLists> read_word_lists(const DataFile& file, Citer& citer);

}  // namespace stepdown
