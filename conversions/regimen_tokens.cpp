#include "conversions/regimen_tokens.hpp"

#include "conversions/text/utf8.hpp"

namespace stepdown::said {

namespace {

using Kind = Token::Kind;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr char32_t micro_sign = 0xB5, greek_mu = 0x3BC;

/// No-break, thin, figure and other spaces that word processors write.
bool is_space(char32_t code) {
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0xA0 || code == 0x202F ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x205F || code == 0x3000;
}
/// Hyphens, figure, en and em dash, and the minus sign.
bool is_dash(char32_t code) {
    return (code >= 0x2010 && code <= 0x2014) || code == 0x2212;
}

class Splitter {
public:
    /// `letters` must have room for the whole text: the tokens look into it.
    Splitter(std::string_view text, std::string& letters, std::vector<Token>& tokens)
        : text_(text), letters_(letters), tokens_(tokens) {}

    void split() {
        while (at_ < text_.size()) {
            if (const std::size_t space = space_here()) {
                at_ += space;
                glued_ = false;
                continue;
            }
            next();
            glued_ = true;
        }
        tokens_.push_back({Kind::end, false, text_.size(), "", "", nullptr});
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    bool ascii_here() const { return static_cast<unsigned char>(peek()) < 0x80; }
    char32_t code_here() const {
        if (ascii_here()) return static_cast<unsigned char>(peek());
        const auto character = utf8::character_at(text_, at_);
        return character ? character->code : 0;
    }
    std::size_t bytes_here() const {
        if (ascii_here()) return 1;
        const auto character = utf8::character_at(text_, at_);
        return character ? character->bytes : 1;
    }
    std::size_t space_here() const { return is_space(code_here()) ? bytes_here() : 0; }

    std::string_view since(std::size_t from) const { return text_.substr(from, at_ - from); }
    void add(Kind kind, std::size_t from, std::string_view text) {
        tokens_.push_back({kind, glued_, from, text, since(from), nullptr});
    }

    void next() {
        const bool point = peek() == '.' && is_digit(peek(1));
        const bool sign =
            (peek() == '-' || peek() == '+') && !glued_ && (is_digit(peek(1)) || peek(1) == '.');
        if (is_digit(peek()) || point || (sign && (is_digit(peek(1)) || is_digit(peek(2))))) return number();
        if (in_word()) return word();
        const std::size_t from = at_;
        const char32_t code = code_here();
        at_ += bytes_here();
        add(Kind::mark, from, is_dash(code) ? "-" : since(from));
    }

    /// A comma is part of a number where three digits follow it, and no fourth.
    bool thousands_comma() const {
        return peek() == ',' && is_digit(peek(1)) && is_digit(peek(2)) && is_digit(peek(3)) &&
               !is_digit(peek(4));
    }

    void number() {
        const std::size_t from = at_++;
        while (is_digit(peek()) || peek() == '.' || thousands_comma()) ++at_;
        std::size_t letters = 0;
        while (is_letter(peek(letters))) ++letters;
        if (letters > 0 && is_digit(peek(letters)))  // 1e3, 0x10
            while (is_letter(peek()) || is_digit(peek()) || peek() == '.') ++at_;
        add(Kind::number, from, since(from));
    }

    bool in_word() const {
        if (is_letter(peek())) return true;
        const char32_t code = code_here();
        return code == micro_sign || code == greek_mu;
    }

    void word() {
        const std::size_t from = at_;
        const std::size_t first_letter = letters_.size();
        while (in_word() || abbreviation_point(letters_.size() - first_letter)) {
            if (is_letter(peek())) {
                letters_ += lower(peek());
            } else if (peek() != '.') {
                letters_ += 'u';  // the micro sign, or the Greek letter
            }
            at_ += bytes_here();
        }
        for (const std::string_view plural : {"(s)", "(es)"})  // "tablet(s)"
            if (text_.substr(at_).starts_with(plural)) at_ += plural.size();
        const std::string_view letters = std::string_view(letters_).substr(first_letter);
        const bool not_a_number = letters == "nan" || letters == "inf" || letters == "infinity";
        add(not_a_number ? Kind::number : Kind::word, from, letters);
    }

    /// The points of "p.o." and "b.i.d.": after single letters, the last one too.
    bool abbreviation_point(std::size_t letters) const {
        if (peek() != '.' || letters == 0) return false;
        const bool after_single_letter = letters == 1 || text_[at_ - 2] == '.';
        if (!after_single_letter) return false;
        return is_letter(peek(1)) || letters > 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool glued_ = false;
    std::string& letters_;
    std::vector<Token>& tokens_;
};

}  // namespace

Tokens::Tokens(std::string_view text) {
    letters_.reserve(text.size());
    list_.reserve(text.size() / 3 + 2);
    Splitter(text, letters_, list_).split();
}

}  // namespace stepdown::said
