// Tapers of patches, from the text of a case to the plan: what is worn, when it is changed, what is handed
// out.
#include "planner/patches.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "planner/leftovers.hpp"
#include "planner/taper.hpp"
#include "tests/support/check_support.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string supervised =
    "start: 2026-12-01\nsupervision: {prescriber: Dr. A, review_every: 4 weeks, patient_agrees: yes}\n";
const std::string years = "used_for: 4 years\n", stop = "goal: discontinue\n";
const std::string with_reason =
    "overrides: [{rule: smallest-patch-step, reason: cannot swallow, by: Dr. A}]\n";

struct Made {
    Case patient_case;
    Tapered tapered;
    const DraftPlan& plan() const { return tapered.plan->plan(); }
};

/// The text of a case; a regimen that begins with a brace is a mapping.
std::string text_of(const std::string& regimen, const std::string& more) {
    const std::string text = case_text(regimen, more + supervised);
    return regimen.starts_with('{') ? with(text, "\"" + regimen + "\"", regimen) : text;
}

Made made(const std::string& regimen, const std::string& more) {
    Made result{good_case(text_of(regimen, more)), {}};
    Result<Tapered> tapered = taper(result.patient_case, shipped_library(), day("2026-11-30"));
    if (!tapered) FAIL(regimen << ": " << tapered.problems().front().message);
    result.tapered = *std::move(tapered);
    return result;
}

Made issued(const std::string& regimen, const std::string& more) {
    Made result = made(regimen, more);
    for (const Finding& finding : result.tapered.review.findings) {
        if (finding.severity == Severity::block) MESSAGE(finding.rule << ": " << finding.message);
    }
    REQUIRE(result.tapered.plan);
    return result;
}

std::string problem_of(const std::string& regimen, const std::string& more) {
    const Case patient_case = good_case(case_text(regimen, more + supervised));
    const Result<Tapered> tapered = taper(patient_case, shipped_library(), day("2026-11-30"));
    return tapered ? "none" : tapered.problems().front().id;
}

/// The patches of one opioid: "10+7.5".
std::string patches_of(const Taking& taking) {
    std::string all;
    for (const UnitCount& unit : taking.doses.front().units) {
        CHECK(unit.thousandths % 1000 == 0);
        const Strength& strength = shipped_library().formulary[unit.product].strengths[unit.strength];
        for (int i = 0; i < unit.thousandths / 1000; ++i) {
            const std::string shown = show_strength(strength.value);
            all += (all.empty() ? "" : "+") + shown.substr(0, shown.find(' '));
        }
    }
    return all;
}

using Words = std::vector<std::string>;

/// "17.5: 10+7.5, 56 days, grid" for each step.
Words steps_of(const DraftPlan& plan) {
    Words all;
    for (const Step& step : plan.steps) {
        const Worn* patches = worn(step.taking.front());
        REQUIRE(patches);
        const std::string rate = show_daily(patches->rate, Route::transdermal);
        all.push_back(rate.substr(0, rate.find(' ')) + ": " + patches_of(step.taking.front()) + ", " +
                      std::to_string(step.days) + " days" +
                      (step.limited_by == LimitedBy::grid        ? ", grid"
                       : step.limited_by == LimitedBy::last_unit ? ", last unit"
                                                                 : ""));
    }
    return all;
}

std::vector<std::string> rules_of(const Made& made, Severity severity) {
    std::vector<std::string> all;
    for (const Finding& finding : made.tapered.review.findings) {
        if (finding.severity == severity) all.push_back(finding.rule);
    }
    return all;
}

}  // namespace

TEST_CASE("patches of fentanyl are never cut: each step is whole patches, held for whole changes") {
    // 10% every 28 days: 12.5 of 100 is above the range, so each cut is the smallest there is and held twice
    // as long: 28 days are 10 changes of 3 days, twice that 20 changes.
    const Made made =
        issued("fentanyl patch 100 mcg/h every 72 hours", years + "goal: reduce to fentanyl 25 mcg/h\n");
    CHECK(steps_of(made.plan()) == Words{"87.5: 87.5, 60 days, grid", "75: 75, 60 days, grid",
                                         "62.5: 62.5, 60 days, grid", "50: 50, 60 days, grid",
                                         "37.5: 37.5, 60 days, grid", "25: 25, 60 days, grid"});
    CHECK(disagreement_with_check(made.patient_case, made.tapered, day("2026-11-30")).empty());
}

