#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "cli/shell.hpp"
#include "conversions/text/csv.hpp"
#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown;
using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

using Row = std::map<std::string, std::string>;

/// The rows of a CSV text by the names of their columns.
std::vector<Row> rows_of(const std::string& text) {
    LineReader lines(
        [left = std::string_view(text)]() mutable -> Result<std::string_view> {
            return std::exchange(left, std::string_view());
        },
        100000);
    CsvReader reader(lines, 100000);
    std::vector<std::string> names;
    std::vector<Row> rows;
    while (const auto record = reader.next()) {
        REQUIRE_FALSE(record->problem.has_value());
        if (names.empty()) {
            names = record->fields;
            continue;
        }
        REQUIRE(record->fields.size() == names.size());
        Row& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = record->fields[i];
    }
    return rows;
}

Ran batch(const std::string& text, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"batch", "mme"});
    return run_program(more, {{"-", text}});
}

std::vector<Row> rows(const std::string& text, const std::vector<std::string>& more = {}) {
    return rows_of(batch(text, more).out);
}

std::vector<Json> lines(const std::string& text, const std::vector<std::string>& more = {}) {
    const DocumentSchema schema("mme-record-1.schema.json");
    std::istringstream in(batch(text, more).out);
    std::vector<Json> all;
    for (std::string line; std::getline(in, line);) {
        for (const std::string& error : schema.errors(line)) FAIL_CHECK(error);
        all.push_back(Json::parse(line));
    }
    return all;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The nth fenced block of this kind in the guide.
std::string block(const std::string& kind) {
    const std::string guide = project_file("docs/batch.md"), fence = "```" + kind + "\n";
    const std::size_t from = guide.find(fence);
    REQUIRE(from != std::string::npos);
    return guide.substr(from + fence.size(), guide.find("```", from + fence.size()) - from - fence.size());
}

}  // namespace

TEST_CASE("two records of one person are never two totals that are too low") {
    const std::vector<Row> all = rows(
        "id,regimen\nx,morphine 10 mg q6h\na,morphine 10 mg q4h\na,oxycodone 30 mg q6h\na,codeine 30 mg q6h\n"
        "y,morphine 10 mg q6h\n");
    REQUIRE(all.size() == 5);
    for (const std::size_t i : {1U, 2U, 3U}) {
        CHECK(all[i].at("problem") == "repeated-id");
        CHECK(all[i].at("total_mme").empty());
        CHECK(all[i].at("at_least_90") == "unknown");
    }
    CHECK(all[0].at("total_mme") == "40");
    CHECK(all[4].at("total_mme") == "40");
}

TEST_CASE("records without an id are never taken for one person") {
    CHECK(rows("regimen\nmorphine 10 mg q6h\nmorphine 10 mg q6h\n")[1].at("total_mme") == "40");
    CHECK(rows("id,regimen\n,morphine 10 mg q6h\n,morphine 10 mg q6h\n")[1].at("total_mme") == "40");
}

TEST_CASE("a column that might hold a second opioid is never passed over in silence") {
    for (const char* column : {"opioid 2", "drug", "dose", "regimen_b", "regimens 2x"}) {
        CAPTURE(column);
        const Ran ran =
            batch("id,regimen," + std::string(column) + "\na,morphine 10 mg q6h,methadone 10 mg q8h\n");
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        CHECK(has(ran.err, "standard input:1:1: error: unknown column"));
    }
    CHECK(rows("id,regimen 1,Regimen_2\na,morphine 10 mg q6h,oxycodone 10 mg q6h\n")[0].at("total_mme") ==
          "100");
    CHECK(rows("id,regimen,clinic\na,morphine 10 mg q6h,b\n", {"--ignore", "Clinic"})[0].at("total_mme") ==
          "40");
    CHECK(batch("id,regimen\na,b\n", {"--ignore", "clinic"}).code == 2);
}

