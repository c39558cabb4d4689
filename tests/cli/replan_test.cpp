// Living with a plan: what a change may do, and what it never does.
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

namespace {

const std::string patient_case =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
    "opioids: [\"morphine ER 60 mg q8h\"]\n"
    "used_for: 4 years\n"
    "goal: discontinue\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

std::string plan_of(const std::string& text, const std::string& protocol = "") {
    const std::string whole = text + (protocol.empty() ? "" : "protocol: " + protocol + "\n");
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", whole}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    return ran.out;
}

/// 180 mg a day by va-slower: 165 mg from December 1, 150 mg from December 29, and so on, 28 days each.
const std::string& plan() {
    static const std::string text = plan_of(patient_case, "va-slower");
    return text;
}

Words arguments(const std::string& on, Words what, const std::string& format = "json") {
    Words all{"replan", "plan.json", "--on",    on,           "--reason", "poor sleep",
              "--by",   "Dr. B",     "--as-of", "2027-01-10", "--format", format};
    all.insert(all.end(), what.begin(), what.end());
    return all;
}

Ran changed(const std::string& text, const std::string& on, const Words& what,
            const std::string& format = "json") {
    return run_program(arguments(on, what, format), {{"plan.json", text}});
}

Json issued(const std::string& text, const std::string& on, const Words& what) {
    const Ran ran = changed(text, on, what);
    REQUIRE_MESSAGE(ran.code == 0, ran.err, ran.out);
    for (const std::string& error : schema_errors(ran.out, "plan-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

double dose(const Json& step) {
    double sum = 0;
    for (const Json& one : step["opioids"]) sum += one["daily_dose"]["value"].get<double>();
    return sum;
}

/// "150 mg from 2026-12-29, 28 days".
Words course(const Json& document, std::size_t from = 0) {
    Words all;
    for (std::size_t i = from; i < document["steps"].size(); ++i) {
        const Json& step = document["steps"][i];
        all.push_back(std::to_string(static_cast<int>(dose(step))) + " from " +
                      step["start"].get<std::string>() + ", " + step["days"].dump() + " days");
    }
    return all;
}

bool has(const Json& document, const std::string& rule, const std::string& severity) {
    for (const Json& one : document["findings"])
        if (one["rule"] == rule && one["severity"] == severity) return true;
    return false;
}

/// What `check` says of a plan beside the case that it was first drawn up for.
Ran check_of(const std::string& text, const std::string& protocol = "va-slower") {
    return run_program({"check", "case.yaml", "plan.json", "--as-of", "2027-01-10"},
                       {{"case.yaml", patient_case + "protocol: " + protocol + "\n"}, {"plan.json", text}});
}

std::string problem_of(const std::string& text, const std::string& on, const Words& what) {
    const Ran ran = changed(text, on, what);
    CAPTURE(ran.err);
    REQUIRE(ran.code == 2);
    REQUIRE(schema_errors(ran.out, "error-1.schema.json").empty());
    return Json::parse(ran.out)["problems"][0]["id"];
}

std::string refusal_of(const std::string& text, const std::string& on, const Words& what) {
    const Ran ran = changed(text, on, what);
    CAPTURE(ran.err);
    REQUIRE(ran.code == 3);
    const Json document = Json::parse(ran.out);
    for (const std::string& error : schema_errors(ran.out, "plan-1.schema.json")) FAIL_CHECK(error);
    CHECK(document["steps"].empty());
    for (const Json& one : document["findings"])
        if (one["severity"] == "block") return one["rule"];
    return "";
}

}  // namespace

TEST_CASE("no two cuts fall into one window because a change forgot the steps before it") {
    // The cut of December 29 is 3 days old: whatever is asked for, the next one is 14 days away at least.
    for (const Words& what :
         {Words{"--hold", "1"}, Words{"--slower", "va-slowest"}, Words{"--step-back", "--missed", "0"},
          Words{"--resume", "--taking", "morphine ER 45 mg q8h", "--missed", "0"}}) {
        CAPTURE(what[0]);
        const Json document = issued(plan(), "2027-01-01", what);
        double highest = 0;
        for (const Json& step : document["steps"]) {
            CHECK(step["change"]["lost_14d"].get<double>() <=
                  (step["limited_by"].is_null() ? 0.25 + 1e-9 : 1));
            highest = std::max(highest, dose(step));
        }
        CHECK(highest <= 180);
        CHECK(check_of(document.dump()).code == 0);
    }
}

TEST_CASE("a hold moves every later date and changes no dose") {
    const Json before = Json::parse(plan()), after = issued(plan(), "2027-01-10", {"--hold", "14"});
    REQUIRE(after["steps"].size() == before["steps"].size() + 1);
    for (std::size_t i = 0; i < 2; ++i) CHECK(after["steps"][i].dump() == before["steps"][i].dump());
    CHECK(after["steps"][2]["kind"] == "hold");
    CHECK(after["steps"][2]["start"] == "2027-01-26");
    CHECK(after["steps"][2]["days"] == 14);
    CHECK(dose(after["steps"][2]) == dose(before["steps"][1]));
    CHECK(after["steps"][3]["start"] == "2027-02-09");
    for (std::size_t i = 2; i < before["steps"].size(); ++i) {
        CHECK(after["steps"][i + 1]["opioids"] == before["steps"][i]["opioids"]);
        CHECK(after["steps"][i + 1]["days"] == before["steps"][i]["days"]);
    }
    CHECK(after["kind"] == "replan");
    CHECK(after["parent"] == before["id"]);
    CHECK(after["id"] != before["id"]);
    CHECK(after["baseline"] == before["baseline"]);
    CHECK(after["replans"][0]["reason"] == "poor sleep");
    const Json next = {
        {"what", "next-change"}, {"about", nullptr}, {"old", "2027-01-26"}, {"new", "2027-02-09"}};
    CHECK(after["changes"][0] == next);
}

TEST_CASE("a step back leads to the dose before and makes everything after it slower") {
    const Json before = Json::parse(plan());
    const Json after = issued(plan(), "2027-01-12", {"--step-back", "--missed", "0"});
    CHECK(course(after)[0] == "165 from 2026-12-01, 28 days");
    CHECK(course(after)[1] == "150 from 2026-12-29, 14 days");
    CHECK(course(after)[2] == "165 from 2027-01-12, 56 days");
    CHECK(course(after)[3] == "150 from 2027-03-09, 56 days");
    CHECK(after["steps"][1]["planned_end"] == "2027-01-25");
    CHECK(after["steps"][2]["departure"] == "step-back");
    CHECK(after["steps"][2]["kind"] == "hold");
    for (std::size_t i = 3; i < after["steps"].size(); ++i)
        CHECK(after["steps"][i]["days"].get<int>() == 2 * before["steps"][i - 2]["days"].get<int>());
    CHECK(has(after, "step-back", "warn"));
    CHECK(check_of(after.dump()).code == 0);
}

TEST_CASE("a step back is refused late, after missed doses, from less than planned, and a second time") {
    const Words back{"--step-back", "--missed", "0"};
    CHECK(changed(plan(), "2027-01-12", back).code == 0);          // 14 days after the cut
    CHECK(refusal_of(plan(), "2027-01-13", back) == "step-back");  // 15 days
    CHECK(changed(plan(), "2027-01-02", {"--step-back", "--missed", "2"}).code == 0);
    CHECK(refusal_of(plan(), "2027-01-02", {"--step-back", "--missed", "3"}) == "doses-missed");
    CHECK(refusal_of(plan(), "2027-01-02", {"--step-back", "--taking", "morphine ER 45 mg q8h"}) ==
          "step-back");
    const std::string once = changed(plan(), "2027-01-02", back).out;
    CHECK(refusal_of(once, "2027-01-05", back) == "step-back");
    // Not said whether doses were missed: told, not taken for granted.
    CHECK(has(issued(plan(), "2027-01-02", {"--step-back"}), "doses-missed-unknown", "warn"));
}

TEST_CASE("a step back that somebody writes into a plan is a rise") {
    Json document = issued(plan(), "2027-01-12", {"--step-back", "--missed", "0"});
    REQUIRE(check_of(document.dump()).code == 0);
    document["replans"][0]["reason"] = "another";
    const Ran ran = check_of(document.dump());
    CHECK(ran.code == 1);
    CHECK(ran.out.find("no-increase") != std::string::npos);
}

TEST_CASE("a slower protocol takes over after the step in force, and a faster one is refused") {
    const std::string text = plan_of(patient_case, "standard");
    const Json before = Json::parse(text), after = issued(text, "2027-01-10", {"--slower", "va-slowest"});
    for (std::size_t i = 0; i < 2; ++i) CHECK(after["steps"][i].dump() == before["steps"][i].dump());
    CHECK(after["protocol"]["id"] == "va-slowest");
    REQUIRE(after["segments"].size() == 2);
    CHECK(after["segments"][0]["protocol"] == "standard");
    CHECK(after["segments"][1]["first_step"] == 3);
    CHECK(after["steps"].back()["end"] >= before["steps"].back()["end"]);
    CHECK(check_of(after.dump(), "standard").code == 0);
    // 15 mg is the smallest cut that these tablets allow: that the pace stays the same is told.
    CHECK(has(issued(plan(), "2027-01-10", {"--slower", "va-slowest"}), "slower-protocol", "warn"));
    CHECK(refusal_of(text, "2027-01-10", {"--slower", "us-label"}) == "slower-protocol");
    CHECK(refusal_of(text, "2027-01-10", {"--slower", "va-faster"}) == "slower-protocol");
    CHECK(problem_of(text, "2027-01-10", {"--slower", "standard"}) == "protocol");
    CHECK(problem_of(text, "2027-01-10", {"--slower", "va-slowst"}) == "protocol");
}

TEST_CASE("a hold ends early, but never before the cut was to be held anyway") {
    const std::string held = changed(plan(), "2027-01-10", {"--hold", "28"}).out;
    const Json resumed = issued(held, "2027-02-01", {"--resume", "--missed", "0"});
    CHECK(course(resumed)[2] == "150 from 2027-01-26, 6 days");
    CHECK(resumed["steps"][3]["start"] == "2027-02-01");
    CHECK(resumed["steps"][3]["opioids"] == Json::parse(plan())["steps"][2]["opioids"]);
    CHECK(resumed["replans"].size() == 2);
    CHECK(check_of(resumed.dump()).code == 0);
    CHECK(problem_of(plan(), "2027-01-10", {"--resume"}) == "nothing-to-resume");
    CHECK(problem_of(held, "2027-01-20", {"--resume"}) == "nothing-to-resume");  // the step itself still runs
    CHECK(refusal_of(held, "2027-02-01", {"--resume", "--missed", "3"}) == "doses-missed");
    CHECK(refusal_of(held, "2027-02-01", {"--resume", "--taking", "none"}) == "doses-missed");
}

TEST_CASE("less than planned is gone on from, more than planned and other things are not") {
    const Json after =
        issued(plan(), "2027-01-10", {"--hold", "14", "--taking", "morphine ER 45 mg q8h", "--missed", "0"});
    CHECK(course(after)[1] == "150 from 2026-12-29, 12 days");
    // The plan would come down to 120 mg on February 23; held for 14 days more, on March 9.
    CHECK(course(after)[2] == "135 from 2027-01-10, 58 days");
    CHECK(course(after)[3] == "120 from 2027-03-09, 28 days");
    CHECK(after["steps"][2]["departure"] == "as-taken");
    CHECK(has(after, "dose-as-taken", "warn"));
    CHECK(dose(after["steps"][3]) < 135);
    CHECK(check_of(after.dump()).code == 0);
    CHECK(refusal_of(plan(), "2027-01-10", {"--hold", "14", "--taking", "morphine ER 60 mg q8h"}) ==
          "dose-taken");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--taking", "oxycodone 5 mg q6h"}) ==
          "replan-drug");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--taking", "morphine 15 mg q6h"}) ==
          "replan-form");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--taking", "morphin ER 15 mg q8h"}) ==
          "unknown-drug");
    CHECK(problem_of(plan(), "2027-01-10",
                     {"--hold", "14", "--taking", "morphine ER 30 mg q8h", "--taking",
                      "morphine ER 15 mg q8h"}) == "replan-several");
}

