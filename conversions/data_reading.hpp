#pragma once
// What the readers of data files share. Not for use outside them.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/formulary.hpp"
#include "conversions/product.hpp"
#include "conversions/regimen.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

/// A word of a data file and what it stands for.
template <class E>
struct Word {
    std::string_view text;
    E value{};
};

/// The value of a required word. A word that is not in the list is a problem, and the first one stands in for
/// it.
template <class E, std::size_t n>
E read_word(MapReader& reader, std::string_view key, const std::array<Word<E>, n>& words) {
    const yaml::Node* node = reader.optional(key);
    const auto* written = node ? std::get_if<yaml::Scalar>(&node->value) : nullptr;
    for (const Word<E>& one : words) {
        if (written && one.text == written->text) return one.value;
    }
    std::vector<std::string> allowed;
    allowed.reserve(n);
    for (const Word<E>& one : words) allowed.emplace_back(one.text);
    reader.one_of(key, allowed);  // tells what is wrong
    return words.front().value;
}

inline constexpr std::array<Word<Form>, 11> form_words{
    {{"tablet", Form::tablet},
     {"capsule", Form::capsule},
     {"solution", Form::solution},
     {"concentrate", Form::concentrate},
     {"suppository", Form::suppository},
     {"patch", Form::patch},
     {"film", Form::film},
     {"sublingual-tablet", Form::sublingual_tablet},
     {"tablet-for-suspension", Form::tablet_for_suspension},
     {"lozenge", Form::lozenge},
     {"spray", Form::spray}}};

inline constexpr std::array all_routes{Route::oral,        Route::sublingual,   Route::buccal,
                                       Route::nasal,       Route::rectal,       Route::transdermal,
                                       Route::intravenous, Route::subcutaneous, Route::intramuscular};

/// A list of words and what they stand for; a word that is not among them is a problem.
template <class E, std::size_t n>
std::vector<E> read_words(const yaml::Node& list, std::string_view key, std::string_view what,
                          const std::array<Word<E>, n>& words, MapReader& reader, Problems& problems) {
    std::vector<std::string> allowed;
    allowed.reserve(n);
    for (const Word<E>& one : words) allowed.emplace_back(one.text);
    std::vector<E> values;
    for_each_item(list, key, problems, [&](const yaml::Node& node) {
        const std::optional<std::string> text = scalar_text(node, "a " + std::string(what), problems);
        if (!text) return;
        const auto found = std::find(allowed.begin(), allowed.end(), *text);
        if (found == allowed.end()) {
            reader.complain(node, "unknown-word", "unknown " + std::string(what) + " \"" + *text + "\"",
                            "write " + join_or(allowed));
            return;
        }
        values.push_back(words[static_cast<std::size_t>(found - allowed.begin())].value);
    });
    return values;
}

/// The required `routes` of a fact.
inline std::vector<Route> read_routes(MapReader& reader, Problems& problems) {
    std::array<Word<Route>, all_routes.size()> words;
    std::transform(all_routes.begin(), all_routes.end(), words.begin(), [](Route route) {
        return Word<Route>{word(route), route};
    });
    const yaml::Node* list = reader.required("routes");
    return list ? read_words(*list, "routes", "route", words, reader, problems) : std::vector<Route>();
}
/// The drug that a node names by its id; a problem, and nothing, when no drug has it.
std::optional<DrugId> read_drug(MapReader& reader, const yaml::Node& node, const Formulary& formulary);
/// The drugs that the list under `key` names by their ids; none when the key is absent.
std::vector<DrugId> read_drugs(MapReader& reader, std::string_view key, const Formulary& formulary,
                               Problems& problems);
/// The route that a node names; a problem, and nothing, when there is none.
std::optional<Route> read_route(MapReader& reader, const yaml::Node& node);
/// "25 %" as a share of one, 0 to 1; a problem when it lies outside.
std::optional<Fraction> optional_share(MapReader& reader, std::string_view key);
/// "65 years" as a number of years.
std::optional<double> optional_years(MapReader& reader, std::string_view key);

/// Where each id, code or name was first given. Giving one again is a problem that names that place.
class FirstUses {
public:
    explicit FirstUses(std::string problem_id) : problem_id_(std::move(problem_id)) {}

    void add(MapReader& reader, const yaml::Node& node, const std::string& what, const std::string& text) {
        if (text.empty()) return;
        const auto [first, is_new] = places_.emplace(text, node.place);
        if (is_new) return;
        const Place& place = first->second;
        reader.complain(node, problem_id_, what + " " + text + " is given twice",
                        "it stands in " + place.file + ":" + std::to_string(place.line) + " already");
    }

private:
    std::string problem_id_;
    std::map<std::string, Place> places_;
};

/// Bands begin at no dose, meet, and the last has no end: a problem at their list otherwise. `ends` names the
/// keys that end a band.
template <class Band>
void prove_no_gap(MapReader& reader, const yaml::Node& list, const std::vector<Band>& bands,
                  std::string_view ends) {
    std::optional<DoseRate> reached = unit::mg_per_day(0);
    for (const Band& band : bands) {
        const bool meets = reached && *reached == band.from;
        if (!meets || (band.below && !exceeds(*band.below, band.from))) {
            reader.complain(list, "bands-do-not-meet", "the bands leave a gap, overlap or do not begin at 0",
                            "begin each band where the one before ends");
            return;
        }
        reached = band.below;
    }
    if (bands.empty() || reached) {
        reader.complain(list, "bands-do-not-meet", "the bands do not cover every dose",
                        "leave " + std::string(ends) + " out of the last one");
    }
}

/// Lower-case letters a to z, digits and the given joiners, and at least one of them.
inline bool is_id(std::string_view text, std::string_view joiners) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || joiners.find(c) != std::string_view::npos;
    });
}

/// A to Z become a to z.
inline std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

}  // namespace stepdown
