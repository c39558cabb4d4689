#include "conversions/regimen_lexicon.hpp"

#include <algorithm>

#include "conversions/regimen_words.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown::said {

Lexicon::Lexicon(const Drugs& drugs, const Brands& brands, const std::vector<ProductLine>& products) {
    for (const auto& [name, drug] : drugs) {
        add(name, Name{drug, {}, {}, {}});
        names_.push_back(name);
    }
    for (const auto& [name, lines] : brands) {
        const Name brand{{}, brands_.emplace_back(lines), {}, {}};
        add(name, brand);
        names_.push_back(name);
        std::string joined = name;  // "MSContin"
        std::erase(joined, ' ');
        if (!brands.contains(joined) && !drugs.contains(joined)) add(joined, brand);
    }
    for (const auto& [words, ingredient] : also_called) add(words, Name{{}, {}, ingredient, {}});
    for (const ProductLine& line : products)
        for (const Strength& strength : line.strengths)
            for (const AlsoContains& also : strength.also) {
                if (std::find(also_.begin(), also_.end(), also.drug) != also_.end()) continue;
                const std::string_view ingredient = also_.emplace_back(also.drug);
                const std::string_view without_salt = ingredient.substr(0, ingredient.find(' '));
                add(ingredient, Name{{}, {}, ingredient, {}});
                if (without_salt != ingredient) add(without_salt, Name{{}, {}, ingredient, {}});
            }
    for (const auto& [words, meaning] : fixed_phrases) add(words, meaning);
    for (const auto& [words, instead] : two_readings) add(words, TwoReadings{instead});
    for (const auto& [list, meaning] : phrase_lists)
        for (const std::string_view words : list) add(words, meaning);
    for (const auto& [list, one] : word_classes)
        for (const std::string_view text : list) {
            Word& entry = word(text);
            entry.classes = static_cast<std::uint16_t>(entry.classes | 1U << static_cast<unsigned>(one));
        }
    for (const auto& [text, number] : number_words) word(text).number = number;
    for (auto& [text, entry] : words_)
        std::stable_sort(entry.phrases.begin(), entry.phrases.end(),
                         [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
}

Word& Lexicon::word(std::string_view text) {
    return words_.try_emplace(std::string(text)).first->second;
}

void Lexicon::add(std::string_view phrase, Meaning meaning) {
    std::vector<const Word*> words;
    Word* first = nullptr;
    for (const Token& token : Tokens(phrase)) {
        if (token.kind == Token::Kind::end || token.is(Token::Kind::mark, "-")) continue;
        Word& one = word(token.text);
        if (first == nullptr) first = &one;
        words.push_back(&one);
    }
    if (first != nullptr) first->phrases.push_back({std::move(words), meaning});
}

void Lexicon::look_up(Tokens& tokens) const {
    for (Token& token : tokens) {
        const auto found = words_.find(token.text);
        token.word = found == words_.end() ? &unknown_ : &found->second;
    }
}

std::size_t Lexicon::matched(const Phrase& phrase, const Tokens& tokens, std::size_t from) {
    std::size_t at = from;
    for (const Word* wanted : phrase.words) {
        if (at > from && tokens[at].is(Token::Kind::mark, "-")) ++at;
        if (tokens[at].word != wanted) return 0;
        ++at;
    }
    return at - from;
}

std::string Lexicon::nearest_name(std::string_view word) const {
    return nearest(word, names_);
}

}  // namespace stepdown::said
