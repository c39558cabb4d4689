#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stepdown {

/// One word, number or mark of a regimen. A mark is one character that is neither: `/`, `-`, `,`.
struct Token {
    enum class Kind { word, number, mark, end };
    Kind kind = Kind::end;
    std::string text;     // to compare with: lower case, "po" for "p.o.", "ug" for "µg", "-" for every dash
    std::string written;  // as it stands in the text
    std::size_t offset = 0;  // bytes before it
    bool glued = false;      // no space before it

    bool is(Kind k, std::string_view t) const { return kind == k && text == t; }
};

/// Splits a regimen into tokens; the last one is always an `end`. Nothing is dropped but spaces. What starts
/// like a number is one, well formed or not (`.5`, `-5`, `1e3`, `0x10`, and the words `nan` and `inf`), so
/// that no part of it can pass for another number; only a unit may follow a number without a space ("10mg").
std::vector<Token> split_regimen(std::string_view text);

}  // namespace stepdown
