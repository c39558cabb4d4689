// Ways to change opioids beside methadone: patches both ways, and the starts of buprenorphine.
#include <algorithm>
#include <functional>

#include "planner/rotation_plan.hpp"
#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Lines = std::vector<std::string>;

DoseRate of_role(const Step& step, Role role) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& taking : step.taking) {
        if (taking.role == role) sum += per_day(taking);
    }
    return sum;
}
std::vector<double> each_step(const DraftPlan& plan, Role role) {
    std::vector<double> all;
    for (const Step& step : plan.steps) all.push_back(in(of_role(step, role), unit::mg_per_day));
    return all;
}
std::vector<int> days_of(const DraftPlan& plan) {
    std::vector<int> all;
    for (const Step& step : plan.steps) all.push_back(step.days);
    return all;
}
const Taking* target_in(const Step& step) {
    for (const Taking& taking : step.taking) {
        if (taking.role == Role::target) return &taking;
    }
    return nullptr;
}
const Step& first_with_target(const DraftPlan& plan) {
    for (const Step& step : plan.steps) {
        if (target_in(step)) return step;
    }
    FAIL("the new opioid is never taken");
    return plan.steps.front();
}

DraftPlan plan_to(const std::string& words, const RotationCase& one) {
    const Rotated rotated = rotated_to(words, case_of(one));
    REQUIRE(rotated.plan.has_value());
    return rotated.plan->plan();
}
Lines blocks_of(const std::string& words, const RotationCase& one) {
    Lines all;
    for (const Finding& finding : rotated_to(words, case_of(one)).review.findings) {
        if (finding.severity == Severity::block) all.push_back(finding.rule);
    }
    return all;
}

/// What a rule says of our plan after a change by hand.
Lines after_change(const std::string& rule, const std::string& words, const RotationCase& one,
                   const std::function<void(DraftPlan&)>& change) {
    DraftPlan plan = plan_to(words, one);
    change(plan);
    const Case asked = good_case(case_of(one));
    const RotationTarget to = target(words);
    const Rotated rotated = rotated_to(words, case_of(one));
    ReviewInput input{asked, shipped_library(), day_of_run(), rotated.opioids, &plan};
    input.kind = PlanKind::rotation;
    input.target = &to;
    return lines_of(review(input), rule);
}

const std::string standard = "protocol: buprenorphine-standard-start\n";
const std::string one_week = "protocol: buprenorphine-low-dose-one-week\n";

}  // namespace

// --- to a fentanyl patch

TEST_CASE("a first patch is the label's row, and the old opioid stops on the day that it is put on") {
    // 120 mg of oral morphine lies in 60 to 134 mg: 25 mcg/h; 135 mg is the first of 50 mcg/h.
    const auto plan = plan_to("fentanyl patch", {});
    REQUIRE(target_in(plan.steps.front()));
    const Worn* patch = worn(*target_in(plan.steps.front()));
    REQUIRE(patch);
    CHECK(in(patch->rate, unit::mcg_per_hour) == doctest::Approx(25));
    CHECK(each_step(plan, Role::tapered) == std::vector<double>{0, 0});
    const auto more = plan_to("fentanyl patch", {.opioid = "morphine ER 45 mg q8h"});
    const Worn* larger = worn(*target_in(more.steps.front()));
    REQUIRE(larger);
    CHECK(in(larger->rate, unit::mcg_per_hour) == doctest::Approx(50));
}

TEST_CASE("steps of patches are whole changes, three days each from the first day on") {
    const auto plan = plan_to("fentanyl patch", {});
    CHECK(days_of(plan) == std::vector<int>{9, 21});  // 7 and 28 days, rounded up to whole changes
    const Worn* patch = worn(*target_in(plan.steps.front()));
    REQUIRE(patch);
    Lines days;
    for (const Date day : patch->change_on) days.push_back(iso(day));
    CHECK(days == Lines{"2026-12-01", "2026-12-04", "2026-12-07"});
}

