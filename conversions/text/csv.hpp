#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/result.hpp"
#include "conversions/text/lines.hpp"

namespace stepdown {

/// One record of a CSV text, or what is wrong with it.
struct CsvRecord {
    int line = 0;  // where it starts, from 1
    std::vector<std::string> fields;
    std::optional<Problem> problem;  // its place has line and column, and no file
};

/// Reads comma-separated records as RFC 4180 has them: quoted fields may hold commas, line feeds and doubled
/// quotes; lines end in LF or CRLF; an empty line is no record. Nothing is guessed: a stray quote, text after
/// a closing one, a quote that is never closed, a NUL, a lone carriage return or a record over the limit is a
/// problem of the record that begins there, and reading goes on with the line after its first one.
///
/// Its own reader rather than libcsv: that one stops at a fault, does not say where it is, and has no limit.
class CsvReader {
public:
    /// A record may have `limit` bytes. Problem ids: csv-quote, csv-unclosed, csv-line-end, nul,
    /// record-too-long.
    CsvReader(LineReader& lines, std::size_t limit) : lines_(lines), limit_(limit) {}

    /// The next record; nothing at the end of the lines.
    std::optional<CsvRecord> next();

private:
    LineReader& lines_;
    std::size_t limit_;
};

/// The text as one field of a CSV record: quoted where it has to be.
std::string csv_field(std::string_view text);

}  // namespace stepdown
