#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/source.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

/// What weak kidneys or a sick liver mean for an opioid. usual: nothing; reduce: start lower; weigh: sources
/// differ, so it is weighed and acknowledged; avoid: not to be started. Each is worse than the one before.
enum class OrganVerdict { usual, reduce, weigh, avoid };

struct OrganAdvice {
    OrganVerdict verdict = OrganVerdict::usual;
    OrganVerdict extended = OrganVerdict::usual;  // of an extended-release form; never milder than `verdict`
    std::optional<Fraction> share;                // of the usual start: to be careful by, never to dose by
    std::string says;                             // "and longer intervals"; may be empty
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};

/// The opioid that advice is about.
struct OrganDrug {
    DrugId drug;
    std::vector<Route> routes;  // empty: by every route
    std::string because;

    bool is_about(DrugId other, Route route) const;
};

/// The same drug by a route that both are about.
bool is_same(const OrganDrug& a, const OrganDrug& b);

/// Reads the advice under `key`.
OrganAdvice read_organ_advice(MapReader& reader, std::string_view key, Citer& citer, Problems& problems);
/// The same out of a mapping that holds more; the caller calls finish().
OrganAdvice read_organ_advice(MapReader& reader, Citer& citer);
/// `drug`, `routes` and `because` of an item; nothing, with a problem, when the drug is not known.
std::optional<OrganDrug> read_organ_drug(MapReader& reader, const Formulary& formulary, Problems& problems);

}  // namespace stepdown