TEST_CASE("no patch is started below the label's first row, nor in somebody who is not tolerant") {
    CHECK(blocks_of("fentanyl patch", {.opioid = "morphine ER 15 mg q8h"}) ==
          Lines{"dose-below-start", "not-opioid-tolerant"});
    CHECK(blocks_of("fentanyl patch", {.used_for = "6 days"}) == Lines{"not-opioid-tolerant"});
}

TEST_CASE("a plan with a patch that is more than what was taken before is refused, whoever wrote it") {
    // 30 mg of oxycodone are 45 MME; the label's 25 mcg/h are 60 MME, so that ours has 12 mcg/h.
    CHECK(after_change(
              "overlap-ceiling", "fentanyl patch", {.opioid = "oxycodone 7.5 mg q6h"}, [](DraftPlan& plan) {
                  for (Taking& one : plan.steps.front().taking) {
                      if (auto* patch =
                              one.doses.empty() ? nullptr : std::get_if<Worn>(&one.doses.front().amount))
                          patch->rate = unit::mcg_per_hour(25);
                  }
              }) == Lines{"overlap-ceiling block step 1"});
}

// --- from a fentanyl patch

TEST_CASE("after a patch the new opioid waits for 18 hours: its first dose is on the day after") {
    const auto plan = plan_to("oxycodone ER", {.opioid = "fentanyl patch 50 mcg/h every 72 hours"});
    CHECK(plan.steps.front().days == 1);
    CHECK(target_in(plan.steps.front()) == nullptr);
    CHECK(iso(first_with_target(plan).start) == "2026-12-02");
    for (const Step& step : plan.steps) {
        for (const Taking& taking : step.taking) CHECK(worn(taking) == nullptr);
    }
    // 50 mcg/h x 1.8 = 90 mg of oral morphine, x 2/3 = 60 mg of oxycodone, less half: 30 mg.
    CHECK(each_step(plan, Role::target) == std::vector<double>{0, 30, 30});
}

TEST_CASE("what the patch leaves in the skin is watched from the day on which it comes off") {
    const Rotated rotated =
        rotated_to("methadone", case_of({.opioid = "fentanyl patch 50 mcg/h every 72 hours"}));
    REQUIRE(rotated.plan.has_value());
    CHECK(rotated.basis->method->id == "methadone-stop-and-go");  // a patch cannot be given by thirds
    Lines days;
    for (const Monitoring& one : rotated.basis->monitoring) {
        if (one.what.find("no patch is left on") != std::string::npos) days.push_back(iso(one.on));
    }
    CHECK(days == Lines{"2026-12-01", "2026-12-02"});
}

TEST_CASE("a patch is never given in part: neither by thirds nor beside a low-dose start") {
    const std::string patch = "fentanyl patch 50 mcg/h every 72 hours";
    CHECK(blocks_of("methadone", {.opioid = patch, .more = "protocol: methadone-three-day\n"}) ==
          Lines{"switch-not-from-here"});
    CHECK(blocks_of("buprenorphine SL", {.opioid = patch, .more = one_week}) ==
          Lines{"switch-not-from-here"});
}

TEST_CASE("fentanyl is not waited out before buprenorphine: how long is not known") {
    CHECK(blocks_of("buprenorphine SL", {.opioid = "fentanyl patch 50 mcg/h every 72 hours",
                                         .more = standard}) == Lines{"switch-not-from-here"});
}

// --- buprenorphine by its labels

TEST_CASE(
    "before the buprenorphine patch the old opioid comes down to 30 mg within seven days, and then stops") {
    const auto plan =
        plan_to("buprenorphine patch", {.opioid = "morphine ER 30 mg q12h"});  // 60 mg: 10 mcg/h
    // Down by 30/7 mg a day, in tablets of 15 mg: 45 mg for three days, 30 mg for four.
    CHECK(each_step(plan, Role::tapered) == std::vector<double>{45, 30, 0, 0});
    CHECK(days_of(plan) == std::vector<int>{3, 4, 7, 21});
    const Step& first = first_with_target(plan);
    CHECK(iso(first.start) == "2026-12-08");
    const Worn* patch = worn(*target_in(first));
    REQUIRE(patch);
    CHECK(in(patch->rate, unit::mcg_per_hour) == doctest::Approx(10));
}

