#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "conversions/result.hpp"
#include "conversions/text/csv.hpp"
#include "conversions/text/lines.hpp"

namespace stepdown {

/// A record may have this many bytes.
inline constexpr std::size_t largest_record = 65536;

/// A JSON id is given back as the text or the whole number that it was.
enum class IdKind { none, text, number };

/// One record of a batch: the opioids of one person, each in words.
struct BatchRecord {
    int line = 0;  // where it starts, from 1
    std::string id;
    IdKind id_kind = IdKind::none;
    std::vector<std::string> regimens;
    Problems problems;  // of the record itself; places name line and column
};

/// Reads the records of a batch one by one, CSV or one JSON object a line. A faulty record carries its
/// problems and does not stop the others.
class RecordReader {
public:
    RecordReader(LineReader& lines, RecordKind kind, std::vector<std::string> ignored)
        : lines_(lines), csv_(lines, largest_record), kind_(kind), ignored_(std::move(ignored)) {}

    /// Finds out the kind and reads the header. Problem ids: empty-input, unknown-column, missing-column,
    /// duplicate-column, and those of CsvReader.
    Problems begin();
    /// csv or json, after begin().
    RecordKind kind() const { return kind_; }
    /// The next record; nothing at the end. Problem ids: csv-fields, those of CsvReader and of
    /// read_json_record().
    std::optional<BatchRecord> next();

private:
    void tell_kind();
    void read_column(const std::string& name, std::size_t index, Problems& problems);
    BatchRecord read_csv(CsvRecord fields) const;
    std::optional<BatchRecord> next_json();

    LineReader& lines_;
    CsvReader csv_;
    RecordKind kind_;
    std::vector<std::string> ignored_;
    std::size_t columns_ = 0;
    std::optional<std::size_t> id_;
    std::vector<std::size_t> regimens_;
    std::vector<std::string> regimen_names_;
};

}  // namespace stepdown
