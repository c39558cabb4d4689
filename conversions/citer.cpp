#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/formulary.hpp"

namespace stepdown {

namespace {

constexpr std::array<Word<Evidence>, 4> evidence_words{{{"unverified", Evidence::unverified},
                                                        {"verified", Evidence::verified},
                                                        {"secondary", Evidence::secondary},
                                                        {"derived", Evidence::derived}}};

/// "MME table, note 6" as a part of an id: "mme-table-note-6".
std::string slug(std::string_view text) {
    std::string out;
    for (const char c : lower_case(std::string(text))) {
        if (is_id({&c, 1}, "")) {
            out += c;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
}

}  // namespace

Citer::Origin Citer::read(MapReader& reader) {
    const std::string id = reader.text("source");
    const std::string at = reader.text("at");
    const Evidence evidence = read_word(reader, "evidence", evidence_words);
    const std::vector<Source>& sources = bibliography_.sources;
    const auto same =
        std::find_if(sources.begin(), sources.end(), [&](const Source& one) { return one.id == id; });
    if (same != sources.end()) {
        return {cite(static_cast<std::uint16_t>(same - sources.begin()), at, evidence), evidence};
    }
    if (!id.empty()) {
        std::vector<std::string> ids;
        for (const Source& one : sources) ids.push_back(one.id);
        const std::string near = nearest(id, ids);
        reader.complain(*reader.optional("source"), "unknown-source",
                        fmt::format("unknown source \"{}\"", id),
                        near.empty() ? "add it to a list of sources" : "write " + near);
    }
    return {{}, evidence};
}

CitationId Citer::cite(std::uint16_t source, std::string_view at, Evidence evidence) {
    std::vector<Citation>& citations = bibliography_.citations;
    // From the end, since a fact mostly cites what the one before it did.
    const auto same = std::find_if(citations.rbegin(), citations.rend(), [&](const Citation& one) {
        return one.source == source && one.at == at && one.evidence == evidence;
    });
    if (same != citations.rend()) return {static_cast<std::uint16_t>(citations.rend() - same - 1)};
    const auto index = static_cast<std::uint16_t>(citations.size());
    const std::string first = fmt::format("{}/{}", bibliography_.sources[source].id, slug(at));
    std::string id = first;
    const auto taken = [&](const Citation& one) { return one.id == id; };
    for (int n = 2; std::any_of(citations.begin(), citations.end(), taken); ++n)
        id = fmt::format("{}-{}", first, n);
    citations.push_back({id, std::string(at), source, evidence});
    return {index};
}

std::vector<std::string> Citer::unused() const {
    std::vector<bool> used(bibliography_.sources.size());
    for (const Citation& citation : bibliography_.citations) used[citation.source] = true;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) ids.push_back(bibliography_.sources[i].id);
    }
    return ids;
}

}  // namespace stepdown
