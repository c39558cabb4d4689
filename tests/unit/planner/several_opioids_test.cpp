#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "planner/taper.hpp"
#include "planner/taper_order.hpp"
#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

std::string case_of_several(const std::string& opioids, const std::string& more) {
    return "stepdown: case/1\npatient: {age: 58 years, sex: male, conditions: [], medicines: []}\nopioids: "
           "[" +
           opioids +
           "]\nused_for: 4 years\nstart: 2026-12-01\n"
           "supervision: {prescriber: Dr. A, patient_agrees: yes}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more + "\n";
}
const std::string morphine_and_oxycodone = "morphine ER 60 mg q12h, oxycodone 5 mg q6h";
const std::string oxycodone_twice = "oxycodone 5 mg q8h, oxycodone ER 20 mg q12h";
const std::string er_and_as_needed =
    "oxycodone ER 20 mg q12h, \"oxycodone 5 mg every 6 hours as needed, uses 3 a day\"";

Tapered tapered_of(const std::string& text) {
    Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
    if (!tapered) FAIL(tapered.problems().front().message);
    for (const Finding& finding : tapered->review.findings) {
        if (finding.severity == Severity::block) MESSAGE(finding.rule << ": " << finding.message);
    }
    return *std::move(tapered);
}

/// "o2 o1": the turns of a plan.
std::string turns(const std::string& text) {
    const Tapered tapered = tapered_of(text);
    REQUIRE(tapered.plan);
    std::string ids;
    for (const Segment& one : tapered.plan->plan().segments) ids += (ids.empty() ? "" : " ") + one.opioid;
    return ids;
}

std::string problem_of(const std::string& text) {
    const Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
    return tapered ? "none" : tapered.problems().front().id;
}

/// "40/15", the mg a day of o1 and o2 in each step; "-" where one is not taken. Flags: g grid, u last unit.
std::vector<std::string> steps_of(const Tapered& tapered) {
    std::vector<std::string> all;
    for (const Step& step : tapered.plan->plan().steps) {
        std::string text;
        for (const std::string id : {"o1", "o2"}) {
            const Taking* one = find(step.taking, id);
            const double mg = one ? in(per_day(*one), unit::mg_per_day) : 0;
            text += (text.empty() ? "" : "/") + (one ? std::to_string(std::lround(mg)) : std::string("-"));
        }
        if (step.limited_by == LimitedBy::grid) text += " g";
        if (step.limited_by == LimitedBy::last_unit) text += " u";
        all.push_back(text);
    }
    return all;
}
using Lines = std::vector<std::string>;

std::string csv_row(const std::string& start, const std::string& drug, const std::string& release,
                    const std::string& at, int mg) {
    return start + ",56," + drug + "," + release + ",oral," + at + "," + std::to_string(mg) + ",mg,1\n";
}
const std::string csv_head = "start,days,drug,release,route,at,amount,unit,every_days\n";

}  // namespace

TEST_CASE("a plan that drops the second opioid at once is an abrupt stop, whatever goes on") {
    const std::string goal = "goal: discontinue";
    std::string plan = csv_head;
    plan += csv_row("2026-12-01", "morphine", "extended", "07:00", 60);
    plan += csv_row("2026-12-01", "morphine", "extended", "19:00", 60);
    const Ran ran =
        run_program({"check", "case.yaml", "plan.csv", "--format", "json"},
                    {{"case.yaml", case_of_several(morphine_and_oxycodone, goal)}, {"plan.csv", plan}});
    CAPTURE(ran.err);
    CHECK(ran.code == 1);
    CHECK(ran.out.find("abrupt-stop/1") != std::string::npos);
    CHECK(ran.out.find("oxycodone would stop at 20 mg/day") != std::string::npos);
}

