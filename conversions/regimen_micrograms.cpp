#include "conversions/regimen_micrograms.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/decimal.hpp"
#include "conversions/regimen_said.hpp"
#include "conversions/regimen_tokens.hpp"
#include "conversions/regimen_words.hpp"

namespace stepdown {

namespace {

bool is_one_of(std::span<const std::string_view> words, const said::Token& token) {
    return token.kind == said::Token::Kind::word &&
           std::find(words.begin(), words.end(), token.text) != words.end();
}

bool is_dosed_in_micrograms(const Regimen& regimen, const Formulary& formulary) {
    const std::vector<Route>& routes = formulary[regimen.drug].dosed_in_micrograms;
    return regimen.also_per_unit.empty() &&
           std::find(routes.begin(), routes.end(), regimen.route) != routes.end();
}

}  // namespace

std::optional<Problem> slip_of_unit(std::string_view text, const Regimen& regimen, const Formulary& formulary,
                                    const Place& origin) {
    if (!is_dosed_in_micrograms(regimen, formulary)) return std::nullopt;
    const said::Tokens tokens(text);
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const std::optional<Decimal> number = parse_decimal(tokens[i].text);
        if (!number) continue;
        const bool too_many = is_one_of(said::milligrams, tokens[i + 1]) && number->value() >= 1;
        const bool too_few = is_one_of(said::micrograms, tokens[i + 1]) && number->value() < 1;
        if (!too_many && !too_few) continue;
        const std::string& drug = formulary[regimen.drug].id;
        const double in_the_other = too_many ? number->value() * 1000 : number->value() / 1000;
        return Problem{"unit-for-route",
                       fmt::format("\"{} {}\" does not fit {} by the {} route, which is dosed in mcg",
                                   tokens[i].written, tokens[i + 1].written, drug, word(regimen.route)),
                       fmt::format("check the unit; {} {} is {} {}", tokens[i].written, tokens[i + 1].written,
                                   show_decimal(in_the_other, 9), too_many ? "mcg" : "mg"),
                       said::place_at(origin, tokens[i].offset)};
    }
    return std::nullopt;
}

}  // namespace stepdown
