#include <algorithm>
#include <doctest/doctest.h>

#include "planner/taper.hpp"
#include "tests/support/check_support.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

// A taper moves to a liquid or to immediate release where the case accepts it and the form in use allows no
// cut in the range of the protocol.

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string supervised =
    "used_for: 8 months\ngoal: discontinue\nprotocol: standard\nstart: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, review_every: 4 weeks, patient_agrees: yes}\n";
const std::string liquid = "preferences: {liquid_acceptable: yes}\n";

Tapered tapered(const std::string& regimen, const std::string& more) {
    const Result<Tapered> result =
        taper(good_case(case_text(regimen, supervised + more)), shipped_library(), day("2026-11-30"));
    REQUIRE(result);
    return *result;
}

DraftPlan plan_of(const std::string& regimen, const std::string& more) {
    const Tapered result = tapered(regimen, more);
    for (const Finding& one : result.review.findings) {
        if (one.severity == Severity::block) MESSAGE(one.rule << ": " << one.message);
    }
    REQUIRE(result.plan);
    return result.plan->plan();
}

const ProductLine& line_of(const Step& step) {
    return shipped_library().formulary[step.taking.front().doses.front().units.front().product];
}

double mg_a_day(const std::vector<Taking>& taking) {
    double sum = 0;
    for (const Taking& one : taking) sum += in(per_day(one), unit::mg_per_day);
    return sum;
}

/// The number of the first step in a liquid; 0 where there is none.
int first_liquid(const DraftPlan& plan) {
    for (const Step& step : plan.steps) {
        if (line_of(step).form == Form::solution) return step.number;
    }
    return 0;
}

double largest_cut(const DraftPlan& plan, bool with_end = false) {
    double largest = 0, before = mg_a_day(plan.baseline);
    for (const Step& step : plan.steps) {
        const double now = mg_a_day(step.taking);
        largest = std::max(largest, (before - now) / before);
        before = now;
    }
    return with_end ? 1.0 : largest;
}

}  // namespace

TEST_CASE("a liquid is never planned for somebody who does not accept it") {
    CHECK(first_liquid(plan_of("morphine ER 15 mg q12h", "")) == 0);
    CHECK(first_liquid(plan_of("morphine ER 15 mg q12h", "preferences: {liquid_acceptable: no}\n")) == 0);
    // Another form than a liquid is not what was accepted.
    for (const Step& step : plan_of("morphine ER 15 mg q12h", liquid).steps)
        CHECK((line_of(step).release == Release::extended || line_of(step).form == Form::solution));
}

TEST_CASE("a move to another form never raises the dose, and is made once") {
    for (const char* regimen : {"morphine ER 15 mg q12h", "morphine ER 60 mg q8h", "oxycodone ER 10 mg q12h",
                                "oxycodone 5 mg q6h", "hydromorphone 2 mg q6h"}) {
        CAPTURE(regimen);
        const DraftPlan plan = plan_of(regimen, liquid);
        double before = mg_a_day(plan.baseline);
        bool is_liquid = false;
        for (const Step& step : plan.steps) {
            CHECK(mg_a_day(step.taking) <= before + 1e-9);
            if (is_liquid) CHECK(line_of(step).form == Form::solution);
            is_liquid = line_of(step).form == Form::solution;
            before = mg_a_day(step.taking);
        }
        CHECK(is_liquid);
    }
}

TEST_CASE("from 30 mg of extended-release morphine the liquid is moved to at the same dose") {
    // One 15 mg tablet less would be half of the dose. Of 2 mg/mL in whole mL 30 mg is 15 mL a day.
    const DraftPlan tablets = plan_of("morphine ER 15 mg q12h", "");
    CHECK(largest_cut(tablets) == doctest::Approx(0.5));
    const DraftPlan plan = plan_of("morphine ER 15 mg q12h", liquid);
    REQUIRE(first_liquid(plan) == 1);
    const Step& first = plan.steps.front();
    CHECK(first.kind == StepKind::switch_over);
    CHECK(mg_a_day(first.taking) == doctest::Approx(30));
    CHECK(first.taking.front().release == Release::immediate);
    int mL = 0;
    for (const PlannedDose& dose : first.taking.front().doses) {
        REQUIRE(dose.units.size() == 1);
        CHECK(dose.units.front().thousandths % 1000 == 0);
        mL += dose.units.front().thousandths / 1000;
    }
    CHECK(mL == 15);
    CHECK(plan.steps[1].kind == StepKind::reduce);
    CHECK(largest_cut(plan) <= 0.5);
    // The last step is one smallest unit once a day: 1 mL of 2 mg/mL.
    CHECK(mg_a_day(plan.steps.back().taking) == doctest::Approx(2));
    CHECK(plan.steps.back().taking.front().doses.size() == 1);
}

TEST_CASE("the move is told, and asks to be acknowledged") {
    const Tapered result = tapered("morphine ER 15 mg q12h", liquid);
    const auto told =
        std::count_if(result.review.findings.begin(), result.review.findings.end(), [](const Finding& one) {
            return one.rule == "other-form" && one.severity == Severity::warn && one.acknowledge &&
                   one.step == 1;
        });
    CHECK(told == 1);
    const Tapered without = tapered("morphine ER 15 mg q12h", "");
    CHECK(std::none_of(without.review.findings.begin(), without.review.findings.end(),
                       [](const Finding& one) { return one.rule == "other-form"; }));
}

TEST_CASE("check agrees with a plan that moves to another form") {
    for (const char* regimen : {"morphine ER 15 mg q12h", "morphine ER 60 mg q8h", "oxycodone 5 mg q6h"}) {
        CAPTURE(regimen);
        const Case patient_case = good_case(case_text(regimen, supervised + liquid));
        const Result<Tapered> result = taper(patient_case, shipped_library(), day("2026-11-30"));
        REQUIRE(result);
        REQUIRE(result->plan);
        CHECK(disagreement_with_check(patient_case, *result, day("2026-11-30")) == "");
    }
}

TEST_CASE("the tablets left from before the move are handed back") {
    const DraftPlan plan = plan_of("morphine ER 15 mg q12h", liquid);
    for (const Fill& fill : plan.steps.front().fills)
        CHECK(shipped_library().formulary[fill.quantity.product].form == Form::solution);
}

TEST_CASE("immediate-release tablets are moved to only where the case accepts them") {
    const DraftPlan plan =
        plan_of("oxycodone ER 10 mg q12h", "preferences: {immediate_release_acceptable: yes}\n");
    CHECK(line_of(plan.steps.back()).release == Release::immediate);
    CHECK(line_of(plan.steps.back()).form != Form::solution);
    const DraftPlan before = plan_of("oxycodone ER 10 mg q12h", "");
    CHECK(line_of(before.steps.back()).release == Release::extended);
}

TEST_CASE("a liquid of two strengths is planned in the weakest only") {
    const DraftPlan plan = plan_of("morphine ER 60 mg q8h", liquid);
    REQUIRE(first_liquid(plan) > 0);
    for (const Step& step : plan.steps) {
        if (line_of(step).form != Form::solution) continue;
        for (const PlannedDose& dose : step.taking.front().doses) {
            REQUIRE(dose.units.size() == 1);
            CHECK(dose.units.front().strength == 0);
        }
    }
}

TEST_CASE("what the pharmacy does not stock is not moved to") {
    const DraftPlan plan = plan_of("morphine ER 15 mg q12h",
                                   "preferences: {liquid_acceptable: yes, products: [morphine_er_tab12]}\n");
    CHECK(first_liquid(plan) == 0);
}