TEST_CASE("what cannot be asked of a plan is an error of its own") {
    CHECK(problem_of(plan(), "2026-11-30", {"--hold", "14"}) == "before-plan");
    CHECK(problem_of(plan(), "2030-01-01", {"--hold", "14"}) == "after-plan");
    for (const std::string days : {"0", "85", "1000000"})
        CHECK(problem_of(plan(), "2027-01-10", {"--hold", days}) == "hold-days");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold=-1"}) == "hold-days");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "1.5"}) == "number");
    CHECK(changed(plan(), "2027-01-10", {"--hold", "84"}).code == 0);
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--cows", "49"}) == "cows");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--cows=-1"}) == "cows");
    CHECK(problem_of(plan(), "2027-01-10", {}) == "arguments");
    CHECK(problem_of(plan(), "2027-01-10", {"--hold", "14", "--step-back"}) == "arguments");
    CHECK(problem_of("[]", "2027-01-10", {"--hold", "14"}) == "plan-empty");
    const std::string held = changed(plan(), "2027-01-10", {"--hold", "14"}).out;
    CHECK(problem_of(held, "2027-01-09", {"--hold", "14"}) == "before-last-change");
    const auto without = [](const std::string& reason, const std::string& by) {
        return run_program(
            {"replan", "plan.json", "--on", "2027-01-10", "--hold", "14", "--reason", reason, "--by", by},
            {{"plan.json", plan()}});
    };
    CHECK(without(" ", "Dr. B").err.find("reason-missing") != std::string::npos);
    CHECK(without("poor sleep", "").code == 2);
}

