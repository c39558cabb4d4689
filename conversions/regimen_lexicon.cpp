#include "conversions/regimen_lexicon.hpp"

#include <algorithm>

#include "conversions/text/map_reader.hpp"

namespace stepdown::said {

namespace {

using Kind = Token::Kind;

void keep_longer(FoundName& found, FoundName other) {
    if (other.tokens > found.tokens) found = std::move(other);
}

}  // namespace

Lexicon::Lexicon(const std::vector<Token>& tokens, const Formulary& formulary)
    : tokens_(tokens), formulary_(formulary) {
    for (const ProductLine& line : formulary.products())
        for (const Strength& strength : line.strengths)
            for (const AlsoContains& also : strength.also)
                if (std::find(also_.begin(), also_.end(), also.drug) == also_.end())
                    also_.push_back(also.drug);
}

std::size_t Lexicon::matched(std::string_view phrase, std::size_t from) const {
    if (tokens_[from].text.empty() || !phrase.starts_with(tokens_[from].text)) return 0;
    std::size_t at = from;
    for (const Token& wanted : split_regimen(phrase)) {
        if (wanted.kind == Kind::end) break;
        if (wanted.is(Kind::mark, "-")) continue;
        if (at > from && tokens_[at].is(Kind::mark, "-")) ++at;
        if (tokens_[at].kind != wanted.kind || tokens_[at].text != wanted.text) return 0;
        ++at;
    }
    return at - from;
}

std::size_t Lexicon::longest_of(std::span<const std::string_view> list, std::size_t from) const {
    std::size_t longest = 0;
    for (const std::string_view words : list) longest = std::max(longest, matched(words, from));
    return longest;
}

FoundPhrase Lexicon::phrase_at(std::size_t from) const {
    FoundPhrase found;
    for (const Phrase& phrase : phrases)
        if (const std::size_t length = matched(phrase.words, from); length > found.tokens)
            found = {&phrase, length};
    return found;
}

FoundName Lexicon::name_at(std::size_t from) const {
    FoundName found;
    if (tokens_[from].kind != Kind::word) return found;
    const std::string& first = tokens_[from].text;
    const auto& drugs = formulary_.drug_words();
    for (auto it = drugs.lower_bound(first); it != drugs.end() && it->first.starts_with(first); ++it)
        keep_longer(found, {Name{it->second, {}, {}, {}}, matched(it->first, from)});
    const auto& brands = formulary_.brand_words();
    for (auto it = brands.lower_bound(first); it != brands.end() && it->first.starts_with(first); ++it)
        keep_longer(found, {Name{{}, it->second, {}, {}}, matched(it->first, from)});
    for (const auto& [word, drug] : also_called)
        keep_longer(found, {Name{{}, {}, std::string(drug), {}}, matched(word, from)});
    for (const std::string& also : also_) {  // "naltrexone hydrochloride", or without its salt
        const std::string_view without_salt = std::string_view(also).substr(0, also.find(' '));
        keep_longer(found,
                    {Name{{}, {}, also, {}}, std::max(matched(also, from), matched(without_salt, from))});
    }
    return found;
}

std::string Lexicon::nearest_name(std::string_view word) const {
    std::vector<std::string> names;
    for (const auto& [name, drug] : formulary_.drug_words()) names.push_back(name);
    for (const auto& [name, lines] : formulary_.brand_words()) names.push_back(name);
    return nearest(word, names);
}

}  // namespace stepdown::said