TEST_CASE("two opioids that are lowered on one day are told") {
    std::string plan = csv_head;
    for (const std::string at : {"07:00", "19:00"})
        plan += csv_row("2026-12-01", "morphine", "extended", at, at == "07:00" ? 45 : 60);
    for (const std::string at : {"07:00", "13:00", "19:00"})
        plan += csv_row("2026-12-01", "oxycodone", "immediate", at, 5);
    const Ran ran = run_program(
        {"check", "case.yaml", "plan.csv", "--format", "json"},
        {{"case.yaml", case_of_several(morphine_and_oxycodone, "goal: reduce to morphine 100 mg/day")},
         {"plan.csv", plan}});
    CAPTURE(ran.err);
    CHECK(ran.out.find("On one day morphine extended-release and oxycodone immediate-release are lowered.") !=
          std::string::npos);
}

TEST_CASE(
    "the most potent drug has the first turn, of one drug its extended release, else the patient's choice") {
    const std::string goal = "goal: discontinue\n";
    CHECK(turns(case_of_several(morphine_and_oxycodone, goal)) == "o2 o1");
    CHECK(turns(case_of_several(oxycodone_twice, goal)) == "o2 o1");
    const auto wished = [&](const std::string& opioids, const std::string& first) {
        return turns(case_of_several(opioids, goal + "preferences: {taper_first: [" + first + "]}"));
    };
    CHECK(wished(morphine_and_oxycodone, "o1") == "o1 o2");
    CHECK(wished(morphine_and_oxycodone, "morphine") == "o1 o2");
    CHECK(wished(morphine_and_oxycodone, "extended-release") == "o1 o2");
    CHECK(wished(morphine_and_oxycodone, "immediate-release, morphine") == "o2 o1");
    CHECK(wished(oxycodone_twice, "immediate-release") == "o1 o2");
    CHECK(wished(oxycodone_twice, "oxycodone") == "o2 o1");
}

TEST_CASE("the shares of a cut are of all forms of the drug together") {
    // 55 mg a day; 5 to 10 % of the dose in force every 4 weeks. 5 mg is 9.1 % of 55 and 10 % of 50,
    // then 11.1 % of 45. Extended-release tablets begin at 10 mg, so the last ones go by 10 mg; then 5 mg
    // tablets, of which three a day are within four.
    const Tapered tapered = tapered_of(case_of_several(oxycodone_twice, "goal: discontinue"));
    REQUIRE(tapered.plan);
    CHECK(steps_of(tapered) ==
          Lines{"15/35", "15/30", "15/25 g", "15/20 g", "15/10 g", "15/- g", "10/- u", "5/- u"});
    for (const Step& step : tapered.plan->plan().steps)
        CHECK(step.days == (step.limited_by == LimitedBy::nothing ? 28 : 56));
    CHECK(tapered.plan->plan().ending.taking.empty());
    REQUIRE(tapered.plan->plan().segments.size() == 2U);
    CHECK(tapered.plan->plan().segments.front().last_step == 6);
    CHECK(tapered.plan->plan().segments.back().first_step == 7);
}

TEST_CASE(
    "an opioid that stops while another goes on was at one smallest unit, and is held twice as long after "
    "it") {
    const Tapered tapered =
        tapered_of(case_of_several(morphine_and_oxycodone, "goal: reduce to 120 MME/day"));
    REQUIRE(tapered.plan);
    // Oxycodone 20 mg is 30 MME: without it the goal of 120 MME is met, so that morphine stays.
    CHECK(steps_of(tapered) == Lines{"120/15 u", "120/10 u", "120/5 u"});
    const Ending& ending = tapered.plan->plan().ending;
    REQUIRE(ending.taking.size() == 1U);
    CHECK(ending.taking.front().id == "o1");
    const Tapered further =
        tapered_of(case_of_several(morphine_and_oxycodone, "goal: reduce to 100 MME/day"));
    REQUIRE(further.plan);
    // Then the stop is a step, and morphine goes down to 105 mg: 90 mg would be below the goal.
    CHECK(steps_of(further) == Lines{"120/15 u", "120/10 u", "120/5 u", "120/- u", "105/- g"});
    CHECK(further.plan->plan().steps[3].days == 56);
}

