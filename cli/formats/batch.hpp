#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/batch_records.hpp"
#include "conversions/exposure.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// A record and its total; without one where the record has problems.
struct BatchAnswer {
    BatchRecord record;
    std::vector<Regimen> regimens;
    std::optional<Exposure> exposure;
};

/// What all answers of a batch rest on.
struct BatchBasis {
    const ExposureTable& table;
    const Library& library;
};

/// An object with `regimens` (a list of texts) and `id` (a text or a whole number; may be left out); other
/// keys only when they are `ignored`. Problem ids: json, unknown-key, duplicate-key, missing-key, not-a-list,
/// not-text.
BatchRecord read_json_record(const Line& line, const std::vector<std::string>& ignored);

/// The names of the columns, as a line.
std::string csv_header(const BatchBasis& basis);
/// An answer as a line of CSV. An id that a spreadsheet would run as a formula gets a leading apostrophe.
std::string csv_row(const BatchAnswer& answer, const BatchBasis& basis);
/// An answer as a line of JSON: `stepdown/mme-record/1`.
std::string json_row(const BatchAnswer& answer, const BatchBasis& basis);

}  // namespace stepdown
