#include "planner/review.hpp"

#include <algorithm>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string morphine =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [breast cancer with metastases]}\n"
    "opioids: [morphine ER 60 mg q12h]\n"
    "used_for: 4 years\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: \"Dr. A. Example\", patient_agrees: yes}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

/// A plan whose one step doubles the dose.
struct Doubled {
    Doubled() {
        Problems problems;
        opioids = baselines_of(asked, shipped_library(), problems);
        plan.baseline = {opioids.front().taking};
        Step step;
        step.start = *parse_date("2026-12-01");
        step.days = 28;
        step.taking = plan.baseline;
        step.taking.push_back(step.taking.front());
        plan.steps = {step};
        plan.ending.from = *parse_date("2026-12-29");
        plan.ending.taking = step.taking;
    }
    Review reviewed_as(PlanKind kind) const {
        ReviewInput input{asked, shipped_library(), day_of_run(), opioids, &plan};
        input.kind = kind;
        return review(input);
    }

    Case asked = good_case(morphine);
    std::vector<BaselineOpioid> opioids;
    DraftPlan plan;
};

std::string result_of(const Review& review, const std::string& rule) {
    const auto rules = rule_catalogue();
    const auto at = std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.id == rule; });
    REQUIRE(at != rules.end());
    return std::string(word_of(review.outcomes[static_cast<std::size_t>(at - rules.begin())]));
}

}  // namespace

TEST_CASE("a rule is asked only of the kinds of plan that it is for") {
    CHECK(runs_for(RunsFor::every_plan, PlanKind::taper));
    CHECK(runs_for(RunsFor::every_plan, PlanKind::rotation));
    CHECK(runs_for(RunsFor::tapers, PlanKind::taper));
    CHECK_FALSE(runs_for(RunsFor::tapers, PlanKind::rotation));
    CHECK_FALSE(runs_for(RunsFor::rotations, PlanKind::taper));
    CHECK(runs_for(RunsFor::rotations, PlanKind::rotation));
}

TEST_CASE("a dose that rises is refused in a taper; a rotation has limits of its own") {
    const Doubled doubled;
    CHECK(result_of(doubled.reviewed_as(PlanKind::taper), "no-increase") == "fired");
    CHECK(result_of(doubled.reviewed_as(PlanKind::rotation), "no-increase") == "not-applicable");
}

TEST_CASE("what is asked of the patient and of the products is asked of a rotation as well") {
    const Review review = Doubled().reviewed_as(PlanKind::rotation);
    for (const std::string rule :
         {"under-age", "suicidality", "steps-meet", "whole-units", "patient-agreement", "naloxone"}) {
        CAPTURE(rule);
        CHECK(result_of(review, rule) == "passed");
    }
}

TEST_CASE("cancer blocks a taper and is a warning in a rotation") {
    const Doubled doubled;
    CHECK(lines_of(doubled.reviewed_as(PlanKind::taper), "active-cancer") ==
          std::vector<std::string>{"active-cancer block"});
    CHECK(lines_of(doubled.reviewed_as(PlanKind::rotation), "active-cancer") ==
          std::vector<std::string>{"active-cancer warn"});
}
