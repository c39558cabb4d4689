// What the program prints after short use, and for a locked protocol: as JSON by its schema, and in words.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

std::string case_of(const std::string& opioid, const std::string& used_for) {
    return "stepdown: case/1\npatient: {age: 58 years, sex: male, conditions: [], medicines: []}\nopioids:\n "
           " - " +
           opioid + "\nused_for: " + used_for +
           "\ngoal: discontinue\nstart: 2026-12-01\n"
           "supervision: {prescriber: Dr. A, patient_agrees: yes, setting: inpatient}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";
}

Json plan_of(const std::string& text) {
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    CHECK_MESSAGE(ran.code == 0, ran.err);
    for (const std::string& error : schema_errors(ran.out, "plan-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

}  // namespace

TEST_CASE("no taper needed is a document that is done: no step, stopped at once, with a dated review") {
    const Json plan = plan_of(case_of("oxycodone 5 mg q6h", "2 days"));
    CHECK(plan["status"] == "done");
    CHECK(plan["protocol"]["id"] == "acute-none");
    CHECK(plan["baseline"]["opioids"][0]["daily_dose"]["value"] == 20);
    CHECK(plan["steps"].empty());
    CHECK(plan["segments"].empty());
    CHECK(plan["after"]["kind"] == "stopped");
    CHECK(plan["after"]["opioids"].empty());
    CHECK(plan["after"]["change"]["from_previous"] == -1);
    CHECK(plan["after"]["visits"].size() == 1);
    CHECK(plan["after"]["visits"][0]["on"] == "2026-12-07");
}

TEST_CASE("no taper needed is said in words, with the day of the stop and what to tell the patient") {
    const Ran ran =
        run_program({"taper", "case.yaml"}, {{"case.yaml", case_of("oxycodone 5 mg q6h", "2 days")}});
    CHECK(ran.code == 0);
    for (const char* text :
         {"No taper is needed: oxyCODONE immediate-release, 20 mg/day",
          "The opioid may stop on Tue, Dec 1, 2026 from the present dose, without a taper.",
          "a phone call is enough", "Keep naloxone at home", "write the whole time"}) {
        CHECK_MESSAGE(ran.out.find(text) != std::string::npos, text);
    }
}

TEST_CASE("steps of days have a review only where one is due") {
    const Json plan = plan_of(case_of("oxycodone 10 mg q6h", "2 weeks"));
    CHECK(plan["status"] == "issued");
    CHECK(plan["steps"].size() == 7);
    for (std::size_t i = 0; i + 1 < plan["steps"].size(); ++i) {
        CHECK(plan["steps"][i]["review"].is_null());
        CHECK(plan["steps"][i]["visits"].empty());
    }
    CHECK(plan["steps"].back()["review"]["on"] == "2026-12-14");
    CHECK(plan["after"]["visits"].empty());
}

TEST_CASE("a plan by a lifted lock names who lifted it and why") {
    const Json plan = plan_of(case_of("morphine ER 60 mg q12h", "4 years") +
                              "protocol: va-rapid\n"
                              "overrides: [{rule: locked-protocol, reason: proven diversion, by: Dr. B}]\n");
    CHECK(plan["status"] == "issued");
    bool told = false;
    for (const Json& finding : plan["findings"]) {
        if (finding["rule"] != "locked-protocol") continue;
        told = true;
        CHECK(finding["overridden_by"]["by"] == "Dr. B");
        CHECK(finding["overridden_by"]["reason"] == "proven diversion");
    }
    CHECK(told);
}

TEST_CASE("which ceiling slowed a plan, and at which steps, is said") {
    const std::string weekly = case_of("morphine 2 mg/mL solution 12.5 mL q6h", "4 years");
    const Json plan = plan_of(weekly + "protocol: va-faster\n");
    // 100 mg a day: 90, 80, 70, 60 as the protocol has it; then 25 % within 14 days of 70 and of 60
    // leave 52.5 and 45.
    std::string message;
    for (const Json& finding : plan["findings"]) {
        if (finding["rule"] == "slowed-by-ceiling") message = finding["message"];
    }
    CHECK(message.starts_with("Steps 5 to "));
    CHECK(message.ends_with("at most 25 % of the dose in force goes within any 14 days (window-ceiling)."));
}