TEST_CASE("a record gives the numbers that stepdown mme gives") {
    const std::vector<std::string> regimens{"methadone 7.5 mg q8h",
                                            "oxycodone/acetaminophen 10/325 mg 1 tablet q6h prn",
                                            "fentanyl patch 37.5 mcg/h every 72 hours"};
    for (const char* source : {"cdc-2022", "cdc-2016", "anzca-2021"}) {
        CAPTURE(source);
        std::vector<std::string> alone{"mme", "--format=json", "--source", source};
        alone.insert(alone.end(), regimens.begin(), regimens.end());
        const Json one = Json::parse(run_program(alone).out);
        const Json many = lines(Json({{"regimens", regimens}}).dump() + "\n", {"--source", source}).at(0);
        CHECK(many["source"] == source);
        for (const char* field : {"total", "complete", "acetaminophen", "unconverted"})
            CHECK(one[field] == many[field]);
        for (std::size_t i = 0; i < regimens.size(); ++i) {
            for (const char* field : {"input", "drug", "daily_dose", "mme", "counted_as"})
                CHECK(one["items"][i][field] == many["items"][i][field]);
        }
    }
}

TEST_CASE("a line is reached at 50 and at 90, and only a complete total stays below one") {
    const auto reached = [](const std::string& regimens) {
        const Row row = rows("regimen\n\"" + regimens + "\"\n").at(0);
        return row.at("at_least_50") + " " + row.at("at_least_90");
    };
    CHECK(reached("morphine 49.9 mg daily") == "no no");
    CHECK(reached("morphine 50 mg daily") == "yes no");
    CHECK(reached("morphine 89.9 mg daily") == "yes no");
    CHECK(reached("morphine 90 mg daily") == "yes yes");
    CHECK(reached("fentanyl patch 37.5 mcg/h every 72 hours") == "yes yes");  // 37.5 x 2.4 = 90
    CHECK(reached("morphine 49.9 mg daily; Butrans 5 mcg/h weekly") == "unknown unknown");
    CHECK(reached("morphine 50 mg daily; Butrans 5 mcg/h weekly") == "yes unknown");
    CHECK(reached("morphine 90 mg daily; levorphanol 2 mg q8h") == "yes yes");
    CHECK(reached("levorphanol 2 mg q8h") == "unknown unknown");
}

TEST_CASE("as-needed use says how it was counted") {
    const auto counted = [](const std::string& regimens) {
        return rows("regimen\n\"" + regimens + "\"\n").at(0).at("as_needed");
    };
    CHECK(counted("morphine 10 mg q6h") == "none");
    CHECK(counted("oxycodone 5 mg q6h prn, uses 2 a day") == "really-used");
    CHECK(counted("oxycodone 5 mg q6h prn") == "most-allowed");
    CHECK(counted("oxycodone 5 mg q6h prn, uses 2 a day; morphine 10 mg q6h prn") == "most-allowed");
}

TEST_CASE("a faulty record carries its problems, stops nothing, and makes the exit code 2") {
    const Ran ran = batch(
        "id,regimen\na,oxycodone 10 mg q6h\nb,oxycodone 10 mgs q6h; morfine 10 mg q6h\nc,\n"
        "d,oxycodone 10 mg q6h, uses 3\ne,\"oxycodone\nf,morphine 10 mg q6h\n");
    CHECK(ran.code == 2);
    const std::vector<Row> all = rows_of(ran.out);
    std::vector<std::string> problems;
    for (const Row& row : all) problems.push_back(row.at("line") + " " + row.at("problem"));
    CHECK(problems == std::vector<std::string>{"2 ", "3 unit; unknown-drug", "4 empty-regimen",
                                               "5 csv-fields", "6 csv-unclosed", "7 "});
    CHECK(has(all[1].at("message"),
              "regimen 1: unknown unit \"mgs\"; write mg, mcg or mL | regimen 2: unknown drug"));
    CHECK(has(ran.err, "standard input:3: error: regimen 1: unknown unit \"mgs\""));
    CHECK(
        has(ran.err,
            "6 records: 2 totalled, 4 with problems (csv-fields 1, csv-unclosed 1, empty-regimen 1, unit 1, "
            "unknown-drug 1)\n"));
    CHECK(batch("regimen\nmorphine 10 mg q6h\n").code == 0);
}

