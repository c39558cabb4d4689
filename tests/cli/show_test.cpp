#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string patient_case =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
    "opioids: [\"morphine ER 30 mg q12h\"]\n"
    "used_for: 4 years\n"
    "goal: reduce to morphine 30 mg/day\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

std::string plan() {
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", patient_case}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    return ran.out;
}

Json on(const std::string& date) {
    const Ran ran =
        run_program({"show", "plan.json", "--on", date, "--format", "json"}, {{"plan.json", plan()}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    for (const std::string& error : schema_errors(ran.out, "show-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

double total(const Json& doses) {
    double sum = 0;
    for (const Json& dose : doses) sum += dose["amount"]["value"].get<double>();
    return sum;
}

}  // namespace

TEST_CASE("show tells each day of a plan the doses of that day") {
    const Json written = Json::parse(plan());
    const std::string first = written["steps"].front()["start"], end = written["steps"].back()["end"];
    const Json before = on("2026-11-30"), start = on(first), last = on(end);
    CHECK(before["phase"] == "before");
    CHECK(total(before["today"]) == 60);
    CHECK(before["next"]["on"] == first);
    CHECK(start["phase"] == "step");
    CHECK(start["step"] == 1);
    CHECK(start["day_of_step"] == 1);
    CHECK(total(start["today"]) ==
          written["steps"].front()["opioids"][0]["daily_dose"]["value"].get<double>());
    CHECK(last["step"] == written["steps"].size());
    CHECK(last["day_of_step"] == written["steps"].back()["days"]);
    CHECK(total(last["next"]["doses"]) == 30);
    CHECK(on("2029-01-01")["phase"] == "after");
    CHECK(total(on("2029-01-01")["today"]) == 30);
    CHECK(on("2029-01-01")["next"].is_null());
}

TEST_CASE("show names the fills and visits that come, and never one that has passed") {
    const Json document = on("2026-12-02");
    REQUIRE_FALSE(document["visits"].empty());
    REQUIRE_FALSE(document["fills"].empty());
    for (const Json& visit : document["visits"]) CHECK(visit["on"] >= "2026-12-02");
    for (const Json& fill : document["fills"]) CHECK(fill["fill_on"] >= "2026-12-02");
    // The first fill of the plan is due on its first day and not after it.
    CHECK(on("2026-12-01")["fills"][0]["fill_on"] == "2026-12-01");
}

TEST_CASE("show as text says the day, the step and the tablets") {
    const Ran ran = run_program({"show", "-", "--on", "2026-12-24"}, {{"-", plan()}});
    CHECK(ran.code == 0);
    for (const std::string part :
         {"Thu, Dec 24, 2026", "Step 1 of", "Visits due", "Fills due", "DRAFT", "of 15 mg"}) {
        CAPTURE(part);
        CHECK(ran.out.find(part) != std::string::npos);
    }
}

TEST_CASE("show refuses what is no plan and what is no date") {
    CHECK(run_program({"show", "plan.json"}, {{"plan.json", "{}"}}).code == 2);
    CHECK(run_program({"show", "plan.json", "--on", "tomorrow"}, {{"plan.json", plan()}}).code == 2);
    CHECK(run_program({"show", "none.json"}).code == 4);
}

TEST_CASE("show names the safety rules of the plan that somebody overrode") {
    std::string text = patient_case;
    text.replace(text.find("conditions: []"), 14, "conditions: [lymphoma]");
    text += "overrides: [{rule: active-cancer, reason: agreed with oncology, by: Dr. B}]\n";
    const Ran made = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    REQUIRE_MESSAGE(made.code == 0, made.err);
    const Ran shown = run_program({"show", "-"}, {{"-", made.out}});
    CHECK(shown.out.find("active-cancer, overridden by Dr. B: agreed with oncology") != std::string::npos);
    const Ran data = run_program({"show", "-", "--format", "json"}, {{"-", made.out}});
    for (const std::string& error : schema_errors(data.out, "show-1.schema.json")) FAIL_CHECK(error);
    const Json overrides = Json::parse(data.out)["overrides"];
    REQUIRE(overrides.size() == 1);
    CHECK(overrides[0]["reason"] == "agreed with oncology");
    CHECK(on("2026-12-01")["overrides"].empty());
}
