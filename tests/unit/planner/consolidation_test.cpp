// Several opioids become one, and that one is tapered: what is taken twice, left out or goes on beside it
// kills.
#include "planner/consolidation.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"
#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string morphine = "morphine ER 60 mg q12h", oxycodone = "oxycodone 10 mg q6h";

std::string case_with(const std::string& opioids, const std::string& to = "morphine",
                      const std::string& goal = "discontinue") {
    std::string text = case_of({.opioid = opioids, .more = "goal: " + goal + "\n"});
    const std::string scored = "preferences: {tablets_scored: yes";
    text.insert(text.find(scored) + scored.size(), ", consolidate_to: " + to);
    return text;
}
std::string two(const std::string& to = "morphine", const std::string& goal = "discontinue") {
    return case_with(morphine + "\n  - " + oxycodone, to, goal);
}

Rotated consolidated(const std::string& text) {
    const Case asked = good_case(text);
    const Result<RotationTarget> target = consolidation_target(asked, shipped_library());
    if (!target) FAIL(target.problems().front().message);
    Result<Rotated> made = rotate(asked, *target, shipped_library(), day_of_run());
    if (!made) FAIL(made.problems().front().message);
    return *std::move(made);
}

DraftPlan plan_of(const std::string& text) {
    const Rotated made = consolidated(text);
    for (const Finding& one : made.review.findings) {
        if (one.severity == Severity::block) MESSAGE(in_a_line(one) << ": " << one.message);
    }
    REQUIRE(made.plan.has_value());
    return made.plan->plan();
}

double first_dose(const DraftPlan& plan, const std::string& drug) {
    return in(total_per_day(plan.steps.front().taking, target(drug).drug), unit::mg_per_day);
}

std::string problem_of(const std::string& text) {
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    CAPTURE(ran.out);
    REQUIRE(ran.code == 2);
    return Json::parse(ran.out)["problems"][0]["id"];
}

/// The rules that block, in order.
std::vector<std::string> blocks(const Review& review) {
    std::vector<std::string> all;
    for (const Finding& one : review.findings) {
        if (one.severity == Severity::block && !one.overridden_by) all.push_back(one.rule);
    }
    return all;
}

}  // namespace

TEST_CASE(
    "no opioid is counted twice: what is the new one already stays, and only the others are converted") {
    // 40 mg of oxycodone are 60 mg of oral morphine; 25 to 50 % less is 30 to 45 mg beside the 120 mg that
    // stay. Tablets of 15, 30, 60 mg twice a day make 150 mg of it, and never 180 or 240.
    const DraftPlan plan = plan_of(two());
    CHECK(first_dose(plan, "morphine") == 150);
    CHECK(plan.baseline.size() == 2);
    REQUIRE(plan.steps.front().taking.front().doses.size() == 2);
}

TEST_CASE("from the first day on nothing of the old opioids goes on beside the new one") {
    for (const std::string to : {"morphine", "hydromorphone", "\"oxycodone ER\""}) {
        CAPTURE(to);
        const DraftPlan plan = plan_of(two(to));
        for (const Step& step : plan.steps) {
            CAPTURE(step.number);
            for (const Taking& one : step.taking) {
                CHECK(one.id != "o1");
                CHECK(one.id != "o2");
                // A rescue dose may be there until the taper begins, and then no more.
                if (step.number >= plan.segments.front().first_step) CHECK(one.role != Role::rescue);
            }
        }
    }
}

TEST_CASE("no opioid is left out: each one more makes the dose of the new one no smaller") {
    const Rotated made = consolidated(
        case_with(morphine + "\n  - " + oxycodone + "\n  - hydromorphone 4 mg q6h as needed, uses 3 a day"));
    REQUIRE(made.basis);
    CHECK(made.basis->from == std::vector<std::string>{"o1", "o2", "o3"});
    CHECK(made.basis->conversion.estimates.front().items.size() == 3);
    CHECK(in(made.basis->dose_used, unit::mg_per_day) >= 150);
    const Rotated without = consolidated(two());
    CHECK(exceeds(made.basis->conversion.recommended->value, without.basis->conversion.recommended->value));
}

TEST_CASE("the product in use goes on where the case says no other") {
    // Two doses a day of the tablets that the patient takes, not one of another maker's capsules.
    const DraftPlan plan = plan_of(two());
    const Taking& taking = plan.steps.front().taking.front();
    CHECK(taking.release == Release::extended);
    CHECK(shipped_library().formulary[taking.doses.front().units.front().product].id == "morphine_er_tab12");
    CHECK(plan_of(two("Kadian")).steps.front().taking.front().doses.front().units.front().product !=
          taking.doses.front().units.front().product);
}

