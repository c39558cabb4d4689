#pragma once
// The names and fixed words that a regimen can hold: made once, with the Formulary that it belongs to.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "conversions/regimen_said.hpp"
#include "conversions/regimen_tokens.hpp"

namespace stepdown::said {

/// Words that say nothing by themselves: "take", "and".
struct Nothing {};
/// "a day", "/24 h"; "a week"; "max", "up to", "max daily dose" (a day); "uses".
struct ADay {};
struct AWeek {};
struct AtMost {
    bool a_day = false;
};
struct ReallyUses {};
/// "OD": what to write instead.
struct TwoReadings {
    std::string_view instead;
};

using Meaning = std::variant<Release, Route, FormWord, Often, AsNeededWords, At, Nothing, ADay, AWeek, AtMost,
                             ReallyUses, TwoReadings, Name>;

/// What a single word can be in the grammar; a word may be several.
enum class WordClass : std::uint8_t {
    milligrams,
    micrograms,
    milliliters,
    hours,
    days,
    weeks,
    doses,
    begins,
    kind_of_pain,
    dispensed
};

struct Phrase {
    std::vector<const Word*> words;
    Meaning meaning;
};

/// One word of the lexicon, with the phrases that it begins, longest first.
struct Word {
    std::vector<Phrase> phrases;
    double number = 0;  // of "one" to "twelve", and of the sign for a half
    std::uint16_t classes = 0;

    bool is(WordClass one) const { return (classes >> static_cast<unsigned>(one) & 1U) != 0; }
};

/// A phrase in a text and how many tokens it takes; null and 0 when none is there.
struct Found {
    const Meaning* meaning = nullptr;
    std::size_t tokens = 0;
};

class Lexicon {
public:
    using Drugs = std::map<std::string, DrugId, std::less<>>;
    using Brands = std::map<std::string, std::vector<ProductId>, std::less<>>;

    Lexicon(const Drugs& drugs, const Brands& brands, const std::vector<ProductLine>& products);
    Lexicon(const Lexicon&) = delete;
    Lexicon& operator=(const Lexicon&) = delete;

    /// Gives each token its word; one that is in no phrase has none of its own, but is never null.
    void look_up(Tokens& tokens) const;
    /// The longest phrase from the token `from` on whose meaning is one of `Kinds`: "Nucynta ER" before
    /// "Nucynta". A hyphen between two words counts as a space.
    template <class... Kinds>
    static Found longest(const Tokens& tokens, std::size_t from) {
        for (const Phrase& phrase : tokens[from].word->phrases)
            if ((std::holds_alternative<Kinds>(phrase.meaning) || ...))
                if (const std::size_t length = matched(phrase, tokens, from))
                    return {&phrase.meaning, length};
        return {};
    }
    /// The name of a drug or brand that a mistyped word is near to; empty when there is none.
    std::string nearest_name(std::string_view word) const;

private:
    static std::size_t matched(const Phrase& phrase, const Tokens& tokens, std::size_t from);
    Word& word(std::string_view text);
    void add(std::string_view phrase, Meaning meaning);

    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, Word, Hash, std::equal_to<>> words_;  // only looked up, never listed
    Word unknown_;
    std::deque<std::vector<ProductId>> brands_;
    std::deque<std::string> also_;  // the further ingredients of combinations
    std::vector<std::string> names_;
};

}  // namespace stepdown::said