TEST_CASE("patches of buprenorphine for pain come down by 2.5 mcg/h where two are worn at once") {
    const Made made = issued("Butrans 20 mcg/h weekly", years + stop);
    CHECK(steps_of(made.plan()) == Words{"17.5: 10+7.5, 56 days, grid", "15: 15, 56 days, grid",
                                         "12.5: 7.5+5, 56 days, grid", "10: 10, 56 days, grid",
                                         "7.5: 7.5, 56 days, grid", "5: 5, 56 days, grid"});
    CHECK(made.plan().ending.taking.empty());
    CHECK_FALSE(mme_of(made.plan().baseline, shipped_library().exposure()));  // CDC gives it no factor
    CHECK(disagreement_with_check(made.patient_case, made.tapered, day("2026-11-30")).empty());
}

TEST_CASE("from 25 to 12 mcg/h is 52%: refused without a reason, and the options are named") {
    const Made refused = made("fentanyl patch 50 mcg/h every 72 hours", years + stop);
    CHECK_FALSE(refused.tapered.plan);
    CHECK(rules_of(refused, Severity::block) == Words{"smallest-patch-step"});
    const Finding& finding = refused.tapered.review.findings.front();
    CHECK(finding.message.find("From 25 mcg/h to 12 mcg/h is a cut of 52") == 0);
    CHECK(finding.instead.find("reduce to fentanyl 25 mcg/h") != std::string::npos);
    CHECK(finding.instead.find("stepdown convert") != std::string::npos);

    const Made taken = issued("fentanyl patch 25 mcg/h every 72 hours", years + stop + with_reason);
    CHECK(steps_of(taken.plan()) == Words{"12: 12, 60 days, grid"});
    CHECK(taken.plan().ending.taking.empty());  // zero follows the smallest patch
    CHECK(disagreement_with_check(taken.patient_case, taken.tapered, day("2026-11-30")).empty());
}

TEST_CASE("two patches of 12 mcg/h are no dose below one of 25") {
    const Made made = issued("fentanyl patch 37 mcg/h every 72 hours", years + stop + with_reason);
    CHECK(patches_of(made.plan().baseline.front()) == "25+12");
    CHECK(steps_of(made.plan()) == Words{"25: 25, 60 days, grid", "12: 12, 60 days, grid"});
}

TEST_CASE("who wears the smallest patch stops after one held step") {
    const Made made = issued("fentanyl patch 12 mcg/h every 72 hours", years + stop);
    CHECK(steps_of(made.plan()) == Words{"12: 12, 60 days"});
    CHECK(made.plan().steps.front().kind == StepKind::hold);
}

TEST_CASE("patches are changed on the first day of a step and then every so many days, across steps") {
    const Made made =
        issued("fentanyl patch 50 mcg/h every 72 hours", years + "goal: reduce to fentanyl 37.5 mcg/h\n");
    const std::vector<Date>& days = worn(made.plan().steps.front().taking.front())->change_on;
    REQUIRE(days.size() == 20);
    CHECK(iso(days[0]) == "2026-12-01");
    CHECK(iso(days[1]) == "2026-12-04");
    CHECK(iso(days[19]) == "2027-01-27");  // 57 days later; worn until the 29th, the step's last day
    CHECK(iso(made.plan().steps.front().end()) == "2027-01-29");
    CHECK(worn(made.plan().ending.taking.front())->change_on.empty());
}

TEST_CASE("a patch changed every 48 hours keeps its interval, with a warning") {
    const Made made =
        issued("fentanyl patch 50 mcg/h every 48 hours", years + "goal: reduce to fentanyl 37.5 mcg/h\n");
    CHECK(steps_of(made.plan()) == Words{"37.5: 37.5, 56 days, grid"});  // 28 days are 14 changes
    const Words warnings = rules_of(made, Severity::warn);
    CHECK(std::count(warnings.begin(), warnings.end(), "extended-release-interval") >= 1);
}

TEST_CASE("fills of patches are the changes of the period") {
    const Made fentanyl =
        issued("fentanyl patch 50 mcg/h every 72 hours", years + "goal: reduce to fentanyl 37.5 mcg/h\n");
    const std::vector<Fill>& fills = fentanyl.plan().steps.front().fills;
    REQUIRE(fills.size() == 3);  // 60 days; at most 28 days a fill are 9 whole changes
    CHECK(fills[0].days == 27);
    CHECK(fills[0].quantity.thousandths == 9000);
    CHECK(iso(fills[1].fill_on) == "2026-12-28");
    CHECK(fills[2].quantity.thousandths == 2000);
    CHECK(fills[0].directions.find("fentanyl patch 37.5 mcg/h: Apply 1 patch to the skin every 3 days") == 0);

    const Made butrans =
        issued("Butrans 20 mcg/h weekly", years + "goal: reduce to buprenorphine 17.5 mcg/h\n");
    const std::vector<Fill>& two = butrans.plan().steps.front().fills;
    REQUIRE(two.size() == 4);  // two strengths, 56 days
    for (const Fill& fill : two) CHECK(fill.quantity.thousandths == 4000);
    CHECK(two[0].directions.find("together with the patch of the other strength") != std::string::npos);
}