TEST_CASE("at 30 mg nothing has to come down; above 80 mg the buprenorphine patch is refused") {
    const auto plan = plan_to("buprenorphine patch", {.opioid = "morphine ER 15 mg q12h"});
    CHECK(each_step(plan, Role::tapered) == std::vector<double>{0, 0});
    CHECK(blocks_of("buprenorphine patch", {}) == Lines{"dose-above-start"});
}

TEST_CASE("the buccal film's label says how far to come down but not how fast: that is left to a taper") {
    CHECK(blocks_of("Belbuca", {}) == Lines{"come-down-first"});
    const auto plan = plan_to("Belbuca", {.opioid = "morphine ER 15 mg q12h"});  // 30 mg: 150 mcg twice a day
    CHECK(each_step(plan, Role::target) == std::vector<double>{0.3, 0.3});
}

// --- buprenorphine by day tables

TEST_CASE(
    "the low-dose start keeps the published days, the old opioid goes on and then falls by a quarter a "
    "week") {
    const auto plan = plan_to("buprenorphine SL", {});
    CHECK(each_step(plan, Role::target) == std::vector<double>{0.5, 1, 2, 4, 8, 8, 8, 8, 8});
    CHECK(each_step(plan, Role::tapered) == std::vector<double>{120, 120, 120, 120, 120, 90, 60, 30, 0});
    CHECK(days_of(plan) == std::vector<int>{1, 1, 1, 2, 1, 7, 7, 7, 7});
}

TEST_CASE("in a low-dose start the full agonist is never stopped on the first day") {
    for (const std::string& more : {std::string(), one_week}) {
        const auto plan = plan_to("buprenorphine SL", {.more = more});
        CHECK(in(of_role(plan.steps.front(), Role::tapered), unit::mg_per_day) == doctest::Approx(120));
    }
}

TEST_CASE("half a milligram is a quarter of a 2 mg film, as the table cuts it") {
    const auto plan = plan_to("buprenorphine SL", {});
    const Taking* first = target_in(plan.steps.front());
    REQUIRE(first);
    REQUIRE(first->doses.size() == 1);
    REQUIRE(first->doses.front().units.size() == 1);
    CHECK(first->doses.front().units.front().thousandths == 250);
    // Without the table's way nobody cuts a film.
    CHECK(after_change("whole-units", "buprenorphine SL", {}, [](DraftPlan& changed) {
              changed.protocol = "oral-stop-and-go";
          }).size() == 5);  // one dose on day 1, two each on days 2 and 3
}

TEST_CASE("the table of one week ends without the old opioid on day 7, 12 mg, then 16 mg") {
    const auto plan = plan_to("buprenorphine SL", {.more = one_week});
    CHECK(each_step(plan, Role::target) == std::vector<double>{0.5, 1, 2, 4, 6, 8, 12, 16});
    CHECK(each_step(plan, Role::tapered) == std::vector<double>{120, 120, 120, 120, 120, 120, 0, 0});
}

TEST_CASE("a course of one patient is named and not planned") {
    CHECK(blocks_of("buprenorphine SL", {.more = "protocol: buprenorphine-low-dose-slow\n"}) ==
          Lines{"switch-not-available"});
}

TEST_CASE("a table's milligrams are those of its product: another one of the same milligrams is refused") {
    CHECK(blocks_of("Zubsolv", {}) == Lines{"table-product"});  // 5.7 mg of it are 8 mg of a film
    CHECK(blocks_of("Suboxone", {}).empty());
}

TEST_CASE(
    "the standard start waits: a day after a short-acting opioid, two days after an extended-release one") {
    const auto soon = plan_to("buprenorphine SL", {.opioid = "oxycodone 15 mg q6h", .more = standard});
    CHECK(soon.steps.front().taking.empty());
    CHECK(iso(first_with_target(soon).start) == "2026-12-02");
    const auto late = plan_to("buprenorphine SL", {.more = standard});
    CHECK(late.steps.front().taking.empty());
    CHECK(iso(first_with_target(late).start) == "2026-12-03");
}

