#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stepdown::said {

struct Word;

/// One word, number or mark of a regimen. A mark is one character that is neither: `/`, `-`, `,`.
struct Token {
    enum class Kind : unsigned char { word, number, mark, end };
    Kind kind = Kind::end;
    bool glued = false;      // no space before it
    std::size_t offset = 0;  // bytes before it
    std::string_view text;  // to compare with: lower case, "po" for "p.o.", "ug" for "µg", "-" for every dash
    std::string_view written;    // as it stands in the text
    const Word* word = nullptr;  // what the lexicon knows of it

    bool is(Kind k, std::string_view t) const { return kind == k && text == t; }
};

/// The tokens of a text, which must outlive them; the last one is always an `end`. Nothing is dropped but
/// spaces. What starts like a number is one, well formed or not (`.5`, `-5`, `1e3`, `0x10`, and the words
/// `nan` and `inf`), so that no part of it can pass for another number; only a unit may follow a number
/// without a space ("10mg").
class Tokens {
public:
    explicit Tokens(std::string_view text);
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;

    std::size_t size() const { return list_.size(); }
    const Token& operator[](std::size_t at) const { return list_[at]; }
    auto begin() { return list_.begin(); }
    auto end() { return list_.end(); }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

private:
    std::string letters_;  // of the words, in lower case
    std::vector<Token> list_;
};

}  // namespace stepdown::said