TEST_CASE("faulty NDJSON is a fault of its line") {
    const std::vector<Json> all = lines(
        "{\"regimens\":[\"morphine 10 mg q6h\"],\"id\":12345678901234567890}\n"
        "\n"
        "{\"regimens\":[\"morphine 10 mg q6h\"\n"
        "[{\"regimens\":[\"morphine 10 mg q6h\"]}]\n"
        "{\"regimens\":\"morphine 10 mg q6h\"}\n"
        "{\"regimens\":[{\"a\":1}]}\n"
        "{\"regimens\":[\"morphine 10 mg q6h\", 5]}\n"
        "{\"id\":1.5,\"regimens\":[\"morphine 10 mg q6h\"]}\n"
        "{\"regimens\":[\"morphine 10 mg q6h\"],\"regimens\":[\"morphine 20 mg q6h\"]}\n"
        "{\"regimens\":[\"morphine 10 mg q6h\"],\"regimenz\":[\"morphine 20 mg q6h\"]}\n"
        "{\"id\":\"a\"}\n"
        "{\"regimens\":[\"morphine 10 mg q6h\"]} {}\n"
        "{\"regimens\":[]}\n"
        "7\n"
        "{\"id\":-7,\"regimens\":[\"morphine 10 mg q6h\"]}\n");
    std::vector<std::string> problems;
    for (const Json& one : all)
        problems.push_back(one["problems"].empty() ? "" : one["problems"][0]["id"].get<std::string>());
    CHECK(problems == std::vector<std::string>{"", "json", "json", "not-a-list", "not-text", "not-text",
                                               "not-text", "duplicate-key", "unknown-key", "missing-key",
                                               "json", "empty-regimen", "json", ""});
    CHECK(all.front()["id"] == 12345678901234567890ULL);
    CHECK(all.back()["id"] == -7);
    CHECK(all.back()["line"] == 15);
    CHECK(
        lines("{\"regimens\":[\"morphine 10 mg q6h\"],\"clinic\":{\"id\":[1,{}]}}\n", {"--ignore", "clinic"})
            .at(0)["total"]["value"] == 40);
}

TEST_CASE("the first byte tells the kind, and options say otherwise") {
    CHECK(batch("\n {\"regimens\":[\"morphine 10 mg q6h\"]}\n").out.front() == '{');
    CHECK(lines("regimen\nmorphine 10 mg q6h\n", {"--format", "json"}).at(0)["total"]["value"] == 40);
    CHECK(rows("{\"regimens\":[\"morphine 10 mg q6h\"]}\n", {"--format", "csv"}).at(0).at("total_mme") ==
          "40");
    CHECK(batch("regimen\n", {"--input", "json"}).code == 2);
    CHECK(batch("", {"--input", "xml"}).code == 2);
    CHECK(batch("regimen\n", {"--format", "text"}).code == 2);
    CHECK(batch("regimen\n", {"--format", "json"}).code == 0);
}

TEST_CASE("a header that cannot be read is exit 2, before anything is written") {
    for (const std::string text :
         {"", "\n\n", "id\na\n", "id;regimen\na;b\n", "id,id,regimen\n", "\"id\n", "i\r\nd,re\rgimen\r\n"}) {
        CAPTURE(text);
        const Ran ran = batch(text, {"--output", "o.csv"});
        CHECK(ran.code == 2);
        CHECK_FALSE(ran.err.empty());
        CHECK_FALSE(ran.files.contains("o.csv"));
    }
    CHECK(has(batch("id;regimen\na;b\n").err, "part columns by commas"));
    CHECK(has(batch("id,regimn\na,b\n").err, "write regimen"));
    const Ran ran = batch("id\n", {"--format", "json"});
    for (const std::string& error : schema_errors(ran.out, "error-1.schema.json")) FAIL_CHECK(error);
}

TEST_CASE("what a batch does not take is exit 2, a missing file exit 4") {
    CHECK(batch("regimen\n", {"--source", "all"}).code == 2);
    CHECK(batch("regimen\n", {"--source", "cdc-2061"}).code == 2);
    CHECK(run_program({"batch", "taper"}, {{"-", ""}}).code == 2);
    CHECK(run_program({"batch"}).code == 2);
    CHECK(run_program({"batch", "mme", "a", "b"}).code == 2);
    CHECK(run_program({"batch", "mme", "nowhere.csv"}).code == 4);
}

TEST_CASE("a file of records becomes a file of rows, which is not replaced without --force") {
    const std::map<std::string, std::string> files{{"r.csv", "regimen\nmorphine 10 mg q6h\n"}};
    const Ran ran = run_program({"batch", "mme", "r.csv", "--output", "o.csv"}, files);
    CHECK(ran.code == 0);
    CHECK(ran.out.empty());
    CHECK(rows_of(ran.files.at("o.csv")).at(0).at("total_mme") == "40");
    CHECK(run_program({"batch", "mme", "r.csv", "--output", "o.csv"}, ran.files).code == 4);
    CHECK(run_program({"batch", "mme", "r.csv", "--output", "o.csv", "--force"}, ran.files).code == 0);
}

