#include "conversions/start_reading.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/regimen.hpp"

namespace stepdown {

namespace {

std::vector<std::string> route_words() {
    std::vector<std::string> words;
    words.reserve(all_routes.size());
    for (const Route route : all_routes) words.emplace_back(word(route));
    return words;
}

std::optional<Route> route_named(std::string_view text) {
    const std::vector<std::string> words = route_words();
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) return std::nullopt;
    return all_routes[static_cast<std::size_t>(found - words.begin())];
}

}  // namespace

Cautions read_cautions(MapReader& reader, Citer& citer, Problems& problems) {
    Cautions cautions;
    const yaml::Node* list = reader.required("cautions");
    if (!list) return cautions;
    for_each_item(*list, "cautions", problems, [&](const yaml::Node& node) {
        MapReader one(node, "caution", problems);
        cautions.texts.push_back(one.text("text"));
        cautions.citations.push_back(citer.read(one).citation);
        one.finish();
    });
    return cautions;
}

std::optional<DrugId> drug_named(MapReader& reader, const yaml::Node& node, const std::string& id,
                                 const Formulary& formulary) {
    const std::optional<DrugId> drug = formulary.drug(id);
    if (drug || id.empty()) return drug;
    std::vector<std::string> ids;
    for (const Drug& one : formulary.drugs()) ids.push_back(one.id);
    const std::string near = nearest(id, ids);
    reader.complain(node, "unknown-drug", fmt::format("unknown drug \"{}\"", id),
                    near.empty() ? "add a file for it first" : "write " + near);
    return std::nullopt;
}

std::optional<DrugId> read_drug(MapReader& reader, std::string_view key, const Formulary& formulary) {
    const std::string id = reader.text(key);
    if (id.empty()) return std::nullopt;
    return drug_named(reader, *reader.optional(key), id, formulary);
}

Route read_route(MapReader& reader, std::string_view key) {
    const std::string text = reader.one_of(key, route_words());
    return route_named(text).value_or(Route::oral);
}

Citer::Origin read_dosing_origin(MapReader& reader, Citer& citer, const std::string& problem_id) {
    const Citer::Origin origin = citer.read(reader);
    const yaml::Node* node = reader.optional("evidence");
    const auto* said = node ? std::get_if<yaml::Scalar>(&node->value) : nullptr;
    if (said && said->text == "unverified") {
        reader.complain(*node, problem_id, "nobody has verified this, and it sets a dose",
                        "find it in a source, or leave it out");
    }
    return origin;
}

void complain_at(MapReader& reader, std::string_view key, const std::string& id, const std::string& message,
                 const std::string& instead) {
    if (const yaml::Node* node = reader.optional(key)) {
        reader.complain(*node, id, message, instead);
    } else {
        reader.complain(id, message, instead);
    }
}

}  // namespace stepdown
