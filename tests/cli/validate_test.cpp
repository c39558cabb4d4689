#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"
#include "tests/support/data_files.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string taper = R"(stepdown: taper/1
id: clinic-slow
title: The clinic's taper
for_whom: Patients of the clinic
published: {source: clinic, at: p. 1, evidence: derived}
chosen: by-name
phases:
  - base: current
    cut: {from: 2 %, to: 10 %, source: clinic, at: p. 2, evidence: derived}
    nominal: {cut: 5 %, source: clinic, at: p. 2, evidence: derived}
    interval: {value: 4 weeks, source: clinic, at: p. 2, evidence: derived}
visit_every: {value: 4 weeks, source: clinic, at: p. 3, evidence: derived}
)";

const std::string sources = R"(stepdown: sources/1
id: clinic-sources
sources:
  - id: clinic
    title: Policy of the clinic
    year: "2026"
    where: second edition
    checked: 2026-11-22
)";

const std::string factors = R"(stepdown: exposure/1
id: clinic-factors
title: The clinic's factors
source: cdc-2022
at: MME table
evidence: verified
cautions: []
rows:
  - drug: oxycodone
    routes: [oral]
    bands:
      - {from: 0 mg/day, below: 40 mg/day, factor: 2 MME/mg, source: cdc-2022, at: MME table, evidence: verified}
      - {from: 40 mg/day, factor: 1.5 MME/mg, source: cdc-2022, at: MME table, evidence: verified}
)";

Ran validate(const std::map<std::string, std::string>& files, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"protocols", "validate"};
    for (const auto& [path, text] : files) arguments.push_back(path);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, files);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The file must be refused with this problem at this place.
void refused(const std::string& text, const std::string& place, const std::string& id) {
    CAPTURE(text);
    const Ran ran = validate({{"f.yaml", text}, {"s.yaml", sources}});
    CHECK(ran.code == 2);
    CHECK_MESSAGE(has(ran.err, "f.yaml:" + place + ": error: "), ran.err);
    CHECK_MESSAGE(has(ran.err, "[" + id + "]\n"), ran.err);
}

}  // namespace

TEST_CASE("files without a fault are named with what they do beside the shipped data") {
    const Ran ran = validate({{"ours/t.yaml", taper}, {"ours/s.yaml", sources}, {"f.yaml", factors}});
    CHECK_MESSAGE(ran.code == 0, ran.err);
    CHECK(ran.err.empty());
    for (const char* line : {"taper clinic-slow        is added               ours/t.yaml",
                             "sources clinic-sources   is added               ours/s.yaml",
                             "exposure clinic-factors  is added               f.yaml"})
        CHECK_MESSAGE(has(ran.out, line), ran.out);
    const Ran replacing =
        validate({{"t.yaml", with(taper, "clinic-slow", "va-slower")}, {"s.yaml", sources}});
    CHECK(has(replacing.out, "replaces the shipped one"));
    const Ran json = validate({{"t.yaml", taper}, {"s.yaml", sources}}, {"--format=json"});
    for (const std::string& error : schema_errors(json.out, "validation-1.schema.json")) FAIL_CHECK(error);
}

TEST_CASE("a folder and standard input can be validated, a folder without data files cannot") {
    const std::map<std::string, std::string> files{
        {"ours/t.yaml", taper}, {"ours/s.yml", sources}, {"-", factors}, {"no/x.txt", ""}};
    const Ran ran = run_program({"protocols", "validate", "ours", "-"}, files);
    CHECK_MESSAGE(ran.code == 0, ran.err);
    CHECK(has(ran.out, "standard input"));
    CHECK(has(ran.out, "ours/s.yml"));
    const Ran empty = run_program({"protocols", "validate", "no"}, files);
    CHECK(empty.code == 2);
    CHECK(has(empty.err, "no: error: this folder has no data file"));
    CHECK(run_program({"protocols", "validate", "nowhere"}, files).code == 4);
    CHECK(run_program({"protocols", "validate"}, files).code == 2);
}

TEST_CASE("the limits of the readers are told with their place") {
    refused(taper + "cutt: 5 %\n", "13:1", "unknown-key");
    refused(with(taper, "cut: {from: 2 %, to: 10 %, source: clinic, at: p. 2,",
                 "cut: {from: 2 %, to: 10 %, at: p. 2,"),
            "9:10", "missing-key");
    refused(with(taper, "cut: {from: 2 %, to: 10 %, source: clinic, at: p. 2,",
                 "cut: {from: 2 %, to: 10 %, source: clinic,"),
            "9:10", "missing-key");
    refused(with(taper, "published: {source: clinic,", "published: {source: clinik,"), "5:21",
            "unknown-source");
    refused(with(taper, "to: 10 %", "to: 10 mg"), "9:29", "unit");
    refused(with(taper, "to: 10 %", "to: 10"), "9:26", "quantity-form");
    refused(with(taper, "nominal: {cut: 5 %, source: clinic, at: p. 2, evidence: derived}",
                 "nominal: {cut: 5 %, source: clinic, at: p. 2, evidence: unverified}"),
            "10:14", "unverified-dose");
    const std::string first =
        "below: 40 mg/day, factor: 2 MME/mg, source: cdc-2022, at: MME table, evidence: verified}";
    refused(
        with(factors, first,
             "below: 40 mg/day, factor: 2 MME/mg, source: cdc-2022, at: MME table, evidence: unverified}"),
        "12:9", "unverified-factor");
    refused(with(factors, "below: 40 mg/day", "below: 39.9 mg/day"), "12:7", "bands-do-not-meet");
    refused(with(factors, "below: 40 mg/day", "below: 40.1 mg/day"), "12:7", "bands-do-not-meet");
    refused(with(factors, "factor: 2 MME/mg", "factor: 2 (MME/day)/(mcg/h)"), "12:54", "unit");
    refused(with(factors, "drug: oxycodone", "drug: oxycodon"), "9:11", "unknown-drug");
    refused("stepdown: tapper/1\nid: x\n", "1:1", "unknown-kind");
    refused("a: *b\n", "1:4", "yaml-alias");
}

