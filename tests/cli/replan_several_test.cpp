// Changes of a running plan of several opioids, and of patches.
#include <cmath>
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

namespace {

std::string case_of(const std::string& opioids, const std::string& more) {
    return "stepdown: case/1\n"
           "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
           "opioids: [" +
           opioids +
           "]\nused_for: 4 years\nstart: 2026-12-01\nprotocol: va-slower\n"
           "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more;
}
/// Oxycodone 80 mg a day first (70 from December 1, 60 from December 29, ...), then morphine 60 mg a day.
const std::string two = case_of("oxycodone ER 40 mg q12h, morphine ER 30 mg q12h", "goal: discontinue\n");
/// 75 mcg/h: 62.5 from December 1, 50 from December 31, in steps of 30 days.
const std::string patches =
    case_of("fentanyl patch 75 mcg/h every 72 hours", "goal: reduce to fentanyl 25 mcg/h\n");

std::string plan_of(const std::string& text) {
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    return ran.out;
}

Ran changed(const std::string& plan, const std::string& on, const Words& what) {
    Words all{"replan", "plan.json", "--on",    on,           "--reason", "poor sleep",
              "--by",   "Dr. B",     "--as-of", "2026-12-10", "--format", "json"};
    all.insert(all.end(), what.begin(), what.end());
    return run_program(all, {{"plan.json", plan}});
}

std::string problem_of(const std::string& plan, const std::string& on, const Words& what) {
    const Ran ran = changed(plan, on, what);
    CAPTURE(ran.out);
    REQUIRE(ran.code == 2);
    return Json::parse(ran.out)["problems"][0]["id"];
}

/// The daily dose of each drug on each day of the steps, in thousandths.
std::map<std::string, std::vector<long>> days_of(const Json& plan) {
    std::map<std::string, std::vector<long>> all;
    for (const Json& one : plan["baseline"]["opioids"]) all[one["drug"]];
    for (const Json& step : plan["steps"]) {
        std::map<std::string, double> dose;
        for (const Json& one : step["opioids"]) dose[one["drug"]] += one["daily_dose"]["value"].get<double>();
        for (auto& [drug, days] : all)
            days.insert(days.end(), step["days"].get<std::size_t>(), std::lround(1000 * dose[drug]));
    }
    return all;
}

/// What holds for every change: issued, as its schema says, right by `check`, nothing raised, nothing reduced
/// earlier than planned (but what the patient takes less of), one opioid reduced at a time.
Json issued(const std::string& text, const std::string& on, const Words& what, bool is_less = false) {
    const std::string plan = plan_of(text);
    const Ran ran = changed(plan, on, what);
    REQUIRE_MESSAGE(ran.code == 0, ran.err, ran.out);
    for (const std::string& error : schema_errors(ran.out, "plan-1.schema.json")) FAIL_CHECK(error);
    const Ran checked = run_program({"check", "case.yaml", "plan.json", "--as-of", "2026-12-10"},
                                    {{"case.yaml", text}, {"plan.json", ran.out}});
    CHECK_MESSAGE(checked.code == 0, checked.out, checked.err);
    const auto was = days_of(Json::parse(plan)), is = days_of(Json::parse(ran.out));
    for (const auto& [drug, days] : is) {
        CAPTURE(drug);
        const std::vector<long>& before = was.at(drug);
        for (std::size_t i = 1; i < days.size(); ++i) CHECK(days[i] <= days[i - 1]);
        if (is_less) continue;
        CHECK(days.size() >= before.size());
        for (std::size_t i = 0; i < before.size(); ++i) CHECK(days[i] >= before[i]);
    }
    const std::size_t count = is.begin()->second.size();
    for (std::size_t i = 1; i < count; ++i) {
        int lowered = 0;
        for (const auto& [drug, days] : is) lowered += days[i] < days[i - 1];
        CHECK(lowered < 2);
    }
    return Json::parse(ran.out);
}

double dose(const Json& step, const std::string& drug) {
    double sum = 0;
    for (const Json& one : step["opioids"])
        if (one["drug"] == drug) sum += one["daily_dose"]["value"].get<double>();
    return sum;
}

}  // namespace

