#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> examples{"hydrocodone-weekly", "morphine-er-270-va-slower",
                                        "oxycodone-ir-scored-slow", "refused-pregnant"};

std::string example(const std::string& name) {
    return project_file("docs/examples/" + name + ".yaml");
}

Ran taper(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"taper", name + ".yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, {{name + ".yaml", example(name)}});
}

void check_schema(const std::string& json, const std::string& schema) {
    for (const std::string& error : schema_errors(json, schema)) FAIL_CHECK(error);
}

/// Every citation id that stands anywhere in a document.
void collect_citations(const Json& node, std::vector<std::string>& ids) {
    if (node.is_object()) {
        for (const auto& [key, value] : node.items()) {
            if (key == "citations" && value.is_array()) {
                for (const Json& id : value) ids.push_back(id);
            } else {
                collect_citations(value, ids);
            }
        }
    } else if (node.is_array()) {
        for (const Json& item : node) collect_citations(item, ids);
    }
}

}  // namespace

TEST_CASE("the examples print as their golden files have them") {
    for (const std::string& name : examples) {
        CAPTURE(name);
        check_golden("tests/golden/" + name + ".txt", taper(name).out);
        check_golden("tests/golden/" + name + ".json", taper(name, {"--format", "json"}).out);
        check_golden("tests/golden/" + name + ".explained.txt", taper(name, {"--explain"}).out);
    }
}

TEST_CASE("every plan in JSON keeps to its schema, explained or not") {
    for (const std::string& name : examples) {
        CAPTURE(name);
        check_schema(taper(name, {"--format", "json"}).out, "plan-1.schema.json");
        check_schema(taper(name, {"--format", "json", "--explain"}).out, "plan-1.schema.json");
    }
}

TEST_CASE("every citation of a plan is resolved, and none is resolved that nobody cites") {
    for (const std::string& name : examples) {
        const Json plan = Json::parse(taper(name, {"--format=json"}).out);
        std::vector<std::string> ids;
        collect_citations(plan, ids);
        CHECK_FALSE(ids.empty());
        for (const std::string& id : ids) CHECK_MESSAGE(plan["citations"].contains(id), id);
        for (const auto& [id, source] : plan["citations"].items()) {
            CHECK_MESSAGE(std::find(ids.begin(), ids.end(), id) != ids.end(), id);
        }
    }
}

TEST_CASE("an issued plan ends with 0, a refused one with 3") {
    CHECK(taper("morphine-er-270-va-slower").code == 0);
    const Ran refused = taper("refused-pregnant", {"--format", "json"});
    CHECK(refused.code == 3);
    const Json plan = Json::parse(refused.out);
    CHECK(plan["status"] == "refused");
    CHECK(plan["steps"].empty());
    CHECK(plan["findings"][0]["rule"] == "pregnancy");
}

TEST_CASE("the same command gives the same bytes, and another day leaves the plan's id alone") {
    const Ran once = taper("oxycodone-ir-scored-slow", {"--format=json"});
    CHECK(once.out == taper("oxycodone-ir-scored-slow", {"--format=json"}).out);
    const Ran later = taper("oxycodone-ir-scored-slow", {"--format=json", "--as-of", "2026-12-03"});
    CHECK(Json::parse(once.out)["id"] == Json::parse(later.out)["id"]);
    CHECK(Json::parse(later.out)["as_of"] == "2026-12-03");
}

TEST_CASE("a plan is a draft until the case names who reviewed this very plan") {
    const std::string text = example("oxycodone-ir-scored-slow");
    const Json draft = Json::parse(taper("oxycodone-ir-scored-slow", {"--format=json"}).out);
    CHECK(draft["draft"] == true);
    const std::string id = draft["id"];
    const auto with_review = [&](const std::string& plan) {
        const std::string reviewed =
            text + "reviewed: {by: \"Dr. A. Example\", on: 2026-11-30, plan: \"" + plan + "\"}\n";
        return Json::parse(run_program({"taper", "c", "--format=json"}, {{"c", reviewed}}).out);
    };
    CHECK(with_review(id)["draft"] == false);
    CHECK(with_review(id)["id"] == id);
    CHECK(with_review("0123456789abcdef")["draft"] == true);
}

