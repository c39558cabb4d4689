#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <map>

#include "planner/taper.hpp"
#include "tests/support/check_support.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

// Random patches, read from text as a user's case is. Every promise is recomputed from the plan, in tenths of
// a mcg/h, with the strengths written out here.

using namespace stepdown;
using namespace stepdown::test;

namespace {

struct Patch {
    std::string words, drug, every;
    std::vector<int> strengths;  // tenths of a mcg/h
    int days;
};
const std::vector<Patch> patches{
    {"fentanyl patch", "fentanyl", "every 72 hours", {120, 250, 375, 500, 625, 750, 875, 1000}, 3},
    {"fentanyl patch", "fentanyl", "every 48 hours", {120, 250, 375, 500, 625, 750, 875, 1000}, 2},
    {"buprenorphine patch", "buprenorphine", "weekly", {50, 75, 100, 150, 200}, 7}};

std::string number(int tenths) {
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
}

struct Drawn {
    Patch patch;
    int worn = 0, goal = 0;  // tenths; goal 0: stop
    Case patient_case;
    Date start;
};

Drawn drawn() {
    Drawn one{one_of(patches), 0, 0, {}, plus_days(day("2026-12-01"), number_between(0, 400))};
    for (int left = number_between(1, 3); left > 0; --left) one.worn += one_of(one.patch.strengths);
    if (number_between(0, 2) == 0 && one.worn > 200) one.goal = number_between(10, one.worn - 10);
    std::vector<std::string> ids;
    for (const TaperProtocol& protocol : shipped_library().tapers) {
        if (!protocol.locked && !protocol.for_acute_use()) ids.push_back(protocol.id);
    }
    std::string more =
        "used_for: " + one_of<std::string>({"2 months", "200 days", "1 year", "9 years"}) + "\n";
    more += one.goal == 0 ? "goal: discontinue\n"
                          : "goal: reduce to " + one.patch.drug + " " + number(one.goal) + " mcg/h\n";
    if (number_between(0, 1) == 0) more += "protocol: " + one_of(ids) + "\n";
    more += "overrides: [{rule: smallest-patch-step, reason: no oral route, by: Dr. B}]\n";
    more += "start: " + iso(one.start) + "\nsupervision: {prescriber: Dr. A, patient_agrees: yes}\n";
    one.patient_case =
        good_case(case_text(one.patch.words + " " + number(one.worn) + " mcg/h " + one.patch.every, more));
    return one;
}

/// What is worn, in tenths of a mcg/h, by the strengths of its patches.
int tenths_of(const Taking& taking, const Drawn& of) {
    int sum = 0;
    RC_ASSERT(taking.doses.size() == 1U);
    for (const UnitCount& unit : taking.doses.front().units) {
        const Strength& strength = shipped_library().formulary[unit.product].strengths[unit.strength];
        RC_ASSERT(unit.thousandths > 0);
        RC_ASSERT(unit.thousandths % 1000 == 0);  // a patch is never cut
        const int one =
            static_cast<int>(std::lround(10 * in(std::get<DoseRate>(strength.value), unit::mcg_per_hour)));
        RC_ASSERT(std::count(of.patch.strengths.begin(), of.patch.strengths.end(), one) == 1);
        sum += one * unit.thousandths / 1000;
    }
    const Worn* patches_worn = worn(taking);
    RC_ASSERT(patches_worn != nullptr);
    RC_ASSERT(sum == static_cast<int>(std::lround(10 * in(patches_worn->rate, unit::mcg_per_hour))));
    RC_ASSERT(taking.every_days == of.patch.days);
    return sum;
}

void changes_are_in_step(const DraftPlan& plan, const Drawn& of) {
    Date due = of.start;
    for (const Step& step : plan.steps) {
        RC_ASSERT(step.start == due);
        RC_ASSERT(step.days % of.patch.days == 0);
        const std::vector<Date>& days = worn(step.taking.front())->change_on;
        RC_ASSERT(std::ssize(days) == step.days / of.patch.days);
        for (const Date one : days) {  // one interval apart, across the steps as well
            RC_ASSERT(one == due);
            due = plus_days(due, of.patch.days);
        }
    }
    RC_ASSERT(plan.ending.from == due);
}

void fills_are_changes(const Step& step, const Drawn& of) {
    std::map<std::size_t, int> needed, filled;
    for (const UnitCount& unit : step.taking.front().doses.front().units)
        needed[unit.strength] += unit.thousandths / 1000 * (step.days / of.patch.days);
    for (const Fill& fill : step.fills) {
        RC_ASSERT(fill.days % of.patch.days == 0);
        RC_ASSERT(plus_days(fill.fill_on, fill.days - 1) <= step.end());
        filled[fill.quantity.strength] += fill.quantity.thousandths / 1000;
    }
    RC_ASSERT(needed == filled);
}

/// The next lower dose of all that these patches make up, two that differ by less than half the smallest
/// patch counted as one.
void cuts_are_bounded(const DraftPlan& plan, const Drawn& of) {
    const int smallest = of.patch.strengths.front();
    const bool short_use =
        !reaches(*of.patient_case.used_for, unit::days(84));  // its protocols may go faster
    int before = of.worn;
    std::vector<std::pair<Date, int>> cuts;
    for (const Step& step : plan.steps) {
        const int now = tenths_of(step.taking.front(), of);
        const bool held = step.kind == StepKind::hold;
        RC_ASSERT((held ? now == before : now < before));
        cuts.push_back({step.start, before});
        if (step.limited_by == LimitedBy::nothing && !held && !short_use) {
            for (const auto& [when, dose] : cuts) {
                if (days_between(when, step.start) < 14) RC_ASSERT(now * 4 >= dose * 3);
            }
            RC_ASSERT((before - now) * 10 <= of.worn * (step.days / 7));
        }
        if (!held) RC_ASSERT(2 * (before - now) >= smallest);  // no cut on paper only
        if (of.goal > 0) RC_ASSERT(now >= of.goal);
        before = now;
    }
    if (of.goal == 0) {
        RC_ASSERT(before == smallest);  // zero follows only the smallest patch
        RC_ASSERT(plan.ending.taking.empty());
    }
}

}  // namespace

TEST_CASE("every taper of patches that is issued keeps its promises") {
    int issued = 0;
    CHECK(holds("patches", 60, [&] {
        const Drawn one = drawn();
        const Result<Tapered> tapered = taper(one.patient_case, shipped_library(), day("2026-11-30"));
        if (!tapered) {
            RC_ASSERT((tapered.problems().front().id == "dose-not-dispensable" ||
                       tapered.problems().front().id == "goal-out-of-reach"));
            return;
        }
        if (!tapered->plan) {
            std::string blocks;
            for (const Finding& finding : tapered->review.findings) {
                if (finding.severity == Severity::block && !finding.overridden_by)
                    blocks += finding.rule + ": " + finding.message + " ";
            }
            RC_FAIL("no plan: " + blocks);
        }
        ++issued;
        const DraftPlan& plan = tapered->plan->plan();
        changes_are_in_step(plan, one);
        cuts_are_bounded(plan, one);
        for (const Step& step : plan.steps) fills_are_changes(step, one);
        RC_ASSERT(disagreement_with_check(one.patient_case, *tapered, day("2026-11-30")).empty());
    }));
    CHECK(issued > 20);
}
