#include <doctest/doctest.h>
#include <functional>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string patient =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
    "used_for: 4 years\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

std::string case_of(const std::string& opioid, const std::string& more = "goal: discontinue\n") {
    return patient + "opioids: [\"" + opioid + "\"]\n" + more;
}

const std::string header = "start,days,drug,release,route,at,amount,unit,every_days\n";

Ran checked(const std::string& patient_case, const std::string& plan, const std::string& format = "text") {
    return run_program({"check", "case.yaml", "plan", "--format", format},
                       {{"case.yaml", patient_case}, {"plan", plan}});
}

/// The blocks that stand, as "rule step".
std::vector<std::string> blocks(const Json& document) {
    std::vector<std::string> all;
    for (const Json& finding : document["findings"]) {
        if (finding["severity"] == "block" && finding["overridden_by"].is_null())
            all.push_back(finding["rule"].get<std::string>() + " " + finding["step"].dump());
    }
    return all;
}

/// The findings, but for what only the one who drew the plan up can know.
Json told(const Json& document) {
    Json findings = document["findings"];
    for (auto one = findings.begin(); one != findings.end();)
        one = (*one)["rule"] == "slowed-by-ceiling" ? findings.erase(one) : one + 1;
    return findings;
}

Json check_json(const std::string& patient_case, const std::string& plan, int code) {
    const Ran ran = checked(patient_case, plan, "json");
    REQUIRE_MESSAGE(ran.code == code, ran.err, ran.out);
    for (const std::string& error : schema_errors(ran.out, "check-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

using Blocks = std::vector<std::string>;

}  // namespace

TEST_CASE("a plan of ours passes its own check, and says the same") {
    const std::string mine = project_file("docs/examples/morphine-er-270-va-slower.yaml");
    const Ran plan = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", mine}});
    REQUIRE(plan.code == 0);
    const Json written = Json::parse(plan.out), document = check_json(mine, plan.out, 0);
    CHECK(document["verdict"] == "passes");
    CHECK(document["parent"] == written["id"]);
    CHECK(told(document) == told(written));
    CHECK(document["plan"]["steps"].size() == written["steps"].size());
    for (std::size_t i = 0; i < written["steps"].size(); ++i) {
        CHECK(document["plan"]["steps"][i]["opioids"] == written["steps"][i]["opioids"]);
        CHECK(document["plan"]["steps"][i]["change"] == written["steps"][i]["change"]);
        CHECK(document["plan"]["steps"][i]["limited_by"] == written["steps"][i]["limited_by"]);
    }
}

TEST_CASE("what a plan claims of its own cuts is not believed") {
    const std::string mine = project_file("docs/examples/morphine-er-270-va-slower.yaml");
    const Ran plan = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", mine}});
    Json tampered = Json::parse(plan.out);
    // 270 to 165 mg in one step is 39 %, whatever the document calls it.
    tampered["steps"][0]["opioids"] = tampered["steps"][7]["opioids"];
    tampered["steps"][0]["change"]["from_previous"] = -0.01;
    tampered["steps"][0]["limited_by"] = "last-unit";
    tampered["steps"][0]["fills"] = Json::array();
    const Json document = check_json(mine, tampered.dump(), 1);
    CHECK(document["verdict"] == "breaks-a-rule");
    CHECK_FALSE(blocks(document).empty());
    CHECK(document["plan"]["steps"][0]["change"]["from_previous"].get<double>() < -0.3);
}

TEST_CASE("a plan document that contradicts itself or the case is told, and never passes") {
    const std::string mine = project_file("docs/examples/morphine-er-270-va-slower.yaml");
    const Ran plan = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", mine}});
    const auto refused_when = [&](const std::function<void(Json&)>& change) {
        Json document = Json::parse(plan.out);
        change(document);
        const Ran ran = checked(mine, document.dump());
        CAPTURE(ran.err);
        return ran.code == 2;
    };
    CHECK_FALSE(refused_when([](Json&) {}));
    CHECK(refused_when([](Json& d) { d["steps"][0]["opioids"][0]["daily_dose"]["value"] = 1; }));
    CHECK(refused_when([](Json& d) {
        d["steps"][0]["opioids"][0]["as_needed"] = {{"amount", {{"value", 30}, {"unit", "mg"}}},
                                                    {"most_per_day", 6}};
    }));
    CHECK(refused_when([](Json& d) { d["steps"][0]["fills"][0]["quantity"] = 10000; }));
    CHECK(refused_when([](Json& d) { d["steps"][0]["fills"][0]["fill_on"] = "2026-01-01"; }));
    CHECK(refused_when([](Json& d) { d["baseline"]["opioids"][0]["doses"][0]["amount"]["value"] = 600; }));
    CHECK(refused_when([](Json& d) { d["after"]["kind"] = "maintain"; }));
    CHECK(refused_when([](Json& d) { d["kind"] = "rotate"; }));
}

TEST_CASE("a step that is held for less than the protocol holds one breaks a rule") {
    const std::string mine = project_file("docs/examples/morphine-er-270-va-slower.yaml");
    const auto plan = [&](int days) {
        return header + "2026-12-01," + std::to_string(days) +
               ",morphine,extended,oral,morning,75,mg,1\n2026-12-01," + std::to_string(days) +
               ",morphine,extended,oral,afternoon,75,mg,1\n2026-12-01," + std::to_string(days) +
               ",morphine,extended,oral,bedtime,90,mg,1\n";
    };
    const auto held = [&](int days) {
        const Blocks found = blocks(Json::parse(checked(mine, plan(days), "json").out));
        return std::find(found.begin(), found.end(), "outside-protocol-range 1") == found.end();
    };
    CHECK_FALSE(held(27));
    CHECK(held(28));
}

TEST_CASE("the VA's own example plan of 15 mg every 10 days keeps the ceilings") {
    // VA 2016, patient plan: morphine SR 180 mg a day, 15 mg less every 10 days, to 30 mg every 8 hours.
    const std::string plan = header +
                             "2026-12-01,10,morphine,extended,oral,morning,60,mg,1\n"
                             "2026-12-01,10,morphine,extended,oral,afternoon,45,mg,1\n"
                             "2026-12-01,10,morphine,extended,oral,bedtime,60,mg,1\n"
                             "2026-12-11,10,morphine,extended,oral,morning,45,mg,1\n"
                             "2026-12-11,10,morphine,extended,oral,afternoon,45,mg,1\n"
                             "2026-12-11,10,morphine,extended,oral,bedtime,60,mg,1\n"
                             "2026-12-21,10,morphine,extended,oral,morning,45,mg,1\n"
                             "2026-12-21,10,morphine,extended,oral,afternoon,45,mg,1\n"
                             "2026-12-21,10,morphine,extended,oral,bedtime,45,mg,1\n";
    const Json document =
        check_json(case_of("morphine ER 60 mg q8h", "goal: reduce to morphine 135 mg/day\n"), plan, 0);
    CHECK(document["verdict"] == "passes");
    CHECK(document["read"]["format"] == "csv");
    CHECK(document["plan"]["steps"][0]["opioids"][0]["daily_dose"]["value"] == 165);
}

TEST_CASE("a taper that ends in one go from 60 mg is an abrupt stop") {
    const std::string plan = header +
                             "2026-12-01,28,morphine,extended,oral,morning,30,mg,1\n"
                             "2026-12-01,28,morphine,extended,oral,evening,30,mg,1\n"
                             "2026-12-29,1,morphine,extended,oral,morning,0,mg,1\n";
    const Json document = check_json(case_of("morphine ER 30 mg q12h"), plan, 1);
    CHECK(blocks(document) ==
          Blocks{"abrupt-stop \"after\"", "window-ceiling \"after\"", "outside-protocol-range \"after\""});
    CHECK(document["plan"]["after"]["kind"] == "stopped");
}

TEST_CASE("days that nobody planned, and days planned twice, break a rule") {
    const std::string day = ",28,morphine,extended,oral,morning,30,mg,1\n";
    const std::string more = "goal: reduce to morphine 30 mg/day\n";
    const auto plan = [&](const std::string& second) { return header + "2026-12-01" + day + second + day; };
    const std::string patient_case = case_of("morphine ER 30 mg every 24 hours", more);
    CHECK(blocks(check_json(patient_case, plan("2026-12-29"), 0)).empty());
    CHECK(blocks(check_json(patient_case, plan("2026-12-30"), 1)) == Blocks{"steps-meet 2"});
    CHECK(blocks(check_json(patient_case, plan("2026-12-28"), 1)) == Blocks{"steps-meet 2"});
}

TEST_CASE("a dose that no tablets make up breaks a rule, and the others are still looked at") {
    const std::string plan = header +
                             "2026-12-01,28,morphine,extended,oral,morning,52,mg,1\n"
                             "2026-12-29,28,morphine,extended,oral,morning,75,mg,1\n";
    const Json document = check_json(
        case_of("morphine ER 60 mg every 24 hours", "goal: reduce to morphine 30 mg/day\n"), plan, 1);
    const Blocks found = blocks(document);
    CHECK(std::find(found.begin(), found.end(), "whole-units 1") != found.end());
    CHECK(std::find(found.begin(), found.end(), "no-increase 2") != found.end());
}

TEST_CASE("the Kral patch-style halving every 6 days is refused for tablets too") {
    const std::string plan = header +
                             "2026-12-01,6,morphine,extended,oral,morning,60,mg,1\n"
                             "2026-12-01,6,morphine,extended,oral,evening,60,mg,1\n"
                             "2026-12-07,6,morphine,extended,oral,morning,30,mg,1\n"
                             "2026-12-07,6,morphine,extended,oral,evening,30,mg,1\n";
    const Json document =
        check_json(case_of("morphine ER 120 mg q12h", "goal: reduce to morphine 60 mg/day\n"), plan, 1);
    const Blocks found = blocks(document);
    CHECK(found.size() >= 2);
}

TEST_CASE("the same plan as YAML gives the same answer") {
    const std::string yaml =
        "- {start: 2026-12-01, days: 28, drug: oxycodone, release: immediate, at: morning, amount: 5, unit: "
        "mg}\n"
        "- {start: 2026-12-01, days: 28, drug: oxycodone, release: immediate, at: bedtime, amount: 10, unit: "
        "mg}\n";
    const std::string csv = header + "2026-12-01,28,oxycodone,immediate,,morning,5,mg,\n" +
                            "2026-12-01,28,oxycodone,immediate,,bedtime,10,mg,\n";
    const std::string patient_case =
        case_of("oxycodone 10 mg morning, 10 mg bedtime", "goal: reduce to oxycodone 15 mg/day\n");
    Json from_yaml = check_json(patient_case, yaml, 0), from_csv = check_json(patient_case, csv, 0);
    CHECK(from_yaml["read"]["format"] == "yaml");
    CHECK(from_csv["read"]["format"] == "csv");
    from_yaml.erase("read");
    from_csv.erase("read");
    CHECK(from_yaml == from_csv);
}

TEST_CASE("a plan that cannot be read is told with its place, all faults together") {
    const std::string plan = header +
                             "2026-13-01,28,morphine,extended,oral,morning,60,mg,1\n"
                             "2026-12-01,four,morphin,extended,oral,dawn,.5,mgs,1\n";
    const Ran ran = checked(case_of("morphine ER 60 mg q12h"), plan);
    CHECK(ran.code == 2);
    for (const std::string part : {"plan:2:", "plan:3:", "[date]", "[number]", "[unknown-drug]",
                                   "write morphine", "[unknown-word]", "[unit]"}) {
        CAPTURE(part);
        CHECK(ran.err.find(part) != std::string::npos);
    }
}

TEST_CASE("hostile files are refused, never a crash") {
    const std::string patient_case = case_of("morphine ER 60 mg q12h");
    for (const std::string& plan :
         {std::string(), std::string("{"), std::string("{}"), std::string(100'000, '['),
          std::string("[1, 2]"), std::string("{\"schema\": \"stepdown/plan/1\", \"schema\": \"x\"}"),
          std::string("{\"schema\": \"stepdown/plan/1\", \"status\": \"issued\", \"steps\": 3}"),
          std::string("start,days\n"), std::string("a,b\n1\n"), std::string("\xff\xfe{"), header,
          header + "2026-12-01,28,morphine,extended,oral,morning,1e3,mg,1\n"}) {
        CAPTURE(plan.substr(0, 60));
        const Ran ran = checked(patient_case, plan);
        CHECK(ran.code == 2);
        CHECK_FALSE(ran.err.empty());
        CHECK(Json::parse(checked(patient_case, plan, "json").out)["status"] == "error");
    }
}

TEST_CASE("check says what it did not read, and takes one of its files from standard input") {
    const std::string plan =
        "start,days,drug,release,route,at,amount,unit,every_days,remark\n"
        "2026-12-01,28,morphine,extended,oral,morning,60,mg,1,slowly\n"
        "2026-12-01,28,morphine,extended,oral,evening,60,mg,1,\n";
    const std::string patient_case =
        case_of("morphine ER 60 mg q12h", "goal: reduce to morphine 60 mg/day\n");
    CHECK(check_json(patient_case, plan, 0)["read"]["not_understood"] == Json::array({"remark"}));
    CHECK(run_program({"check", "case.yaml", "-"}, {{"case.yaml", patient_case}, {"-", plan}}).code == 0);
    CHECK(run_program({"check", "case.yaml"}, {{"case.yaml", patient_case}}).code == 2);
    CHECK(run_program({"check", "case.yaml", "none.csv"}, {{"case.yaml", patient_case}}).code == 4);
}