TEST_CASE("slower with several opioids: none is left out, and each is tapered to its end in its turn") {
    const Json plan = issued(two, "2027-01-10", {"--slower", "va-slowest"});
    CHECK(plan["steps"][1]["end"] == "2027-01-25");  // the step in force goes on to its end
    CHECK(plan["segments"].back()["opioid"] == "o2");
    CHECK(plan["segments"].back()["protocol"] == "va-slowest");
    CHECK(plan["after"]["kind"] == "stopped");
    CHECK(dose(plan["steps"].back(), "morphine") == 15);
    CHECK(dose(plan["steps"].back(), "oxycodone") == 0);
    // Morphine stays whole until oxycodone is gone.
    for (const Json& step : plan["steps"])
        if (dose(step, "oxycodone") > 0) CHECK(dose(step, "morphine") == 60);
}

TEST_CASE("slower while the second of two is in its turn: the first stays stopped") {
    const Json plan = issued(two, "2027-12-10", {"--slower", "va-slowest"});
    CHECK(dose(plan["steps"].back(), "morphine") == 15);
    bool gone = false;
    for (const Json& step : plan["steps"]) {
        if (gone) CHECK(dose(step, "oxycodone") == 0);
        gone = gone || dose(step, "oxycodone") == 0;
    }
    CHECK(gone);
}

TEST_CASE("less of the opioid that waits for its turn: the other goes on, and it begins from what is taken") {
    const Json plan = issued(two, "2027-01-10",
                             {"--hold", "14", "--taking", "morphine ER 15 mg q12h", "--missed", "0"}, true);
    const Json& taken = plan["steps"][2];
    CHECK(taken["departure"] == "as-taken");
    CHECK(taken["start"] == "2027-01-10");
    CHECK(dose(taken, "morphine") == 30);
    CHECK(dose(taken, "oxycodone") == 60);
    // Of two cuts within 14 days the second waits.
    CHECK(taken["days"].get<int>() >= 14);
    CHECK(dose(plan["steps"][3], "oxycodone") == 50);
    CHECK(dose(plan["steps"][3], "morphine") == 30);
    for (const Json& step : plan["steps"])
        CHECK(dose(step, "morphine") <= 30 + (step["number"] < 3 ? 30 : 0));
    CHECK(plan["after"]["kind"] == "stopped");
    CHECK(plan["baseline"]["opioids"].size() == 2);  // the original doses stay
    CHECK(dose(plan["baseline"], "morphine") == 60);
}

TEST_CASE("less of the one in its turn: the other stays whole") {
    const Json plan = issued(two, "2027-01-10",
                             {"--hold", "14", "--taking", "oxycodone ER 20 mg q12h", "--missed", "0"}, true);
    CHECK(dose(plan["steps"][2], "oxycodone") == 40);
    CHECK(dose(plan["steps"][2], "morphine") == 60);
    // The old plan comes down to 40 mg on February 23 and to 30 mg on March 23: 14 days later than that.
    CHECK(dose(plan["steps"][3], "oxycodone") == 30);
    CHECK(plan["steps"][3]["start"].get<std::string>() >= "2027-04-06");
}

TEST_CASE("more of one of several, and what is no opioid of the plan, are refused as before") {
    const std::string plan = plan_of(two);
    const Ran more =
        changed(plan, "2027-01-10", {"--hold", "14", "--taking", "morphine ER 30 mg q8h", "--missed", "0"});
    CHECK(more.code == 3);
    const Words one_up_one_down{
        "--hold",   "14", "--taking", "morphine ER 15 mg q12h", "--taking", "oxycodone ER 40 mg q12h",
        "--missed", "0"};
    CHECK(changed(plan, "2027-01-10", one_up_one_down).code == 3);
    CHECK(problem_of(plan, "2027-01-10", {"--hold", "14", "--taking", "hydromorphone 2 mg q6h"}) ==
          "replan-drug");
}