TEST_CASE("a goal in milligrams lowers that drug only") {
    const Tapered tapered =
        tapered_of(case_of_several(morphine_and_oxycodone, "goal: reduce to morphine 100 mg/day"));
    REQUIRE(tapered.plan);
    CHECK(steps_of(tapered) == Lines{"105/20 g"});
    for (const Taking& one : tapered.plan->plan().steps.front().taking)
        CHECK(one.role == (one.id == "o1" ? Role::tapered : Role::unchanged));
    const auto problem = [](const std::string& goal) {
        return problem_of(case_of_several(morphine_and_oxycodone, goal));
    };
    CHECK(problem("goal: reduce to hydromorphone 4 mg/day") == "goal-drug");
    CHECK(problem("goal: reduce to oxycodone 20 mg/day") == "goal-not-lower");
    CHECK(problem("goal: reduce to 150 MME/day") == "goal-not-lower");  // 120 + 20 x 1.5
    CHECK(problem("goal: reduce to 149 MME/day") == "goal-out-of-reach");
}

TEST_CASE("as-needed use that is kept stays word for word, counts in every total and is handed out") {
    const std::string text =
        case_of_several(er_and_as_needed, "goal: discontinue\npreferences: {keep_as_needed: yes}");
    const Ran ran = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    const Json plan = Json::parse(ran.out);
    CHECK(schema_errors(ran.out, "plan-1.schema.json").empty());
    for (const Json& step : plan["steps"]) {
        const Json& kept = step["opioids"].back();
        CHECK(kept["id"] == "o2");
        CHECK(kept["role"] == "unchanged");
        CHECK(kept["doses"].empty());
        CHECK(kept["daily_dose"]["value"] == 15);
        CHECK(kept["mme"]["value"] == 22.5);
        CHECK(kept["as_needed"]["amount"]["value"] == 5);
        CHECK(kept["as_needed"]["counted_per_day"] == 3);
        CHECK(kept["as_needed"]["most_per_day"] == 4);
        CHECK(kept["as_needed"]["at_most_every"]["value"] == 6);
    }
    CHECK(plan["steps"][0]["mme"]["value"] == 75);  // 35 + 15 mg, times 1.5
    CHECK(plan["steps"][0]["fills"].back()["quantity"] == 84);
    CHECK(plan["after"]["kind"] == "maintain");
    REQUIRE(plan["after"]["opioids"].size() == 1U);
    CHECK(plan["after"]["opioids"][0]["as_needed"]["counted_per_day"] == 3);

    const auto checked = [&](const Json& document) {
        return run_program({"check", "case.yaml", "plan.json"},
                           {{"case.yaml", text}, {"plan.json", document.dump()}});
    };
    CHECK(checked(plan).code == 0);
    Json more = plan;
    more["steps"][1]["opioids"][1]["as_needed"]["most_per_day"] = 8;
    CHECK(checked(more).code == 2);
}

TEST_CASE("as-needed use alone is what is tapered, kept or not") {
    const std::string alone = "\"oxycodone 5 mg every 6 hours as needed, uses 3 a day\"";
    const Tapered tapered =
        tapered_of(case_of_several(alone, "goal: discontinue\npreferences: {keep_as_needed: yes}"));
    REQUIRE(tapered.plan);
    CHECK(steps_of(tapered) == Lines{"10/- u", "5/- u"});
}

TEST_CASE("two regimens of one tablet are handed out each with its own directions") {
    const Tapered tapered = tapered_of(
        case_of_several("oxycodone 10 mg q12h, \"oxycodone 10 mg every 6 hours as needed, uses 2 a day\"",
                        "goal: reduce to oxycodone 35 mg/day\npreferences: {keep_as_needed: yes}"));
    REQUIRE(tapered.plan);
    const Step& first = tapered.plan->plan().steps.front();
    int as_needed = 0;
    for (const Fill& fill : first.fills)
        as_needed += fill.directions.find("as needed") != std::string::npos ? 1 : 0;
    CHECK(as_needed > 0);
    CHECK(static_cast<std::size_t>(as_needed) < first.fills.size());
}

TEST_CASE("a protocol of a few days is not planned for several opioids") {
    const std::string text = case_of_several("oxycodone 5 mg q6h, morphine 15 mg daily",
                                             "goal: discontinue\nprotocol: acute-3-6-days");
    const Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
    REQUIRE(tapered);
    CHECK_FALSE(tapered->plan.has_value());
}
