#include "conversions/data_reading.hpp"

#include <fmt/format.h>

#include "conversions/regimen.hpp"

namespace stepdown {

std::optional<DrugId> read_drug(MapReader& reader, const yaml::Node& node, const Formulary& formulary) {
    const auto* scalar = std::get_if<yaml::Scalar>(&node.value);
    if (!scalar) {
        reader.complain(node, "not-text", "the name of a drug is expected");
        return std::nullopt;
    }
    const std::optional<DrugId> drug = formulary.drug(scalar->text);
    if (drug) return drug;
    std::vector<std::string> ids;
    for (const Drug& one : formulary.drugs()) ids.push_back(one.id);
    const std::string near = nearest(scalar->text, ids);
    reader.complain(node, "unknown-drug", fmt::format("unknown drug \"{}\"", scalar->text),
                    near.empty() ? "add a file for it first" : "write " + near);
    return std::nullopt;
}

std::vector<DrugId> read_drugs(MapReader& reader, std::string_view key, const Formulary& formulary,
                               Problems& problems) {
    std::vector<DrugId> drugs;
    const yaml::Node* list = reader.optional(key);
    if (!list) return drugs;
    for_each_item(*list, key, problems, [&](const yaml::Node& item) {
        if (const auto drug = read_drug(reader, item, formulary)) drugs.push_back(*drug);
    });
    return drugs;
}

std::optional<Route> read_route(MapReader& reader, const yaml::Node& node) {
    const auto* scalar = std::get_if<yaml::Scalar>(&node.value);
    std::vector<std::string> words;
    for (const Route route : all_routes) {
        if (scalar && scalar->text == word(route)) return route;
        words.emplace_back(word(route));
    }
    if (scalar) {
        reader.complain(node, "unknown-word", fmt::format("unknown route \"{}\"", scalar->text),
                        "write " + join_or(words));
    } else {
        reader.complain(node, "not-text", "the name of a route is expected");
    }
    return std::nullopt;
}

std::optional<Fraction> optional_share(MapReader& reader, std::string_view key) {
    static const std::vector<std::string> percent{"%"};
    const yaml::Node* node = reader.optional(key);
    if (!node) return std::nullopt;
    const auto written = reader.written_quantity(*node, key, percent);
    if (!written) return std::nullopt;
    const double share = written->number.value() / 100;
    if (share >= 0 && share <= 1) return Fraction{share};
    reader.complain(*node, "share", "a share lies between 0 % and 100 %");
    return std::nullopt;
}

std::optional<double> optional_years(MapReader& reader, std::string_view key) {
    static const std::vector<std::string> years{"years"};
    const yaml::Node* node = reader.optional(key);
    if (!node) return std::nullopt;
    const auto written = reader.written_quantity(*node, key, years);
    return written ? std::optional(written->number.value()) : std::nullopt;
}

}  // namespace stepdown
