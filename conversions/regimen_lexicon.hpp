#pragma once
// Looks up names and fixed words among the tokens of a regimen. Only regimen_said.cpp uses it.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/regimen_said.hpp"
#include "conversions/regimen_tokens.hpp"
#include "conversions/regimen_words.hpp"

namespace stepdown::said {

/// A name in the text and how many tokens it takes; 0 when none is there.
struct FoundName {
    Name name;
    std::size_t tokens = 0;
};
struct FoundPhrase {
    const Phrase* phrase = nullptr;
    std::size_t tokens = 0;
};

/// Of several words or names that fit at a place, always the longest is found: "Nucynta ER" before "Nucynta".
class Lexicon {
public:
    /// `tokens` must end with an `end` token and outlive the lexicon.
    Lexicon(const std::vector<Token>& tokens, const Formulary& formulary);

    /// How many tokens from `from` on are the words of `phrase`; 0 when they are not. A hyphen between words
    /// is a space.
    std::size_t matched(std::string_view phrase, std::size_t from) const;
    std::size_t longest_of(std::span<const std::string_view> list, std::size_t from) const;
    FoundPhrase phrase_at(std::size_t from) const;
    FoundName name_at(std::size_t from) const;
    /// The name of a drug or brand that a mistyped word is near to; empty when there is none.
    std::string nearest_name(std::string_view word) const;

private:
    const std::vector<Token>& tokens_;
    const Formulary& formulary_;
    std::vector<std::string> also_;  // the further ingredients of combinations
};

}  // namespace stepdown::said
