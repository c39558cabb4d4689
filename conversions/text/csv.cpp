#include "conversions/text/csv.hpp"

#include <utility>

namespace stepdown {

namespace {

/// Takes a record apart, line by line.
class RecordParser {
public:
    /// Adds a line; the problem that it has.
    std::optional<Problem> add(const Line& line);
    /// True when the record ended with the last line.
    bool is_whole() const { return state_ != State::quoted; }
    Place opened_at() const { return opened_at_; }
    std::vector<std::string> take_fields() { return std::move(fields_); }

private:
    enum class State { start, plain, quoted, quote_in_quoted };

    std::optional<Problem> add(char c, const Place& place);
    void end_field();

    State state_ = State::start;
    std::string field_;
    std::vector<std::string> fields_;
    Place opened_at_;
};

void RecordParser::end_field() {
    fields_.push_back(std::move(field_));
    field_.clear();
    state_ = State::start;
}

std::optional<Problem> RecordParser::add(char c, const Place& place) {
    if (c == '\0') return Problem{"nul", "a NUL byte", "save the file as UTF-8 text", place};
    if (state_ == State::quoted) {
        if (c == '"') {
            state_ = State::quote_in_quoted;
        } else {
            field_ += c;
        }
        return std::nullopt;
    }
    if (c == ',') {
        end_field();
    } else if (state_ == State::quote_in_quoted) {
        if (c != '"')
            return Problem{"csv-quote", "text after a closing quote", "double every quote in a quoted field",
                           place};
        field_ += c;
        state_ = State::quoted;
    } else if (c == '"') {
        if (state_ != State::start)
            return Problem{"csv-quote", "a quote inside a field",
                           "put the whole field in quotes and double this one", place};
        state_ = State::quoted;
        opened_at_ = place;
    } else if (c == '\r') {
        return Problem{"csv-line-end", "a carriage return that ends no line", "end lines with LF or CRLF",
                       place};
    } else {
        field_ += c;
        state_ = State::plain;
    }
    return std::nullopt;
}

std::optional<Problem> RecordParser::add(const Line& line) {
    std::string_view text = line.text;
    if (state_ == State::quoted) field_ += '\n';
    Place place{"", line.number, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool ends_line = i + 1 == text.size() && text[i] == '\r' && state_ != State::quoted;
        if (ends_line) break;
        place.column = static_cast<int>(i) + 1;
        if (auto problem = add(text[i], place)) return problem;
    }
    if (is_whole()) end_field();
    return std::nullopt;
}

bool is_blank(const Line& line) {
    return line.text.empty() || line.text == "\r";
}

Problem too_long(int line, std::size_t limit) {
    return {"record-too-long",
            "a record of more than " + std::to_string(limit) + " bytes",
            "close the quotes, or split the record",
            {"", line, 1}};
}

}  // namespace

std::optional<CsvRecord> CsvReader::next() {
    std::optional<Line> line = lines_.next();
    while (line && is_blank(*line)) line = lines_.next();
    if (!line) return std::nullopt;
    CsvRecord record{line->number, {}, {}};
    RecordParser parser;
    std::vector<Line> after_first;
    std::size_t bytes = 0;
    for (;;) {
        bytes += line->text.size() + 1;
        if (line->is_too_long || bytes > limit_ + 1) {
            record.problem = too_long(record.line, limit_);
        } else {
            record.problem = parser.add(*line);
        }
        if (line->number != record.line) after_first.push_back(*std::move(line));
        if (record.problem || parser.is_whole()) break;
        line = lines_.next();
        if (!line) {
            record.problem = Problem{"csv-unclosed", "a quote that is never closed",
                                     "close it, or take it out", parser.opened_at()};
            break;
        }
    }
    if (record.problem) {
        lines_.give_back(std::move(after_first));
    } else {
        record.fields = parser.take_fields();
    }
    return record;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string field = "\"";
    for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + "\"";
}

}  // namespace stepdown