TEST_CASE("a plan that somebody changed by hand is not gone on with") {
    Json tampered = Json::parse(plan());
    tampered["steps"][3]["kind"] = "hold";
    CHECK(problem_of(tampered.dump(), "2027-01-10", {"--hold", "14"}) == "plan-changed");
    Json reviewed = Json::parse(plan());
    reviewed["case"]["reviewed"] = {{"by", "Dr. A"}, {"on", "2026-11-30"}, {"plan", reviewed["id"]}};
    CHECK(changed(reviewed.dump(), "2027-01-10", {"--hold", "14"}).code == 0);
    CHECK(changed(Json::parse(plan()).dump(), "2027-01-10", {"--hold", "14"}).code ==
          0);  // other white space
}

TEST_CASE("a withdrawal score and a missed review change the advice, and a high score stops going on") {
    const std::string held = changed(plan(), "2027-01-10", {"--hold", "28"}).out;
    const auto resumed = [&](const std::string& cows) {
        return changed(held, "2027-02-01", {"--resume", "--missed", "0", "--cows", cows});
    };
    CHECK(has(Json::parse(resumed("4").out), "withdrawal-score", "note"));
    CHECK(has(Json::parse(resumed("12").out), "withdrawal-score", "note"));
    CHECK(has(Json::parse(resumed("13").out), "withdrawal-score", "warn"));
    CHECK(resumed("24").code == 0);
    CHECK(resumed("25").code == 3);
    const Json looked_at_soon = issued(plan(), "2027-01-25", {"--hold", "28", "--cows", "20"});
    CHECK(has(looked_at_soon, "withdrawal-score", "note"));
    CHECK(looked_at_soon["steps"][2]["visits"][0]["on"] <= "2027-02-08");
    const Ran missed =
        run_program({"replan", "plan.json", "--on", "2027-02-01", "--resume", "--missed", "0", "--by",
                     "Dr. B", "--reason", "missed the review of January", "--format", "json"},
                    {{"plan.json", held}});
    REQUIRE(missed.code == 0);
    CHECK(has(Json::parse(missed.out), "missed-review", "warn"));
}