TEST_CASE("every problem of every file is told, with the line of its own file, and what is fine as well") {
    const Ran ran =
        validate({{"a.yaml", taper + "cutt: 5 %\n"}, {"b.yaml", factors + "rowz: 1\n"}, {"s.yaml", sources}});
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "a.yaml:13:1: error: taper has no key \"cutt\""));
    CHECK(has(ran.err, "\ncutt: 5 %\n^\n"));
    CHECK(has(ran.err, "b.yaml:14:1: error: set of factors has no key \"rowz\"; write rows"));
    CHECK(has(ran.err, "\nrowz: 1\n^\n"));
    CHECK(has(ran.out, "s.yaml"));
    CHECK_FALSE(has(ran.out, "a.yaml"));
    const Ran json = validate({{"a.yaml", taper}}, {"--format=json"});
    CHECK(json.code == 2);
    for (const std::string& error : schema_errors(json.out, "error-1.schema.json")) FAIL_CHECK(error);
}

TEST_CASE("a fault in a list of sources hides no fault of another file and makes none up") {
    const Ran ran = validate({{"a.yaml", taper + "cutt: 5 %\n"}, {"s.yaml", sources + "    yeer: 1\n"}});
    CHECK(has(ran.err, "s.yaml:9:5: error: source has no key \"yeer\""));
    CHECK(has(ran.err, "a.yaml:13:1: error: taper has no key \"cutt\""));
    CHECK_FALSE(has(ran.err, "unknown-source"));
}

TEST_CASE("two files of one kind and id, and a source that nothing cites, are problems") {
    const Ran twice = validate({{"a.yaml", taper}, {"b.yaml", taper}, {"s.yaml", sources}});
    CHECK(twice.code == 2);
    CHECK(
        has(twice.err, "b.yaml:1:1: error: taper/1 clinic-slow is given twice; it stands in a.yaml already"));
    const Ran unused = validate({{"s.yaml", sources}});
    CHECK(unused.code == 2);
    CHECK(has(unused.err, "s.yaml:4:9: error: nothing cites the source \"clinic\""));
}

TEST_CASE("data of --data is really used, and the version line says what is not as shipped") {
    const std::string cdc =
        with(with(factors, "id: clinic-factors", "id: cdc-2022"), "The clinic's factors", "Ours");
    const std::map<std::string, std::string> files{
        {"ours/f.yaml", cdc}, {"more/t.yaml", taper}, {"more/s.yaml", sources}};
    const Ran ran = run_program({"mme", "oxycodone 15 mg q12h", "--data", "ours", "--data", "more"}, files);
    CHECK_MESSAGE(ran.code == 0, ran.err);
    CHECK(has(ran.out, "30 mg/day  2 MME/mg  60"));
    CHECK(has(ran.out, "not as shipped: exposure cdc-2022 (replaced),"));
    CHECK(has(ran.out, "taper clinic-slow (added)"));
    const Json shipped = Json::parse(run_program({"mme", "oxycodone 15 mg q12h", "--format=json"}).out);
    const Json own = Json::parse(
        run_program({"mme", "oxycodone 15 mg q12h", "--format=json", "--data", "ours"}, files).out);
    CHECK(shipped["total"]["value"] == 45);
    CHECK(own["total"]["value"] == 60);
    CHECK(shipped["software"]["data"] != own["software"]["data"]);
}

TEST_CASE("a folder of --data takes nothing of what stands after it, and its faults are all told") {
    const std::map<std::string, std::string> files{{"a/t.yaml", taper + "cutt: 1\n"},
                                                   {"a/s.yaml", sources},
                                                   {"b/x.yaml", "a: *b\n"},
                                                   {"b/y.yaml", "- ,\n"},
                                                   {"no/x.txt", ""}};
    CHECK(run_program({"mme", "--data", "c", "morphine 10 mg q6h"},
                      {{"c/t.yaml", taper}, {"c/s.yaml", sources}})
              .code == 0);
    const Ran faulty = run_program({"mme", "--data", "a", "morphine 10 mg q6h"}, files);
    CHECK(faulty.code == 2);
    CHECK(has(faulty.err, "a/t.yaml:13:1: error: taper has no key \"cutt\""));
    CHECK(has(faulty.err, "\ncutt: 1\n^\n"));
    const Ran several = run_program({"mme", "--data", "b", "--data", "no", "morphine 10 mg q6h"}, files);
    CHECK(several.code == 2);
    for (const char* file : {"b/x.yaml:1:", "b/y.yaml:1:", "no: error: this folder has no data file"})
        CHECK_MESSAGE(has(several.err, file), several.err);
    CHECK(run_program({"mme", "--data", "nowhere", "morphine 10 mg q6h"}, files).code == 4);
}
