#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

std::string example() {
    return project_file("docs/examples/hyperalgesia.yaml");
}

Ran ran(const std::string& command, const std::string& text, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{command, "case.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, {{"case.yaml", text}});
}

Json json_of(const std::string& command, const std::string& text) {
    const Ran done = ran(command, text, {"--format", "json"});
    CHECK_MESSAGE(done.code == 0, done.err);
    for (const std::string& error : schema_errors(done.out, command + "-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(done.out);
}

/// The lines of the first fenced block without a language in a page.
std::vector<std::string> shown(const std::string& page) {
    std::istringstream in(project_file(page));
    std::vector<std::string> lines;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("```")) {
            if (inside) break;
            inside = true;
        } else if (inside) {
            lines.push_back(line);
        }
    }
    return lines;
}

/// Each line that a page shows stands in what is printed; the first is the command.
void check_page(const std::string& page, const std::string& command) {
    const std::vector<std::string> lines = shown(page);
    REQUIRE(lines.size() > 5);
    CHECK(lines.front() == "$ stepdown " + command + " docs/examples/hyperalgesia.yaml --as-of 2026-11-30");
    const Ran done = run_program({command, "docs/examples/hyperalgesia.yaml", "--as-of", "2026-11-30"},
                                 {{"docs/examples/hyperalgesia.yaml", example()}});
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i] == "...") continue;
        CAPTURE(lines[i]);
        CHECK(("\n" + done.out).find("\n" + lines[i] + "\n") != std::string::npos);
    }
}

const std::vector<std::string> poor_cases{
    "stepdown: case/1\nopioids: [oxycodone 10 mg every 6 hours]\n",
    "stepdown: case/1\nopioids: [fentanyl patch 50 mcg/h every 72 hours, Butrans 20 mcg/h weekly]\n"
    "patient: {dialysis: hemodialysis, age: 80 years}\n",
    "stepdown: case/1\nopioids: [{regimen: methadone 10 mg q8h, for: oud, taking: none}]\n"
    "patient: {pregnant: yes, sex: female, age: 17 years, medicines: [gabapentin, pregabalin]}\n",
    "stepdown: case/1\nopioids: [oxycodone 10 mg every 6 hours as needed]\n"
    "patient: {serum_creatinine: 0.3 mg/dL, weight: 30 kg, age: 99 years, sex: male}\n"};

}  // namespace

TEST_CASE("adjuncts and assess never refuse and always give a whole document, whatever the case lacks") {
    for (const std::string& text : poor_cases) {
        CAPTURE(text);
        for (const std::string command : {"adjuncts", "assess"}) {
            CHECK(ran(command, text).code == 0);
            json_of(command, text);
        }
    }
}

TEST_CASE("the JSON of adjuncts has the doses of the case, in units that add up") {
    const Json document = json_of("adjuncts", example());
    CHECK(document["start"] == "2026-12-01");
    CHECK(document["facts"]["method"] == "cockcroft-gault");
    CHECK(document["facts"]["state"] == "estimated");
    for (const Json& one : document["adjuncts"]) {
        CAPTURE(one["drug"]);
        for (const Json& level : one["titration"]) {
            double day = 0;
            for (const Json& dose : level["doses"]) {
                double sum = 0;
                for (const Json& unit : dose["units"])
                    sum += unit["count"].get<double>() * unit["strength"]["value"].get<double>();
                CHECK(sum == doctest::Approx(dose["amount"]["value"].get<double>()));
                day += sum;
            }
            CHECK(day == doctest::Approx(level["daily_dose"]["value"].get<double>()));
            CHECK(day <= one["ceiling"]["value"].get<double>());
        }
        if (one["drug"] != "gabapentin") continue;
        CHECK(one["ceiling"] == Json{{"value", 1400}, {"unit", "mg/d"}});
        CHECK(one["start"]["value"] == 100);
        CHECK(one["step"]["every"]["value"] == 7);
        CHECK(one["titration"][0]["on"] == "2026-12-01");
    }
    CHECK(document["non_drug"].size() == 3);
    for (const Json& one : document["adjuncts"])
        for (const Json& id : one["citations"]) CHECK(document["citations"].contains(id));
}

TEST_CASE("the JSON of assess tells what was found, and no probability of hyperalgesia") {
    const Json document = json_of("assess", example());
    CHECK(document["hyperalgesia"] == "possible");
    CHECK(document["mme"]["value"] == 180);
    CHECK(document["instruments"].size() == 2);
    CHECK(document["instruments"][1]["id"] == "riosord-vha");
    CHECK(document["instruments"][1]["score"].is_null());
    CHECK(document["instruments"][1]["probability"].is_null());
    CHECK(document["options"][0]["order"] == 1);
    CHECK_FALSE(document["no_score"].empty());
}

TEST_CASE("what assess proposes runs with the same case file") {
    const Json document = json_of("assess", example());
    CHECK(document["options"][0]["command"] ==
          "stepdown taper case.yaml --goal \"reduce to morphine 135 mg/day\"");
    CHECK(ran("taper", example()).code == 2);  // no goal: the choice is asked for
    const Ran tapered =
        ran("taper", example(), {"--goal", "reduce to morphine 135 mg/day", "--format", "json"});
    CHECK_MESSAGE(tapered.code == 0, tapered.err);
    CHECK(Json::parse(tapered.out)["case"]["goal"] == "reduce to morphine 135 mg/day");
}

TEST_CASE("--goal stands instead of the case's goal, and a faulty one is told at --goal") {
    const std::string text = example() + "goal: discontinue\n";
    const Ran kept = ran("taper", text, {"--goal", "reduce to morphine 150 mg/day", "--format", "json"});
    CHECK_MESSAGE(kept.code == 0, kept.err);
    CHECK(Json::parse(kept.out)["after"]["opioids"][0]["daily_dose"]["value"] == 150);
    const Ran faulty = ran("taper", text, {"--goal", "reduce a bit"});
    CHECK(faulty.code == 2);
    CHECK(faulty.err.find("--goal:1:1: error:") != std::string::npos);
    CHECK(faulty.err.find("\nreduce a bit\n") != std::string::npos);
}

TEST_CASE("the pages of adjuncts and assess show what the program prints") {
    check_page("docs/adjuncts.md", "adjuncts");
    check_page("docs/assess.md", "assess");
}

TEST_CASE("a faulty case is told, with its place, by adjuncts and assess") {
    for (const std::string command : {"adjuncts", "assess"}) {
        const Ran done = ran(command, "stepdown: case/1\nopioids: [oxycodone 10 mgs every 6 hours]\n");
        CHECK(done.code == 2);
        CHECK(done.err.find("case.yaml:2:") != std::string::npos);
        CHECK(run_program({command, "none.yaml"}).code == 4);
        CHECK(run_program({command, "a.yaml", "b.yaml"}).code == 2);
    }
}