TEST_CASE("a plan can be changed again and again, and show and check follow") {
    std::string text = plan();
    text = changed(text, "2027-01-05", {"--step-back", "--missed", "0"}).out;
    text = changed(text, "2027-02-20", {"--hold", "14"}).out;
    text = changed(text, "2027-04-01", {"--slower", "va-slowest"}).out;
    const Json document = Json::parse(text);
    REQUIRE(document["status"] == "issued");
    CHECK(document["replans"].size() == 3);
    const Ran checked = check_of(text);
    CHECK_MESSAGE(checked.code == 0, checked.out);
    const Ran shown = run_program({"show", "plan.json", "--on", "2027-02-25"}, {{"plan.json", text}});
    CHECK(shown.code == 0);
    CHECK(shown.out.find("165") == std::string::npos);  // tablets, not totals
    CHECK(shown.out.find("Step 3 of") != std::string::npos);
}

namespace {

/// The words of a command line; quotes hold words together.
Words words_of(const std::string& line) {
    Words words(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ' ' && !quoted) {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    return words;
}

}  // namespace

TEST_CASE("the commands of the guide to changes run") {
    std::istringstream guide(project_file("docs/replan.md"));
    std::map<std::string, std::string> files{{"case.yaml", patient_case}};
    int run = 0;
    for (std::string line; std::getline(guide, line);) {
        if (!line.starts_with("stepdown ")) continue;
        const Words words = words_of(line);
        const Ran ran = run_program({words.begin() + 1, words.end()}, files);
        CAPTURE(line);
        CHECK_MESSAGE(ran.code == 0, ran.err);
        files = ran.files;
        ++run;
    }
    CHECK(run == 2);
}

TEST_CASE("a changed plan as text says first what changed") {
    const Ran ran = changed(plan(), "2027-01-10", {"--hold", "14"}, "text");
    CHECK(ran.code == 0);
    const std::size_t what = ran.out.find("What changed"), schedule = ran.out.find("Schedule");
    REQUIRE(what != std::string::npos);
    CHECK(what < schedule);
    for (const std::string part : {"hold for 14 days", "Reason: poor sleep. Decided by: Dr. B.",
                                   "Next change", "Tue, Jan 26, 2027", "Tue, Feb 9, 2027", "Last day"}) {
        CAPTURE(part);
        CHECK(ran.out.find(part) != std::string::npos);
    }
}

TEST_CASE("after a change the 90 days from it on are firm, and what is over stands apart") {
    // Step 5 of 120 mg is in force on April 12 and ends on April 19; the hold goes on to May 3.
    const Json document = issued(plan(), "2027-04-12", {"--hold", "14"});
    std::vector<bool> firm;
    std::string in_force;
    for (const Json& step : document["steps"]) {
        if (step["end"].get<std::string>() < "2027-04-12") continue;
        if (in_force.empty()) in_force = step["start"];
        firm.push_back(step["firm"]);
        CHECK(step["firm"].get<bool>() == (step["end"].get<std::string>() < "2027-07-11"));
    }
    CHECK(in_force < "2027-04-12");
    CHECK(firm.front());
    const std::string text = changed(plan(), "2027-04-12", {"--hold", "14"}, "text").out;
    const std::size_t over = text.find("Over when the plan was changed:"),
                      from = text.find("Firm, from the change on");
    REQUIRE(over != std::string::npos);
    REQUIRE(from != std::string::npos);
    CHECK(over < from);
    CHECK(text.find("Dec 1, 2026", over) < from);  // step 1 is past
    const std::size_t fills = text.find("Fills of the firm part");
    REQUIRE(fills != std::string::npos);
    CHECK(text.find("Apr", fills) < text.find("Sources", fills));
    CHECK(text.find("Dec 1, 2026", fills) > text.find("Sources", fills));  // no fill of a step that is over
}

TEST_CASE("a long step that a step back begins is firm as far as the firm days reach") {
    const Ran ran = changed(plan(), "2027-01-04", {"--step-back", "--missed", "0"}, "text");
    REQUIRE(ran.code == 0);
    const std::size_t firm = ran.out.find("Firm, from the change on"), projected = ran.out.find("Projected");
    REQUIRE(firm != std::string::npos);
    CHECK(ran.out.find("Jan 4, 2027", firm) < projected);
}

TEST_CASE("a step back is possible for methadone and patches on the days on which the contract allows it") {
    const auto case_of = [](const std::string& opioid) {
        std::string text = patient_case;
        const std::string morphine = "\"morphine ER 60 mg q8h\"";
        return text.replace(text.find(morphine), morphine.size(), opioid);
    };
    const Words back{"--step-back", "--missed", "0"};
    const std::string methadone = plan_of(case_of("{regimen: \"methadone 10 mg q8h\", for: pain}"));
    for (const std::string on : {"2026-12-06", "2026-12-15"}) {
        const Ran ran = changed(methadone, on, back);
        CHECK_MESSAGE(ran.code == 0, on, ran.out);
        // Another change after it has not forgotten that the step was cut short.
        CHECK(changed(ran.out, "2026-12-20", {"--hold", "14"}).code == 0);
    }
    const std::string patch = plan_of(case_of("\"Butrans 20 mcg/h every 7 days\""));
    CHECK(changed(patch, "2026-12-08", back).code == 0);
}

TEST_CASE("a hold of a plan for acute use ends with a review") {
    std::string text = patient_case;
    text.replace(text.find("4 years"), 7, "2 weeks");
    const std::string acute = plan_of(text);
    const std::string second = Json::parse(acute)["steps"][1]["start"];
    for (const char* days : {"14", "28"}) {
        CAPTURE(days);
        const Json document = issued(acute, second, {"--hold", days});
        for (const Json& step : document["steps"])
            if (step["days"].get<int>() >= 14) CHECK(step["review"].is_object());
    }
}
