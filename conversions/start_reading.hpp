#pragma once
// What the readers of start tables and methadone methods share. Not for use outside them.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"

namespace stepdown {

/// A list of `{text, source, at, evidence}`.
struct Cautions {
    std::vector<std::string> texts;
    std::vector<CitationId> citations;
};
/// The list under `cautions`, which must be there.
Cautions read_cautions(MapReader& reader, Citer& citer, Problems& problems);

/// The drug that a word names; a problem `unknown-drug` with the nearest one when there is none.
std::optional<DrugId> drug_named(MapReader& reader, const yaml::Node& node, const std::string& id,
                                 const Formulary& formulary);
/// The required key `drug`, or another that names one.
std::optional<DrugId> read_drug(MapReader& reader, std::string_view key, const Formulary& formulary);
/// The required key `route`, or another that names one.
Route read_route(MapReader& reader, std::string_view key);

/// `source`, `at` and `evidence` of a fact that computes a dose: unverified is the problem `problem_id`.
Citer::Origin read_dosing_origin(MapReader& reader, Citer& citer, const std::string& problem_id);
/// Complains at the value of a key that was given.
void complain_at(MapReader& reader, std::string_view key, const std::string& id, const std::string& message,
                 const std::string& instead);

}  // namespace stepdown
