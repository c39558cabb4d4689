#include "protocols/organ_advice.hpp"

#include <algorithm>
#include <array>

#include "conversions/data_reading.hpp"

namespace stepdown {

namespace {

constexpr std::array verdict_words{
    Word<OrganVerdict>{"usual", OrganVerdict::usual}, Word<OrganVerdict>{"reduce", OrganVerdict::reduce},
    Word<OrganVerdict>{"weigh", OrganVerdict::weigh}, Word<OrganVerdict>{"avoid", OrganVerdict::avoid}};

}  // namespace

bool OrganDrug::is_about(DrugId other, Route route) const {
    return drug == other &&
           (routes.empty() || std::find(routes.begin(), routes.end(), route) != routes.end());
}

bool is_same(const OrganDrug& a, const OrganDrug& b) {
    const auto is_about_a = [&](Route route) { return a.is_about(b.drug, route); };
    return a.drug == b.drug && (a.routes.empty() || b.routes.empty() ||
                                std::any_of(b.routes.begin(), b.routes.end(), is_about_a));
}

OrganAdvice read_organ_advice(MapReader& reader, Citer& citer) {
    OrganAdvice advice;
    advice.verdict = read_word(reader, "verdict", verdict_words);
    advice.extended = reader.has("extended") ? read_word(reader, "extended", verdict_words) : advice.verdict;
    if (advice.extended < advice.verdict)
        reader.complain("extended-milder", "the extended-release form is taken more lightly than the other",
                        "leave `extended` out, or write what is worse");
    advice.share = optional_share(reader, "share");
    advice.says = reader.optional_text("says").value_or("");
    const Citer::Origin origin = citer.read(reader);
    advice.citation = origin.citation;
    advice.evidence = origin.evidence;
    return advice;
}

OrganAdvice read_organ_advice(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    const yaml::Node* node = reader.required(key);
    if (!node) return {};
    MapReader inner(*node, std::string(key), problems);
    OrganAdvice advice = read_organ_advice(inner, citer);
    inner.finish();
    return advice;
}

std::optional<OrganDrug> read_organ_drug(MapReader& reader, const Formulary& formulary, Problems& problems) {
    const yaml::Node* node = reader.required("drug");
    const std::optional<DrugId> drug = node ? read_drug(reader, *node, formulary) : std::nullopt;
    std::vector<Route> routes;
    if (reader.has("routes")) routes = read_routes(reader, problems);
    std::string because = reader.text("because");
    if (!drug) return std::nullopt;
    return OrganDrug{*drug, std::move(routes), std::move(because)};
}

}  // namespace stepdown