TEST_CASE("a mistyped unit is told with its place, exit 2, and as JSON when JSON was asked for") {
    std::string text = example("morphine-er-270-va-slower");
    text.replace(text.find("90 mg q8h"), 9, "90 mgs q8h");
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    CHECK(ran.code == 2);
    CHECK(ran.err ==
          "case.yaml:9:20: error: unknown unit \"mgs\"; write mg, mcg or mL [unit]\n"
          "  - morphine ER 90 mgs q8h\n"
          "                   ^\n");
    check_schema(ran.out, "error-1.schema.json");
    CHECK(Json::parse(ran.out)["problems"][0]["line"] == 9);
}

TEST_CASE("all errors of a file are told at once") {
    std::string text = example("morphine-er-270-va-slower");
    text.replace(text.find("age: 58 years"), 13, "age: 58");
    text.replace(text.find("goal: discontinue"), 17, "goal: stop soon");
    text += "prefrences: {tablets_scored: yes}\n";
    const Ran ran = run_program({"taper", "-"}, {{"-", text}});
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("standard input:5:") != std::string::npos);
    CHECK(ran.err.find("[goal]") != std::string::npos);
    CHECK(ran.err.find("write preferences") != std::string::npos);
}

TEST_CASE("a missing file is exit 4, a wrong command line exit 2") {
    CHECK(run_program({"taper", "nowhere.yaml"}).code == 4);
    CHECK(run_program({"tapper", "case.yaml"}).code == 2);
    CHECK(run_program({}).code == 2);
    CHECK(run_program({"taper"}).code == 2);
    CHECK(run_program({"taper", "a", "b"}, {{"a", ""}, {"b", ""}}).code == 2);
    CHECK(run_program({"mme", "morphine 10 mg q8h", "--format", "csv"}).code == 2);
    CHECK(run_program({"mme", "morphine 10 mg q8h", "--as-of", "2026-02-30"}).code == 2);
    check_schema(run_program({"taper", "nowhere.yaml", "--format=json"}).out, "error-1.schema.json");
}

TEST_CASE("help and version are answers") {
    CHECK(run_program({"--help"}).code == 0);
    CHECK(run_program({"--help"}).out.find("Exit codes") != std::string::npos);
    CHECK(run_program({"taper", "--help"}).out.find("Example:") != std::string::npos);
    CHECK(run_program({"--version"}).out == "stepdown 0.1.0\n");
}

TEST_CASE("an output file is written, and not replaced without --force") {
    const std::map<std::string, std::string> files{{"c.yaml", example("morphine-er-270-va-slower")}};
    const Ran first = run_program({"taper", "c.yaml", "--output", "plan.txt"}, files);
    CHECK(first.code == 0);
    CHECK(first.out.empty());
    CHECK(first.files.at("plan.txt") == taper("morphine-er-270-va-slower").out);
    CHECK(run_program({"taper", "c.yaml", "--output", "plan.txt"}, first.files).code == 4);
    CHECK(run_program({"taper", "c.yaml", "--output", "plan.txt", "--force"}, first.files).code == 0);
}

TEST_CASE("a new case, filled in, becomes a plan; left as printed, every blank is told") {
    const Ran made = run_program({"new", "morphine ER 90 mg q8h"});
    CHECK(made.code == 0);
    const Ran blank = run_program({"taper", "c"}, {{"c", made.out}});
    CHECK(blank.code == 2);
    for (const char* key : {"age", "sex", "pregnant", "conditions", "used_for", "prescriber",
                            "patient_agrees", "suicidality", "opioid_use_disorder", "naloxone"}) {
        CHECK_MESSAGE(blank.err.find(key) != std::string::npos, key);
    }
    std::string filled = made.out;
    const auto fill = [&](const std::string& key, const std::string& value) {
        const std::size_t at = filled.find(key + ":");
        REQUIRE(at != std::string::npos);
        filled.insert(at + key.size() + 1, " " + value);
    };
    fill("age", "58 years");
    fill("sex", "female");
    fill("pregnant", "no");
    fill("conditions", "[]");
    fill("used_for", "4 years");
    fill("prescriber", "\"Dr. B\"");
    fill("patient_agrees", "yes");
    fill("suicidality", "no");
    fill("opioid_use_disorder", "no");
    fill("naloxone", "yes");
    const Ran plan = run_program({"taper", "c"}, {{"c", filled}});
    CHECK_MESSAGE(plan.code == 0, plan.err);
}

