#include "conversions/text/csv.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "tests/support/property.hpp"

using namespace stepdown;

namespace {

using Fields = std::vector<std::string>;

/// A text in pieces of `size` bytes.
LineReader::More pieces(const std::string& text, std::size_t size) {
    return [text, size, at = std::size_t(0)]() mutable -> Result<std::string_view> {
        const std::string_view piece = std::string_view(text).substr(at, size);
        at += piece.size();
        return piece;
    };
}

std::vector<CsvRecord> records(const std::string& text, std::size_t size = 3, std::size_t limit = 100) {
    LineReader lines(pieces(text, size), limit);
    CsvReader reader(lines, limit);
    std::vector<CsvRecord> all;
    while (auto record = reader.next()) all.push_back(*record);
    return all;
}

std::vector<Fields> fields(const std::string& text) {
    std::vector<Fields> all;
    for (const CsvRecord& record : records(text)) {
        CHECK_FALSE(record.problem.has_value());
        all.push_back(record.fields);
    }
    return all;
}

struct Fault {
    int line;
    std::string id;
    int at_line, column;
    bool operator==(const Fault&) const = default;
};

/// The faulty records, and by an empty id the good ones.
std::vector<Fault> faults(const std::string& text, std::size_t limit = 100) {
    std::vector<Fault> all;
    for (const CsvRecord& one : records(text, 3, limit)) {
        if (one.problem) {
            all.push_back({one.line, one.problem->id, one.problem->place.line, one.problem->place.column});
        } else {
            all.push_back({one.line, "", 0, 0});
        }
    }
    return all;
}
using Faults = std::vector<Fault>;

}  // namespace

TEST_CASE("a quote that is never closed costs its own record and none of those after it") {
    CHECK(faults("a,b\n1,\"x\n2,y\n3,z\n") ==
          Faults{{1, "", 0, 0}, {2, "csv-unclosed", 2, 3}, {3, "", 0, 0}, {4, "", 0, 0}});
    // The quote of a later record seems to close it.
    CHECK(faults("1,\"x\n2,\"y\"\n3,z\n") == Faults{{1, "csv-quote", 2, 4}, {2, "", 0, 0}, {3, "", 0, 0}});
}

TEST_CASE("fields are parted by commas, records by LF or CRLF, the last one may do without") {
    CHECK(fields("a,b\n1,2\n") == std::vector<Fields>{{"a", "b"}, {"1", "2"}});
    CHECK(fields("a,b\r\n1,2") == std::vector<Fields>{{"a", "b"}, {"1", "2"}});
    CHECK(fields(",\n") == std::vector<Fields>{{"", ""}});
    CHECK(fields("\"\"\n") == std::vector<Fields>{{""}});
    CHECK(fields("") == std::vector<Fields>{});
    CHECK(fields(" a , b") == std::vector<Fields>{{" a ", " b"}});
}

TEST_CASE("an empty line is no record") {
    CHECK(fields("\n\r\na\n\n\nb\n\n") == std::vector<Fields>{{"a"}, {"b"}});
}

TEST_CASE("a quoted field holds commas, quotes and line breaks, as they are") {
    CHECK(fields("\"a,\"\"b\"\"\",\"c\nd\r\n\ne\"\r\nf,g\n") ==
          std::vector<Fields>{{"a,\"b\"", "c\nd\r\n\ne"}, {"f", "g"}});
}

TEST_CASE("a byte order mark is left out at the start and kept elsewhere") {
    CHECK(fields("\xEF\xBB\xBFid\n\xEF\xBB\xBFx\n") == std::vector<Fields>{{"id"}, {"\xEF\xBB\xBFx"}});
}

TEST_CASE("what RFC 4180 does not allow is a problem of its record, with line and column") {
    CHECK(faults("a\nb\"c\nd\n") == Faults{{1, "", 0, 0}, {2, "csv-quote", 2, 2}, {3, "", 0, 0}});
    CHECK(faults("\"a\"b\nc\n") == Faults{{1, "csv-quote", 1, 4}, {2, "", 0, 0}});
    CHECK(faults(" \"a\"\n") == Faults{{1, "csv-quote", 1, 2}});
    CHECK(faults("a\rb\nc\n") == Faults{{1, "csv-line-end", 1, 2}, {2, "", 0, 0}});
    CHECK(faults(std::string("a\0b\nc\n", 6)) == Faults{{1, "nul", 1, 2}, {2, "", 0, 0}});
}

TEST_CASE("a record may be as long as the limit and no longer, on one line or on several") {
    CHECK(faults("123456789\nx\n", 10).front().id.empty());
    CHECK(faults("1234567890\nx\n", 10).front().id.empty());
    CHECK(faults("12345678901\nx\n", 10) == Faults{{1, "record-too-long", 1, 1}, {2, "", 0, 0}});
    CHECK(records("12345678901\nx\n", 3, 10).back().fields == Fields{"x"});
    CHECK(faults("\"1234\n678\"\n", 10).front().id.empty());
    CHECK(faults("\"1234\n6789\"\nx\n", 10).front().id == "record-too-long");
    CHECK(faults("\"12345\n6789\n\"\n", 10).front().id == "record-too-long");
}

TEST_CASE("a reading fault ends the lines and is kept") {
    int calls = 0;
    LineReader lines(
        [&]() -> Result<std::string_view> {
            if (++calls == 1) return std::string_view("a\nb");
            return Problem{"read-file", "gone", "", {}};
        },
        100);
    CHECK(lines.next()->text == "a");
    CHECK(lines.next()->text == "b");
    CHECK_FALSE(lines.next().has_value());
    REQUIRE(lines.problems().size() == 1);
    CHECK(lines.problems()[0].id == "read-file");
}

TEST_CASE("fields that are written are read back, in pieces of any size") {
    CHECK(test::holds("csv read back", 100, [] {
        const auto character = rc::gen::element('a', ',', '"', '\n', '\r', ' ', ';');
        const auto record =
            rc::gen::nonEmpty(rc::gen::container<Fields>(rc::gen::container<std::string>(character)));
        const auto all = *rc::gen::container<std::vector<Fields>>(record);
        std::string text;
        std::vector<Fields> expected;
        for (const Fields& one : all) {
            if (one == Fields{""}) continue;  // an empty line is no record
            std::string line;
            for (const std::string& field : one) line += csv_field(field) + ",";
            line.back() = '\n';
            text += line;
            expected.push_back(one);
        }
        std::vector<Fields> read;
        for (const CsvRecord& one : records(text, *rc::gen::inRange<std::size_t>(1, 9), 100000)) {
            RC_ASSERT(!one.problem.has_value());
            read.push_back(one.fields);
        }
        RC_ASSERT(read == expected);
    }));
}

TEST_CASE("whatever the bytes, every line belongs to a record that is read or told, and none twice") {
    CHECK(test::holds("csv of any bytes", 200, [] {
        const std::string text =
            *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', '\0'));
        int last = 0;
        for (const CsvRecord& one : records(text, 4, 12)) {
            RC_ASSERT(one.line > last);
            RC_ASSERT(one.problem.has_value() == one.fields.empty());
            last = one.line;
        }
    }));
}