TEST_CASE("the taper begins from the one opioid, and its dose never rises") {
    const DraftPlan plan = plan_of(two());
    REQUIRE(plan.segments.size() == 1);
    CHECK(plan.segments.front().opioid == "target");
    CHECK(plan.ending.taking.empty());
    double before = 150;
    for (const Step& step : plan.steps) {
        const double now = in(total_per_day(step.taking, target("morphine").drug), unit::mg_per_day);
        CHECK(now <= before);
        before = now;
    }
    CHECK(before > 0);
    CHECK(before <= 30);
}

TEST_CASE("what a rotation refuses, this refuses for the same reason") {
    const auto same = [](const std::string& opioids, const std::string& to) {
        CAPTURE(opioids);
        const Rotated here = consolidated(case_with(opioids, to));
        const Rotated there = rotated_to(to, case_of({.opioid = opioids}));
        CHECK_FALSE(here.plan.has_value());
        CHECK_FALSE(blocks(here.review).empty());
        CHECK(blocks(here.review) == blocks(there.review));
    };
    same("{regimen: methadone 10 mg q8h, for: pain}\n  - " + oxycodone, "morphine");
    same("Butrans 20 mcg/h weekly\n  - " + oxycodone, "morphine");
    // The label's start of a patch says nothing of one that is worn already.
    same("fentanyl patch 25 mcg/h every 72 hours\n  - " + morphine, "fentanyl patch");
}

TEST_CASE("what a taper refuses, this refuses as well") {
    std::string text = two();
    text.replace(text.find("conditions: []"), 14, "conditions: [breast cancer under treatment]");
    const Rotated made = consolidated(text);
    CHECK_FALSE(made.plan.has_value());
    CHECK(blocks(made.review) == std::vector<std::string>{"active-cancer"});
}

TEST_CASE("what cannot be consolidated is said at its place") {
    CHECK(problem_of(case_with(morphine)) == "consolidate-one");
    CHECK(problem_of(two("morphin")) == "unknown-drug");
    CHECK(problem_of(two("\"morphine 60 mg\"")) == "target-has-dose");
    CHECK(problem_of(two("morphine, keep_as_needed: yes")) == "contradiction");
    CHECK(problem_of(two("morphine", "rotate to methadone")) == "goal-is-rotation");
    CHECK(problem_of(two("morphine", "reduce to oxycodone 10 mg/day")) == "goal-drug");
    CHECK(problem_of(two("morphine", "reduce to morphine 160 mg/day")) == "goal-not-lower");
    const Ran ran =
        run_program({"taper", "case.yaml", "--compare", "va-slower,standard"}, {{"case.yaml", two()}});
    CHECK(ran.code == 2);
    CHECK(ran.err.find("[consolidate-to]") != std::string::npos);
}

TEST_CASE("the plan is one document, keeps its schema, and check finds no fault in it") {
    const std::string text = two();
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    for (const std::string& error : schema_errors(ran.out, "plan-1.schema.json")) FAIL_CHECK(error);
    const Json plan = Json::parse(ran.out);
    CHECK(plan["status"] == "issued");
    CHECK(plan["rotation"]["to"] == "morphine");
    CHECK(plan["baseline"]["opioids"].size() == 2);
    CHECK(plan["segments"].size() == 2);
    const Ran checked =
        run_program({"check", "case.yaml", "plan.json"}, {{"case.yaml", text}, {"plan.json", ran.out}});
    CHECK_MESSAGE(checked.code == 0, checked.out);
    const Ran shown = run_program({"show", "plan.json", "--on", "2027-02-01"}, {{"plan.json", ran.out}});
    CHECK(shown.code == 0);
}

TEST_CASE("check refuses a plan in which an old opioid goes on beside the whole new dose") {
    const std::string beside =
        "start,days,drug,release,route,at,amount,unit,every_days\n"
        "2026-12-01,28,morphine,extended,oral,morning,75,mg,1\n"
        "2026-12-01,28,morphine,extended,oral,evening,75,mg,1\n"
        "2026-12-01,28,oxycodone,immediate,oral,morning,20,mg,1\n"
        "2026-12-01,28,oxycodone,immediate,oral,evening,20,mg,1\n";
    const Ran ran =
        run_program({"check", "case.yaml", "plan.csv"}, {{"case.yaml", two()}, {"plan.csv", beside}});
    CHECK_MESSAGE(ran.code == 1, ran.out, ran.err);
}
