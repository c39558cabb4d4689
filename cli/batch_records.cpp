#include "cli/batch_records.hpp"

#include <algorithm>

#include "cli/formats/batch.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return "";
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

/// "regimen", "regimens", "regimen 2", "regimen_2", "regimen2": each holds opioids of the record.
bool names_regimen(std::string_view name) {
    constexpr std::string_view word = "regimen";
    if (!name.starts_with(word)) return false;
    name.remove_prefix(word.size());
    if (name == "s") return true;
    const std::size_t digits = name.find_first_not_of(" _-");
    return digits == std::string_view::npos ||
           name.find_first_not_of("0123456789", digits) == std::string_view::npos;
}

bool is_among(const std::string& name, const std::vector<std::string>& ignored) {
    return std::any_of(ignored.begin(), ignored.end(),
                       [&](const std::string& one) { return lower(trimmed(one)) == name; });
}

/// The opioids of a cell: parted by semicolons or line feeds.
void add_regimens(std::string_view cell, std::vector<std::string>& to) {
    while (!cell.empty()) {
        const std::size_t end = std::min(cell.find_first_of(";\n"), cell.size());
        if (std::string text = trimmed(cell.substr(0, end)); !text.empty()) to.push_back(std::move(text));
        cell.remove_prefix(std::min(end + 1, cell.size()));
    }
}

Problem at_line(std::string id, std::string message, std::string instead, int line) {
    return {std::move(id), std::move(message), std::move(instead), {"", line, 1}};
}

}  // namespace

void RecordReader::tell_kind() {
    std::optional<Line> line = lines_.next();
    while (line && trimmed(line->text).empty()) line = lines_.next();
    if (!line) return;
    const char first = trimmed(line->text).front();
    if (kind_ == RecordKind::told) kind_ = first == '{' || first == '[' ? RecordKind::json : RecordKind::csv;
    lines_.give_back({*std::move(line)});
}

void RecordReader::read_column(const std::string& name, std::size_t index, Problems& problems) {
    if (is_among(name, ignored_)) return;
    if (name == "id") {
        if (id_) problems.push_back(at_line("duplicate-column", "two columns are named id", "keep one", 1));
        id_ = index;
    } else if (names_regimen(name)) {
        if (is_among(name, regimen_names_))
            problems.push_back(at_line("duplicate-column", "two columns are named " + name,
                                       "number them, as in regimen 1 and regimen 2", 1));
        regimen_names_.push_back(name);
        regimens_.push_back(index);
    } else {
        const bool is_other = name.find_first_of(";\t") != std::string::npos;
        const std::vector<std::string> known{"id", "regimen"};
        const std::string near = nearest(name, known);
        const std::string leave_out = "take the column out, or add --ignore \"" + name + "\"";
        problems.push_back(at_line("unknown-column", "unknown column \"" + name + "\"",
                                   is_other       ? "part columns by commas"
                                   : near.empty() ? leave_out
                                                  : "write " + near,
                                   1));
    }
}

Problems RecordReader::begin() {
    tell_kind();
    if (kind_ == RecordKind::json) return {};
    const std::optional<CsvRecord> header = csv_.next();
    if (!header) {
        return {at_line("empty-input", "there are no records",
                        "write a header (id,regimen) and a line for each", 0)};
    }
    if (header->problem) return {*header->problem};
    Problems problems;
    columns_ = header->fields.size();
    std::vector<std::string> names;
    for (const std::string& field : header->fields) names.push_back(lower(trimmed(field)));
    for (std::size_t i = 0; i < names.size(); ++i) read_column(names[i], i, problems);
    for (const std::string& one : ignored_) {
        if (std::find(names.begin(), names.end(), lower(trimmed(one))) != names.end()) continue;
        problems.push_back(at_line("missing-column", "there is no column \"" + one + "\" to ignore",
                                   "leave this --ignore out", 1));
    }
    if (regimens_.empty()) {
        problems.push_back(at_line("missing-column", "no column is named regimen",
                                   "begin with a header line such as id,regimen", header->line));
    }
    for (Problem& problem : problems) problem.place.line = header->line;
    return problems;
}

BatchRecord RecordReader::read_csv(CsvRecord fields) const {
    BatchRecord record;
    record.line = fields.line;
    if (fields.problem) {
        record.problems.push_back(*std::move(fields.problem));
        return record;
    }
    if (fields.fields.size() != columns_) {
        record.problems.push_back(at_line("csv-fields",
                                          "the header names " + std::to_string(columns_) +
                                              " fields, and this has " + std::to_string(fields.fields.size()),
                                          "put a field that holds a comma in quotes", fields.line));
        return record;
    }
    if (id_) record.id = std::move(fields.fields[*id_]);
    if (!record.id.empty()) record.id_kind = IdKind::text;
    for (const std::size_t column : regimens_) add_regimens(fields.fields[column], record.regimens);
    return record;
}

std::optional<BatchRecord> RecordReader::next_json() {
    std::optional<Line> line = lines_.next();
    while (line && trimmed(line->text).empty()) line = lines_.next();
    if (!line) return std::nullopt;
    if (line->is_too_long) {
        BatchRecord record;
        record.line = line->number;
        record.problems.push_back(
            at_line("record-too-long", "a record of more than " + std::to_string(largest_record) + " bytes",
                    "write one object a line", line->number));
        return record;
    }
    return read_json_record(*line, ignored_);
}

std::optional<BatchRecord> RecordReader::next() {
    if (kind_ == RecordKind::json) return next_json();
    std::optional<CsvRecord> fields = csv_.next();
    if (!fields) return std::nullopt;
    return read_csv(*std::move(fields));
}

}  // namespace stepdown
