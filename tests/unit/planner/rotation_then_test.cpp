#include "planner/rotation_then.hpp"

#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string goal = "goal: rotate to methadone, then reduce to methadone 5 mg/day\n";

std::vector<double> milligrams(const DraftPlan& plan, const std::string& drug) {
    std::vector<double> all;
    for (const Step& step : plan.steps)
        all.push_back(in(total_per_day(step.taking, target(drug).drug), unit::mg_per_day));
    return all;
}

}  // namespace

TEST_CASE("the taper begins where the rotation ends, and methadone never rises in it") {
    const Rotated rotated = rotated_to("methadone", morphine_120({.more = goal}));
    REQUIRE(rotated.plan.has_value());
    const DraftPlan& plan = rotated.plan->plan();
    // Six steps of the rotation end on 2026-12-30 at 10 mg; in halves of 5 mg tablets 7.5 mg and 5 mg follow.
    CHECK(milligrams(plan, "methadone") == std::vector<double>{0, 5, 10, 10, 10, 10, 7.5, 5});
    CHECK(iso(plan.steps[6].start) == "2026-12-31");
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
        CHECK(plan.steps[i].number == static_cast<int>(i) + 1);
    REQUIRE(plan.segments.size() == 1);
    CHECK(plan.segments.front().first_step == 7);
    CHECK(plan.segments.front().last_step == 8);
}

TEST_CASE("a taper after a rotation keeps the rules of tapers: findings name the steps of the whole plan") {
    const Rotated rotated = rotated_to("methadone", morphine_120({.more = goal}));
    REQUIRE(rotated.plan.has_value());
    // 7.5 to 5 mg is a third: the tablets allow no smaller cut.
    CHECK(lines_of(rotated.review, "outside-protocol-range").front() ==
          "outside-protocol-range warn step 8 acknowledge");
}

TEST_CASE("what the taper refuses refuses the whole plan") {
    const Rotated rotated = rotated_to(
        "buprenorphine SL",
        morphine_120({.more = "goal: rotate to buprenorphine SL, then reduce to buprenorphine 4 mg/day\n"}));
    CHECK_FALSE(rotated.plan.has_value());
    CHECK(rotated.review.blocked());
}

TEST_CASE("a goal is divided at its then; what follows must be a taper") {
    CHECK(parts_of_goal("methadone").then.empty());
    CHECK(parts_of_goal("methadone, then discontinue").to == "methadone");
    CHECK(parts_of_goal("methadone, then discontinue").then == "discontinue");
    const auto problem = [](const std::string& then) {
        const Case asked =
            good_case(morphine_120({.more = "goal: rotate to methadone, then " + then + "\n"}));
        const auto made = rotate(asked, target("methadone"), shipped_library(), day_of_run());
        REQUIRE_FALSE(made);
        return made.problems().front().id;
    };
    CHECK(problem("rotate to oxycodone") == "goal-then");
    CHECK(problem("relax") == "goal");
    CHECK(problem("reduce to methadone 20 mg/day") == "goal-not-lower");
}
