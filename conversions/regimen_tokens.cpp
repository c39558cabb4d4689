#include "conversions/regimen_tokens.hpp"

#include "conversions/text/utf8.hpp"

namespace stepdown {

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

constexpr char32_t no_break_space = 0xA0, narrow_no_break_space = 0x202F, micro_sign = 0xB5, greek_mu = 0x3BC,
                   no_break_hyphen = 0x2011, en_dash = 0x2013;

class Splitter {
public:
    explicit Splitter(std::string_view text) : text_(text) {}

    std::vector<Token> split() {
        while (at_ < text_.size()) {
            if (const std::size_t space = space_here()) {
                at_ += space;
                glued_ = false;
                continue;
            }
            next();
            glued_ = true;
        }
        tokens_.push_back({Kind::end, "", "", text_.size(), false});
        return std::move(tokens_);
    }

private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    char32_t code_here() const {
        if (at_ >= text_.size()) return 0;
        const auto character = utf8::character_at(text_, at_);
        return character ? character->code : 0;
    }
    std::size_t bytes_here() const {
        const auto character = utf8::character_at(text_, at_);
        return character ? character->bytes : 1;
    }
    std::size_t space_here() const {
        const char32_t code = code_here();
        if (code == ' ' || code == '\t' || code == '\n' || code == '\r') return 1;
        return code == no_break_space || code == narrow_no_break_space ? bytes_here() : 0;
    }

    void add(Kind kind, std::size_t from, std::string text) {
        tokens_.push_back({kind, std::move(text), std::string(text_.substr(from, at_ - from)), from, glued_});
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
        const bool dash = code == en_dash || code == no_break_hyphen;
        add(Kind::mark, from, dash ? "-" : std::string(text_.substr(from, at_ - from)));
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
        add(Kind::number, from, std::string(text_.substr(from, at_ - from)));
    }

    bool in_word() const {
        if (is_letter(peek())) return true;
        const char32_t code = code_here();
        return code == micro_sign || code == greek_mu;
    }

    void word() {
        const std::size_t from = at_;
        std::string letters;
        while (in_word() || abbreviation_point(letters)) {
            if (is_letter(peek())) letters += lower(peek());
            if (code_here() == micro_sign || code_here() == greek_mu) letters += 'u';
            at_ += bytes_here();
        }
        const bool not_a_number = letters == "nan" || letters == "inf" || letters == "infinity";
        add(not_a_number ? Kind::number : Kind::word, from, std::move(letters));
    }

    /// The points of "p.o." and "b.i.d.": after single letters, the last one too.
    bool abbreviation_point(std::string_view letters) const {
        if (peek() != '.' || letters.empty()) return false;
        const bool after_single_letter = letters.size() == 1 || text_[at_ - 2] == '.';
        if (!after_single_letter) return false;
        return is_letter(peek(1)) || letters.size() > 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool glued_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> split_regimen(std::string_view text) {
    return Splitter(text).split();
}

}  // namespace stepdown