TEST_CASE("the standard start begins with 2 mg, and the first day never comes to more than 8 mg") {
    const auto plan = plan_to("buprenorphine SL", {.more = standard});
    const Step& first = first_with_target(plan);
    CHECK(in(of_role(first, Role::target), unit::mg_per_day) == doctest::Approx(2));
    const auto again = std::find_if(first.taking.begin(), first.taking.end(),
                                    [](const Taking& one) { return one.role == Role::rescue; });
    REQUIRE(again != first.taking.end());
    CHECK(in(again->as_needed->amount, unit::mg) == doctest::Approx(2));
    CHECK(*again->as_needed->most_per_day == 3);
    CHECK(in(*again->as_needed->at_most_every, unit::hours) == doctest::Approx(2));
}

TEST_CASE("start-above-estimate: a day above the published table is a block, the table's own is not") {
    const auto day_2_at = [](double each) {
        return after_change("start-above-estimate", "buprenorphine SL", {}, [each](DraftPlan& plan) {
            for (Taking& taking : plan.steps[1].taking) {
                if (taking.role != Role::target) continue;
                for (PlannedDose& dose : taking.doses) dose.amount = unit::mg(each);
            }
        });
    };
    CHECK(day_2_at(0.5).empty());
    CHECK(day_2_at(0.75) == Lines{"start-above-estimate block step 2"});
    CHECK(after_change("start-above-estimate-unknown", "buprenorphine SL", {}, [](DraftPlan& plan) {
              plan.protocol.clear();
          }) == Lines{"start-above-estimate-unknown block"});
}

TEST_CASE("with opioid use disorder a rotation to buprenorphine is possible, with a warning") {
    const Rotated rotated = rotated_to("buprenorphine SL", case_of({.oud = "yes"}));
    CHECK(rotated.plan.has_value());
    CHECK(lines_of(rotated.review, "opioid-use-disorder") == Lines{"opioid-use-disorder warn"});
}

TEST_CASE("acetaminophen that the old combination brings counts on every day on which it is still taken") {
    // Eight tablets a day of 325 mg.
    const auto plan =
        plan_to("buprenorphine SL", {.opioid = "hydrocodone/acetaminophen 10/325 mg 2 tablets q6h"});
    const auto on = [&](std::size_t step) {
        return in(also_per_day(plan.steps[step].taking, "acetaminophen", shipped_library().formulary),
                  unit::mg_per_day);
    };
    CHECK(on(0) == doctest::Approx(2600));
    CHECK(on(plan.steps.size() - 1) == doctest::Approx(0));
}

TEST_CASE("a way that the case names has to lead to the new opioid") {
    const Case asked = good_case(case_of({.more = "protocol: methadone-three-day\n"}));
    const auto made = rotate(asked, target("oxycodone ER"), shipped_library(), day_of_run());
    REQUIRE_FALSE(made);
    CHECK(made.problems().front().id == "switch-method");
}

TEST_CASE("weak kidneys make the start lower, to the share of the usual start that the guide leaves") {
    // Man of 72 years, 58 kg (ideal weight is more), 3.2 mg/dL: (140 - 72) x 58 / (72 x 3.2) = 17 mL/min.
    std::string text = case_of({.opioid = "morphine ER 100 mg q8h", .age = "72 years"});
    const auto put = [&](const std::string& what, const std::string& instead) {
        const std::size_t at = text.find(what);
        REQUIRE(at != std::string::npos);
        text.replace(at, what.size(), instead);
    };
    put("weight: 80 kg", "weight: 58 kg");
    put("value: 0.9 mg/dL", "value: 3.2 mg/dL");
    const Rotated rotated = rotated_to("hydromorphone", text);
    REQUIRE(rotated.plan.has_value());
    // 300 mg of morphine are 60 mg of hydromorphone, 30 mg after the reduction; a quarter of it is 7.5 mg.
    CHECK_FALSE(exceeds(rotated.basis->dose_used, unit::mg_per_day(7.5)));
    CHECK(exceeds(rotated.basis->dose_used, unit::mg_per_day(3)));
    CHECK(lines_of(rotated.review, "start-lowered") == Lines{"start-lowered warn"});
}