TEST_CASE("mme totals the ten opioids of the CDC 2022 table, each with its working") {
    const Ran ran =
        run_program({"mme", "codeine 30 mg q6h", "fentanyl patch 25 mcg/h every 72 hours",
                     "hydrocodone/acetaminophen 10/325 mg 1 tablet q6h", "hydromorphone 4 mg q6h",
                     "methadone 10 mg q8h", "morphine ER 30 mg q12h", "oxycodone 10 mg q6h",
                     "oxymorphone 10 mg q6h", "tapentadol 50 mg q6h", "tramadol 50 mg q6h", "--format=json"});
    CHECK(ran.code == 0);
    check_schema(ran.out, "mme-1.schema.json");
    const Json mme = Json::parse(ran.out);
    // 18 + 60 + 40 + 80 + 141 + 60 + 60 + 120 + 80 + 40, by hand from the published factors
    CHECK(mme["total"]["value"].get<double>() == doctest::Approx(699));
    CHECK(mme["complete"] == true);
    CHECK(mme["acetaminophen"]["value"] == 1300);
    const std::vector<double> expected{18, 60, 40, 80, 141, 60, 60, 120, 80, 40};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(mme["items"][i]["mme"]["value"].get<double>() == doctest::Approx(expected[i]));
        CHECK_FALSE(mme["items"][i]["working"].empty());
    }
}

TEST_CASE("mme leaves buprenorphine out and says so; a drug without a factor leaves no total") {
    const Ran patch = run_program({"mme", "Butrans 20 mcg/h weekly", "oxycodone 10 mg q6h", "--format=json"});
    check_schema(patch.out, "mme-1.schema.json");
    const Json left_out = Json::parse(patch.out);
    CHECK(left_out["total"]["value"] == 60);
    CHECK(left_out["complete"] == false);
    CHECK(left_out["unconverted"].size() == 1);
    const Ran unknown = run_program({"mme", "levorphanol 2 mg q8h", "oxycodone 10 mg q6h", "--format=json"});
    check_schema(unknown.out, "mme-1.schema.json");
    CHECK(unknown.code == 0);
    CHECK(Json::parse(unknown.out)["total"].is_null());
}

TEST_CASE("mme counts as-needed use that is not stated at the most the order allows") {
    const auto total = [](const std::string& regimen) {
        return Json::parse(run_program({"mme", regimen, "--format=json"}).out)["total"]["value"]
            .get<double>();
    };
    CHECK(total("oxycodone 10 mg q6h prn") == doctest::Approx(60));
    CHECK(total("oxycodone 10 mg q6h prn, uses 2 a day") == doctest::Approx(30));
    CHECK(total("oxycodone 10 mg q6h prn max 3/day") == doctest::Approx(45));
}

TEST_CASE("a clinic's own protocol is a file, no code") {
    std::string guide = project_file("docs/protocols.md");
    const auto block = [&](const std::string& head) {
        const std::size_t from = guide.find(head);
        REQUIRE(from != std::string::npos);
        return guide.substr(from, guide.find("```", from) - from);
    };
    std::string text = example("morphine-er-270-va-slower");
    text.replace(text.find("va-slower", text.find("protocol:")), 9, "clinic-slow");
    const Ran ran = run_program({"taper", "c.yaml", "--data", "ours", "--format=json"},
                                {{"c.yaml", text},
                                 {"ours/clinic-slow.yaml", block("stepdown: taper/1")},
                                 {"ours/sources.yaml", block("stepdown: sources/1")}});
    CHECK_MESSAGE(ran.code == 0, ran.err);
    CHECK(Json::parse(ran.out)["protocol"]["id"] == "clinic-slow");
    const Ran faulty = run_program({"taper", "c.yaml", "--data", "ours"},
                                   {{"c.yaml", text}, {"ours/x.yaml", "stepdown: taper/1\nid: x\n"}});
    CHECK(faulty.code == 2);
    CHECK(faulty.err.find("ours/x.yaml:1:") != std::string::npos);
}

TEST_CASE("the plan in the README is what the tool prints") {
    CHECK(project_file("README.md").find(taper("morphine-er-270-va-slower").out) != std::string::npos);
}