TEST_CASE("an id is given back as it was, but never as a formula") {
    const auto id = [](const std::string& written) {
        return rows("id,regimen\n" + written + ",morphine 10 mg q6h\n").at(0).at("id");
    };
    CHECK(id("\"a,\"\"b\"\"\nc\"") == "a,\"b\"\nc");
    CHECK(id(" 007 ") == " 007 ");
    CHECK(id("-12") == "-12");
    CHECK(id("=1+1") == "'=1+1");
    CHECK(id("+1") == "'+1");
    CHECK(id("@x") == "'@x");
    CHECK(id("-x") == "'-x");
    CHECK(lines("{\"id\":\"=1\",\"regimens\":[\"morphine 10 mg q6h\"]}\n").at(0)["id"] == "=1");
}

TEST_CASE("bytes that are not UTF-8 break no output") {
    CHECK(lines("id,regimen\n\xFF,morph\xFFine 10 mg q6h\n", {"--format=json"}).at(0)["status"] == "error");
}

TEST_CASE("problems are told with --quiet, counts and progress are not") {
    const Ran quiet = batch("regimen\nmorphine 10 mg q6h\n", {"--quiet"});
    CHECK(quiet.err.empty());
    const Ran wrong = batch("regimen\nmorphine\n", {"--quiet"});
    CHECK(has(wrong.err, "1 record: 0 totalled, 1 with problems"));
    CHECK(batch("regimen\nmorphine 10 mg q6h\n").err == "1 record: 1 totalled, 0 with problems\n");
}

TEST_CASE("thousands of records stream through: rows in order, ten problems told, progress shown") {
    std::string text = "id,regimen\n";
    for (int i = 0; i < 2500; ++i)
        text += std::to_string(i) + (i % 100 == 7 ? ",morphine 10\n" : ",morphine 10 mg q6h\n");
    const Ran ran = batch(text);
    const std::vector<Row> all = rows_of(ran.out);
    REQUIRE(all.size() == 2500);
    for (std::size_t i = 0; i < all.size(); ++i) {
        REQUIRE(all[i].at("id") == std::to_string(i));
        REQUIRE(all[i].at("total_mme") == (i % 100 == 7 ? "" : "40"));
    }
    CHECK(ran.progress ==
          std::vector<std::string>{"1,000 records, 10 with problems", "2,000 records, 20 with problems", ""});
    CHECK(has(ran.err, "\nand "));
    CHECK(has(ran.err, "2,500 records: 2,475 totalled, 25 with problems"));
    CHECK(batch(text, {"--quiet"}).progress == std::vector<std::string>{""});
}

TEST_CASE("the guide's records give the guide's rows") {
    const std::vector<Row> all = rows(block("csv"));
    const std::string guide = project_file("docs/batch.md");
    REQUIRE(all.size() == 4);
    for (const Row& row : all) {
        std::string line = "|";
        for (const char* column : {"id", "total_mme", "complete", "at_least_50", "at_least_90", "problem"})
            line += " " + row.at(column) + (row.at(column).empty() ? "|" : " |");
        CHECK_MESSAGE(has(guide, line), line);
    }
    for (const auto& [column, value] : all.front()) CHECK_MESSAGE(has(guide, "`" + column + "`"), column);
    for (const Json& one : lines(block("json"))) CHECK(one["status"] == "done");
}

TEST_CASE("two columns of one name are told, and how to number them") {
    const Ran ran = batch("id,regimen,regimen\na,morphine 10 mg q6h,oxycodone 10 mg q6h\n");
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "two columns are named regimen; number them, as in regimen 1 and regimen 2"));
}

TEST_CASE("a JSON record may have one regimen") {
    CHECK(lines(R"({"id":"a","regimen":"morphine 10 mg q6h"})").at(0)["total"]["value"] == 40);
    CHECK(lines(R"({"regimen":["morphine 10 mg q6h"]})").at(0)["total"].is_null());
    CHECK(lines(R"({"regimen":7})").at(0)["total"].is_null());
    // Never one of two alone.
    CHECK(lines(R"({"regimen":"morphine 10 mg q6h","regimens":["morphine 10 mg q6h"]})")
              .at(0)["total"]
              .is_null());
    CHECK(lines(R"({"regimen":"x","regimens":["morphine 10 mg q6h"]})", {"--ignore", "regimen"})
              .at(0)["total"]["value"] == 40);
}
