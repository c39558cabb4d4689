#include "cli/formats/words.hpp"

#include <algorithm>
#include <array>

#include "conversions/text/utf8.hpp"

namespace stepdown {

namespace {

constexpr std::string_view no_break_space = "\u00a0";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_month(std::string_view word) {
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return std::find(months.begin(), months.end(), word) != months.end();
}

/// "Tue,": before the month.
bool is_weekday(std::string_view word) {
    static constexpr std::array<std::string_view, 7> days{"Mon,", "Tue,", "Wed,", "Thu,",
                                                          "Fri,", "Sat,", "Sun,"};
    return std::find(days.begin(), days.end(), word) != days.end();
}

/// "1," or "28,": the day in "Dec 28, 2026".
bool is_day_with_comma(std::string_view word) {
    return word.size() >= 2 && word.size() <= 3 && word.back() == ',' &&
           std::all_of(word.begin(), word.end() - 1, is_digit);
}

bool is_year(std::string_view word) {
    return word.size() >= 4 && std::all_of(word.begin(), word.begin() + 4, is_digit) &&
           (word.size() == 4 || !is_digit(word[4]));
}

bool holds_together(std::string_view before, std::string_view after) {
    if (is_weekday(before) && is_month(after)) return true;
    if (is_month(before) && is_digit(after.front())) return true;
    if (is_day_with_comma(before) && is_year(after)) return true;
    return is_digit(before.back()) && !is_digit(after.front());
}

/// The Latin letters from U+00C0 to U+00FF without their accents.
constexpr std::string_view bare_letters = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

/// One character beyond ASCII in ASCII.
char bare(char32_t character) {
    if (character >= 0xC0 && character <= 0xFF) return bare_letters[character - 0xC0];
    if (character == 0xA0) return ' ';
    if (character >= 0x2010 && character <= 0x2015) return '-';
    if (character == 0x2018 || character == 0x2019) return '\'';
    if (character == 0x201C || character == 0x201D) return '"';
    return '?';
}

}  // namespace

std::string with_plain_spaces(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(no_break_space)) {
            plain += ' ';
            at += no_break_space.size();
        } else {
            plain += text[at++];
        }
    }
    return plain;
}

std::vector<std::string> unbreakable(std::string_view text) {
    std::vector<std::string> pieces;
    std::string last;  // the last word of the last piece
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string piece = with_plain_spaces(text.substr(at, end - at));
        const bool ends_line = end < text.size() && text[end] == '\n';
        at = end + 1;
        const std::size_t first = piece.find_first_not_of(' ');
        if (first == std::string::npos) {
            if (ends_line) last.clear();
            continue;
        }
        if (!last.empty() && holds_together(last, std::string_view(piece).substr(first))) {
            pieces.back() += " " + piece;
        } else {
            pieces.push_back(piece);
        }
        last = piece.substr(piece.find_last_of(' ') == std::string::npos ? 0 : piece.find_last_of(' ') + 1);
        if (ends_line) last.clear();
    }
    return pieces;
}

std::string bound(std::string_view text) {
    if (const std::size_t end = text.find('\n'); end != std::string_view::npos)
        return bound(text.substr(0, end)) + "\n" + bound(text.substr(end + 1));
    std::string all;
    for (const std::string& piece : unbreakable(text)) {
        if (!all.empty()) all += ' ';
        for (const char c : piece) {
            if (c == ' ') {
                all += no_break_space;
            } else {
                all += c;
            }
        }
    }
    return all;
}

std::size_t width_of(std::string_view text) {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), utf8::continues_character));
}

std::string in_ascii(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::optional<utf8::Character> one = utf8::character_at(text, at);
        out += one && one->code < 0x80 ? text[at] : bare(one ? one->code : 0);
        at += one ? one->bytes : 1;
    }
    return out;
}

}  // namespace stepdown