TEST_CASE("of two forms of one drug the words say which is meant") {
    const std::string forms = case_of("oxycodone ER 40 mg q12h, oxycodone 10 mg q8h", "goal: discontinue\n");
    const Json plan = issued(forms, "2027-01-10",
                             {"--hold", "14", "--taking", "oxycodone 5 mg q8h", "--missed", "0"}, true);
    bool found = false;
    for (const Json& step : plan["steps"]) {
        if (!step.contains("departure")) continue;
        found = true;
        for (const Json& one : step["opioids"])
            CHECK(one["daily_dose"]["value"] == (one["release"] == "extended" ? 60 : 15));
    }
    CHECK(found);
}

TEST_CASE("doses as needed that the plan leaves are not asked for") {
    const std::string kept =
        case_of("oxycodone ER 40 mg q12h, \"oxycodone 5 mg every 6 hours as needed, uses 3 a day\"",
                "goal: discontinue\npreferences: {keep_as_needed: yes}\n");
    CHECK(problem_of(plan_of(kept), "2027-01-10",
                     {"--hold", "14", "--taking", "oxycodone 5 mg every 6 hours as needed, uses 1 a day"}) ==
          "replan-as-needed");
    const Json plan = issued(kept, "2027-01-10", {"--slower", "va-slowest"});
    CHECK(plan["after"]["opioids"].size() == 1);
    for (const Json& step : plan["steps"]) CHECK(dose(step, "oxycodone") >= 15);
}

TEST_CASE("patches: every step of a slower plan is whole changes long, and nothing is cut earlier") {
    const Json plan = issued(patches, "2027-01-10", {"--slower", "va-slowest"});
    for (const Json& step : plan["steps"]) {
        CHECK(step["days"].get<int>() % 3 == 0);
        const Json& doses = step["opioids"][0]["doses"][0];
        CHECK(doses["change_on"][0] == step["start"]);
    }
    CHECK(dose(plan["steps"].back(), "fentanyl") == 25);
    CHECK(plan["after"]["kind"] == "maintain");
}

TEST_CASE("patches: fewer are worn than planned") {
    // December 19 is a day of change (18 days after the first); on the 20th the patch is worn on.
    const Words less{"--hold", "15", "--taking", "fentanyl patch 50 mcg/h every 72 hours", "--missed", "0"};
    const Json plan = issued(patches, "2026-12-19", less, true);
    CHECK(dose(plan["steps"][1], "fentanyl") == 50);
    CHECK(plan["steps"][1]["departure"] == "as-taken");
    CHECK(plan["steps"][1]["start"] == "2026-12-19");
    CHECK(plan["steps"][1]["days"].get<int>() % 3 == 0);
    // The old plan comes down to 37.5 mcg/h on January 30; 15 days later.
    CHECK(dose(plan["steps"][2], "fentanyl") == 37.5);
    CHECK(plan["steps"][2]["start"].get<std::string>() >= "2027-02-14");
    CHECK(problem_of(plan_of(patches), "2026-12-20", less) == "change-day");
}

TEST_CASE("what was written before a change is void, and what is left over is told") {
    const std::string plan = plan_of(two);
    for (const std::string reader : {"prescriber", "pharmacist"}) {
        CAPTURE(reader);
        const Ran ran =
            run_program({"replan", "plan.json", "--on", "2027-01-10", "--step-back", "--missed", "0",
                         "--reason", "poor sleep", "--by", "Dr. B", "--as-of", "2027-01-10", "--for", reader},
                        {{"plan.json", plan}});
        REQUIRE(ran.code == 0);
        // Written on December 1 for the steps from January 26 on; the step from December 29 was cut short
        // after 12 of its 28 days: 16 days of 2 tablets of oxycodone 30 mg and of morphine 30 mg are left.
        const std::string told = on_one_line(ran.out);
        CHECK(told.find("Void: none of these") != std::string::npos);
        CHECK(told.find("Jan 26, 2027") != std::string::npos);
        CHECK(told.find("32 tablets of oxyCODONE extended-release 30 mg") != std::string::npos);
        CHECK(told.find("32 tablets of morphine extended-release 30 mg") != std::string::npos);
    }
}