TEST_CASE("a goal for patches is in mcg/h or in MME, and only where there are patches") {
    CHECK(steps_of(issued("fentanyl patch 50 mcg/h every 72 hours",  // 2.4 MME/day each: 37.5 is 90
                          years + "goal: reduce to 90 MME/day\n")
                       .plan()) == Words{"37.5: 37.5, 60 days, grid"});
    CHECK(problem_of("fentanyl patch 50 mcg/h every 72 hours",
                     years + "goal: reduce to fentanyl 50 mcg/h\n") == "goal-not-lower");
    CHECK(problem_of("Butrans 20 mcg/h weekly", years + "goal: reduce to 50 MME/day\n") ==
          "goal-without-factor");
    const Result<Case> read = case_of(
        case_text("morphine ER 30 mg q12h", years + "goal: reduce to morphine 25 mcg/h\n" + supervised));
    REQUIRE_FALSE(read);
    CHECK(read.problems().front().id == "unit");
}

TEST_CASE("strengths that no patches make up are told") {
    CHECK(problem_of("fentanyl patch 45 mcg/h every 72 hours", years + stop) == "dose-not-dispensable");
    CHECK(problem_of("Butrans 6 mcg/h weekly", years + stop) == "dose-not-dispensable");
}

TEST_CASE("patches that treat opioid use disorder are never tapered") {
    const Made refused = made("{regimen: Butrans 20 mcg/h weekly, for: oud}", years + stop);
    CHECK_FALSE(refused.tapered.plan);
}

TEST_CASE("methadone for pain is held for two weeks at least; for opioid use disorder it is refused") {
    const std::string weekly = "used_for: 4 years\nprotocol: uk-weekly\n" + stop;
    const Made plan = issued("{regimen: methadone 20 mg q8h, for: pain}", weekly);
    for (const Step& step : plan.plan().steps) CHECK(step.days >= 14);
    const Made refused = made("{regimen: methadone 20 mg q8h, for: oud}", weekly);
    CHECK_FALSE(refused.tapered.plan);
    const Words blocks = rules_of(refused, Severity::block);
    CHECK(std::count(blocks.begin(), blocks.end(), "oud-treatment") == 1);
}

TEST_CASE("tramadol, tapentadol and once-daily forms are tapered") {
    for (const std::string regimen :
         {"tramadol 100 mg q6h", "tramadol ER 300 mg daily", "tapentadol ER 200 mg q12h",
          "tapentadol 100 mg q6h", "hydromorphone ER 32 mg daily"}) {
        CAPTURE(regimen);
        const Made made =
            issued(regimen, years + "goal: reduce to " + regimen.substr(0, regimen.find(' ')) +
                                (regimen.starts_with("hydro") ? " 16 mg/day\n" : " 200 mg/day\n"));
        CHECK(made.plan().steps.size() >= 1);
        CHECK(disagreement_with_check(made.patient_case, made.tapered, day("2026-11-30")).empty());
    }
}

TEST_CASE("what is left of a step is handed back when the next one begins") {
    // Fills are whole tablets: 3 halves a day for 27 days are 40.5, of which 41 are handed out.
    const Formulary& formulary = shipped_library().formulary;
    const UnitCount halves{*formulary.product("oxycodone_ir_tab"), 0, 1500};
    Step one, two;
    one.start = day("2026-12-01");
    one.days = 27;
    Taking taking;
    taking.doses = {{DoseTime{}, unit::mg(7.5), {halves}}};
    one.taking = {taking};
    Fill fill;
    fill.quantity = {halves.product, halves.strength, 41000};
    fill.fill_on = one.start;
    fill.days = 27;
    one.fills = {fill};
    two.start = plus_days(one.end(), 1);
    const std::vector<UnitCount> back = handed_back({one, two}, 1);
    REQUIRE(back.size() == 1);
    CHECK(back.front() == UnitCount{halves.product, halves.strength, 500});
    CHECK(handed_back({one, two}, 0).empty());
    // A pause after 10 days: 15 are taken, 26 are left.
    CHECK(left_over(one, plus_days(one.start, 10)).front().thousandths == 26000);
    CHECK(left_over(one, one.start).empty());  // nothing is handed out before its day
}
