#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace stepdown::utf8 {

/// One character: its Unicode number and the bytes that it takes.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 0;
};

/// The character that starts at byte `at` (which must be inside `text`). Nothing when the bytes there are not
/// UTF-8: cut short, overlong, half of a surrogate pair, or above U+10FFFF.
inline std::optional<Character> character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    const char32_t first = byte(at);
    if (first < 0x80) return Character{first, 1};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < bytes) return std::nullopt;
    char32_t code = first & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80) return std::nullopt;
        code = (code << 6U) | (byte(at + i) & 0x3FU);
    }
    const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code > 0x10FFFF) return std::nullopt;
    return Character{code, bytes};
}

/// True for a byte that goes on with a character that began before it.
inline bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

/// True for what must not stand in a text: control characters other than tab and line feed, the line ends of
/// other systems, byte order marks, and the marks that make a screen show letters in another order than the
/// program reads.
inline bool is_control(char32_t code) {
    if (code == '\t' || code == '\n') return false;
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF || (code & 0xFFFEU) == 0xFFFE;
}

/// `text` on one line, with "?" for each control character and each byte that is not UTF-8: safe to print.
inline std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::optional<Character> c = character_at(text, at);
        const bool good = c && c->code != '\n' && !is_control(c->code);
        out += good ? text.substr(at, c->bytes) : std::string_view("?");
        at += c ? c->bytes : 1;
    }
    return out;
}

/// `text` in quotes and safe to print, for a message: at most 60 characters of it.
inline std::string quoted(std::string_view text) {
    std::size_t at = 0;
    for (int n = 0; at < text.size() && n < 60; ++n) {
        const std::optional<Character> c = character_at(text, at);
        at += c ? c->bytes : 1;
    }
    return "\"" + printable(text.substr(0, at)) + (at < text.size() ? "...\"" : "\"");
}

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace stepdown::utf8
