// The schedule as CSV: what is used as needed is as much a dose as any other.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string kept =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
    "opioids: [oxycodone ER 20 mg q12h, \"oxycodone 5 mg every 6 hours as needed, uses 3 a day\"]\n"
    "used_for: 4 years\n"
    "goal: discontinue\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n"
    "preferences: {keep_as_needed: yes}\n";

std::string csv_of(const std::string& text) {
    const Ran ran = run_program({"taper", "case.yaml", "--format", "csv"}, {{"case.yaml", text}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    return ran.out;
}

Json checked(const std::string& text, const std::string& plan, int code) {
    const Ran ran = run_program({"check", "case.yaml", "plan.csv", "--format", "json"},
                                {{"case.yaml", text}, {"plan.csv", plan}});
    CAPTURE(ran.out);
    CHECK(ran.code == code);
    return Json::parse(ran.out);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
        all.push_back(text.substr(at, text.find('\n', at) - at));
    return all;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("what stays as needed has a row in every step and after the last one") {
    const std::vector<std::string> lines = lines_of(csv_of(kept));
    CHECK(lines.front() ==
          "start,days,drug,release,route,at,amount,unit,every_days,uses_per_day,most_per_day,hours_between");
    // One dose is 5 mg; 3 a day are used, the order allows 4, 6 hours apart.
    CHECK(lines[1] == "2026-12-01,28,oxycodone,extended,oral,morning,15,mg,1,,,");
    CHECK(lines[3] == "2026-12-01,28,oxycodone,immediate,oral,as-needed,5,mg,1,3,4,6");
    int rows = 0, days = 0;
    for (const std::string& line : lines) rows += line.find("as-needed") != std::string::npos;
    for (const std::string& line : lines) days += line.find(",extended,") != std::string::npos;
    CHECK(days > rows);
    CHECK(lines.back().substr(10) == ",1,oxycodone,immediate,oral,as-needed,5,mg,1,3,4,6");
}

TEST_CASE("check reads the rows as needed back, and finds the plan as it was") {
    const Json document = checked(kept, csv_of(kept), 0);
    CHECK(document["verdict"] == "passes");
    CHECK(document["read"]["not_understood"].empty());
    for (const Json& step : document["plan"]["steps"]) {
        double as_needed = 0;
        for (const Json& one : step["opioids"]) {
            if (!one["as_needed"].is_null()) as_needed += one["daily_dose"]["value"].get<double>();
        }
        CHECK(as_needed == 15);
    }
    CHECK(document["plan"]["after"]["opioids"].size() == 1);
}

TEST_CASE("more as needed than the case keeps is not passed over") {
    const std::string more = with(csv_of(kept), ",as-needed,5,mg,1,3,4,6", ",as-needed,10,mg,1,3,4,6");
    CHECK(checked(kept, more, 2)["problems"][0]["id"] == "plan-as-needed");
    const std::string often = with(csv_of(kept), ",as-needed,5,mg,1,3,4,6", ",as-needed,5,mg,1,3,8,6");
    CHECK(checked(kept, often, 2)["problems"][0]["id"] == "plan-as-needed");
}

TEST_CASE("a row as needed says how much is used: nothing is guessed") {
    const std::string unsaid = with(csv_of(kept), ",as-needed,5,mg,1,3,4,6", ",as-needed,5,mg,1,,4,6");
    CHECK(checked(kept, unsaid, 2)["problems"][0]["id"] == "missing-key");
    const std::string odd = with(csv_of(kept), ",as-needed,5,mg,1,3,4,6", ",when needed,5,mg,1,3,4,6");
    CHECK(checked(kept, odd, 2)["problems"][0]["id"] == "unknown-word");
}

TEST_CASE("a plan without doses as needed has the nine columns of every plan") {
    std::string text = with(kept, ", \"oxycodone 5 mg every 6 hours as needed, uses 3 a day\"", "");
    text = with(text, "preferences: {keep_as_needed: yes}\n", "");
    CHECK(lines_of(csv_of(text)).front() == "start,days,drug,release,route,at,amount,unit,every_days");
}
