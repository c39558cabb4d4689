// The rules of rotations: what the planner keeps by itself, and what a plan from elsewhere must keep too.
#include <array>
#include <functional>

#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Lines = std::vector<std::string>;

/// Our plan for a case, changed by hand, and what the rules say of it.
Lines after_change(const std::string& rule, const std::string& case_text,
                   const std::function<void(DraftPlan&)>& change) {
    const Rotated rotated = rotated_to("methadone", case_text);
    REQUIRE(rotated.plan.has_value());
    DraftPlan plan = rotated.plan->plan();
    change(plan);
    const Case asked = good_case(case_text);
    const RotationTarget to = target("methadone");
    ReviewInput input{asked, shipped_library(), day_of_run(), rotated.opioids, &plan};
    input.kind = PlanKind::rotation;
    input.target = &to;
    return lines_of(review(input), rule);
}

Taking& target_in(Step& step) {
    for (Taking& taking : step.taking) {
        if (taking.role == Role::target) return taking;
    }
    FAIL("the step has no new opioid");
    return step.taking.front();
}

/// The new opioid of this step and all later ones at so many mg twice a day.
void from_step(DraftPlan& plan, std::size_t index, double each) {
    for (std::size_t i = index; i < plan.steps.size(); ++i) {
        for (PlannedDose& dose : target_in(plan.steps[i]).doses) dose.amount = unit::mg(each);
    }
    plan.ending.taking = plan.steps.back().taking;
}

Lines of_case(const std::string& rule, const RotationCase& one) {
    return lines_of(rotated_to("methadone", case_of(one)).review, rule);
}

}  // namespace

TEST_CASE("methadone-qtc: missing is a block, 449 ms passes, 450 asks, 499 asks, 500 blocks") {
    const auto with = [](const std::string& qtc) { return RotationCase{.qtc = qtc}; };
    CHECK(of_case("methadone-qtc-unknown", with("")) == Lines{"methadone-qtc-unknown block"});
    CHECK(of_case("methadone-qtc", with("qtc: {value: 449 ms, on: 2026-11-01}, ")).empty());
    CHECK(of_case("methadone-qtc", with("qtc: {value: 450 ms, on: 2026-11-01}, ")) ==
          Lines{"methadone-qtc warn acknowledge"});
    CHECK(of_case("methadone-qtc", with("qtc: {value: 499 ms, on: 2026-11-01}, ")) ==
          Lines{"methadone-qtc warn acknowledge"});
    CHECK(of_case("methadone-qtc", with("qtc: {value: 500 ms, on: 2026-11-01}, ")) ==
          Lines{"methadone-qtc block"});
    CHECK_FALSE(rotated_to("methadone", case_of(with("qtc: 430 ms, "))).plan.has_value());  // no day
}

TEST_CASE("methadone-qtc: is not asked when methadone is not what is rotated to") {
    const Rotated rotated = rotated_to("oxycodone ER", case_of({.qtc = ""}));
    CHECK(lines_of(rotated.review, "methadone-qtc-unknown").empty());
    CHECK(rotated.plan.has_value());
}

TEST_CASE("an MAO inhibitor stops a rotation to methadone") {
    const Rotated rotated =
        rotated_to("methadone", case_of({.medicines = "medicines: [phenelzine 15 mg], "}));
    CHECK_FALSE(rotated.plan.has_value());
    CHECK(lines_of(rotated.review, "maoi") == Lines{"maoi block"});
}

TEST_CASE("methadone-caution: unknown medicines or conditions block; 65 years ask, 64 do not") {
    CHECK(of_case("methadone-caution-unknown", {.medicines = ""}) ==
          Lines{"methadone-caution-unknown block"});
    CHECK(of_case("methadone-caution-unknown", {.conditions = "frail: no"}) ==
          Lines{"methadone-caution-unknown block"});
    CHECK(of_case("methadone-caution", {.age = "64 years"}).empty());
    CHECK(of_case("methadone-caution", {.age = "65 years"}) == Lines{"methadone-caution warn acknowledge"});
}

TEST_CASE(
    "methadone-tolerance: a full start needs a week of tolerant doses, 6 days are too short, unknown "
    "blocks") {
    CHECK(of_case("methadone-tolerance", {}).empty());
    CHECK(of_case("methadone-tolerance", {.used_for = "7 days"}).empty());
    CHECK(of_case("methadone-tolerance", {.used_for = "6 days"}) == Lines{"methadone-tolerance block"});
    CHECK(of_case("methadone-tolerance-unknown", {.used_for = ""}) ==
          Lines{"methadone-tolerance-unknown block"});
}

TEST_CASE("methadone-tolerance: 2.5 mg three times a day asks for no tolerance") {
    const RotationCase low{.opioid = "morphine 15 mg q8h", .used_for = "6 days"};  // 45 mg
    const Rotated rotated = rotated_to("methadone", case_of(low));
    REQUIRE(rotated.plan.has_value());
    CHECK(in(rotated.basis->dose_used, unit::mg_per_day) == doctest::Approx(7.5));
    CHECK(lines_of(rotated.review, "methadone-tolerance").empty());
}

TEST_CASE("methadone-program: opioid use disorder sends to a treatment program") {
    CHECK(of_case("methadone-program", {}).empty());
    CHECK(of_case("methadone-program", {.oud = "yes"}) == Lines{"methadone-program block"});
}

TEST_CASE("rotation-watched: nobody to watch the first days is a block; a name or a ward is not") {
    CHECK(of_case("rotation-watched-unknown", {.watched = ""}) == Lines{"rotation-watched-unknown block"});
    CHECK(of_case("rotation-watched-unknown", {}).empty());
    CHECK(of_case("rotation-watched-unknown", {.watched = "setting: inpatient, "}).empty());
}

TEST_CASE("rotation-watched: nobody, none, no one, alone, unknown or the patient watch nobody") {
    const auto said = [](const std::string& who) {
        return of_case("rotation-watched", {.watched = "watched_by: \"" + who + "\", "});
    };
    for (const std::string who : {"nobody",
                                  "Nobody",
                                  "none",
                                  "no one",
                                  "no one, lives alone",
                                  "No-one at home",
                                  "no",
                                  "No.",
                                  "alone",
                                  "lives alone with his cat",
                                  "unknown",
                                  "not known",
                                  "himself",
                                  "she herself",
                                  "self",
                                  "-",
                                  "?",
                                  "n/a",
                                  "nobody yet, perhaps his sister",
                                  "the patient"}) {
        CAPTURE(who);
        CHECK(said(who) == Lines{"rotation-watched block"});
    }
    for (const std::string who :
         {"his wife", "her daughter, day and night", "Mrs. Malone", "Nolan", "wife, never alone",
          "his brother Norman", "Dr. Nunn", "\u0436\u0435\u043d\u0430"}) {
        CAPTURE(who);
        CHECK(said(who).empty());
    }
    CHECK(of_case("rotation-watched", {.watched = "watched_by: nobody, setting: inpatient, "}).empty());
}

TEST_CASE("methadone-cap: 30 mg a day passes, 31 does not") {
    const std::string big = case_of({.opioid = "morphine ER 200 mg q8h"});
    CHECK(after_change("methadone-cap", big, [](DraftPlan& plan) { from_step(plan, 2, 15); }).empty());
    CHECK(after_change("methadone-cap", big, [](DraftPlan& plan) { from_step(plan, 2, 15.5); }) ==
          Lines{"methadone-cap block step 3"});
}

TEST_CASE("early-raise: a raise on day 2, or after six days, is a block; after seven days it is not") {
    const std::string asked = case_of({.opioid = "morphine 15 mg q4h"});  // 90 mg: stop and go, 10 mg
    // The first week cut into one day and six.
    const auto on_day_2 = [](DraftPlan& plan) {
        plan.steps.insert(plan.steps.begin(), plan.steps.front());
        plan.steps[0].days = 1;
        plan.steps[1].start = plus_days(plan.steps[0].start, 1);
        plan.steps[1].days = 6;
        for (std::size_t i = 0; i < plan.steps.size(); ++i) plan.steps[i].number = static_cast<int>(i) + 1;
        from_step(plan, 1, 7.5);
    };
    CHECK(after_change("early-raise", asked, on_day_2) == Lines{"early-raise block step 2"});
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) {
              plan.steps[0].days = 6;
              plan.steps[1].start = plus_days(plan.steps[1].start, -1);
              from_step(plan, 1, 7.5);
          }) == Lines{"early-raise block step 2"});
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) { from_step(plan, 1, 7.5); }).empty());
}

TEST_CASE(
    "early-raise: the days of the published switch are no raise, though the old opioid is left out on one") {
    // A third of 60 and of 45 mg is less than the smallest day of each: day 2 has methadone alone.
    const std::string asked =
        case_of({.opioid = "morphine ER 30 mg q12h\n  - morphine IR 15 mg q6h as needed, uses 3 a day"});
    const Rotated ours = rotated_to("methadone", asked);
    REQUIRE(ours.plan.has_value());
    CHECK(lines_of(ours.review, "early-raise").empty());
    REQUIRE(ours.plan->plan().steps[1].kind == StepKind::overlap);
    REQUIRE(ours.plan->plan().steps[2].kind == StepKind::switch_over);
    // A raise by hand: on the first day alone above what convert gives, and in the week after it.
    CHECK(after_change("start-above-estimate", asked, [](DraftPlan& plan) { from_step(plan, 2, 7.5); }) ==
          Lines{"start-above-estimate block step 3"});
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) {
              plan.steps.insert(plan.steps.begin() + 2, plan.steps[2]);
              plan.steps[2].days = 1;
              plan.steps[3].start = plus_days(plan.steps[2].start, 1);
              plan.steps[3].days = 6;
              for (std::size_t i = 0; i < plan.steps.size(); ++i)
                  plan.steps[i].number = static_cast<int>(i) + 1;
              from_step(plan, 3, 7.5);
          }) == Lines{"early-raise block step 4"});
    // A plan from elsewhere says neither the way nor the kind of its days.
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) {
              plan.protocol.clear();
              for (Step& step : plan.steps) step.kind = StepKind::reduce;
          }).empty());
    // Another day marked as one with both changes nothing.
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) {
              plan.steps[2].days = 1;
              plan.steps[2].kind = StepKind::overlap;
              plan.steps[3].start = plus_days(plan.steps[2].start, 1);
              from_step(plan, 3, 7.5);
          }) == Lines{"early-raise block step 4"});
}

TEST_CASE("what is said against a start calls it none to reduce") {
    const auto messages = [](const std::string& rule, const std::string& condition) {
        std::string all;
        for (const Finding& one :
             rotated_to("methadone", case_of({.conditions = "conditions: [" + condition + "]"}))
                 .review.findings) {
            if (one.rule == rule) all += one.message;
        }
        return all;
    };
    for (const auto& [rule, condition, says] :
         std::vector<std::array<std::string, 3>>{{"breathing", "sleep apnea", "against a start"},
                                                 {"opioid-contraindicated", "ileus", "none is started"}}) {
        const std::string said = messages(rule, condition);
        CHECK(said.find(says) != std::string::npos);
        CHECK(said.find("reason to reduce") == std::string::npos);
    }
}

TEST_CASE("early-raise: at most 10 mg a day at once") {
    const std::string asked = case_of({.opioid = "morphine 15 mg q4h"});
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) { from_step(plan, 1, 10); }).empty());
    CHECK(after_change("early-raise", asked, [](DraftPlan& plan) { from_step(plan, 1, 10.5); }) ==
          Lines{"early-raise block step 2"});
}

TEST_CASE("overlap-ceiling: the old opioid in full beside the new one is a block") {
    const std::string asked = morphine_120();
    CHECK(after_change("overlap-ceiling", asked, [](DraftPlan&) {}).empty());
    CHECK(after_change("overlap-ceiling", asked, [](DraftPlan& plan) {
              Step& step = plan.steps[1];
              for (Taking& taking : step.taking) {
                  if (taking.role == Role::tapered) taking.doses = plan.baseline.front().doses;
              }
          }) == Lines{"overlap-ceiling block step 2"});
}

TEST_CASE("overlap-ceiling: days with both opioids whose exposure nobody knows are a block") {
    CHECK(after_change("overlap-ceiling", morphine_120(), [](DraftPlan& plan) {
              for (Taking& taking : plan.steps[1].taking) {
                  if (taking.role == Role::tapered)
                      taking.drug = *shipped_library().formulary.drug("alfentanil");
              }
          }) == Lines{"overlap-ceiling-unknown block"});
}

TEST_CASE("overlap-ceiling: rescue doses count, and one more than there is room for is a block") {
    const std::string asked = case_of({.opioid = "morphine 15 mg q4h"});
    CHECK(after_change("overlap-ceiling", asked, [](DraftPlan& plan) {
              for (Taking& taking : plan.steps[0].taking) {
                  if (taking.as_needed) taking.as_needed->most_per_day = 100;
              }
          }) == Lines{"overlap-ceiling block step 1"});
}

TEST_CASE(
    "start-above-estimate: more than convert gives is a block, on the first day without the old opioid as "
    "well") {
    const std::string asked = morphine_120();  // convert: 12 mg
    CHECK(
        after_change("start-above-estimate", asked, [](DraftPlan& plan) { from_step(plan, 2, 6); }).empty());
    CHECK(after_change("start-above-estimate", asked, [](DraftPlan& plan) { from_step(plan, 2, 6.5); }) ==
          Lines{"start-above-estimate block step 3"});
    CHECK(after_change("start-above-estimate", case_of({.opioid = "morphine 15 mg q4h"}),
                       [](DraftPlan& plan) { from_step(plan, 0, 7.5); }) ==
          Lines{"start-above-estimate block step 1"});
}

TEST_CASE(
    "start-above-estimate: a plan to sublingual buprenorphine that names no published table is a block") {
    const std::string text = case_of({.more = "protocol: buprenorphine-low-dose-one-week\n"});
    const Rotated rotated = rotated_to("buprenorphine SL", text);
    REQUIRE(rotated.plan.has_value());
    const Case asked = good_case(text);
    const RotationTarget to = target("buprenorphine SL");
    const auto said_of = [&](const DraftPlan& plan) {
        ReviewInput input{asked, shipped_library(), day_of_run(), rotated.opioids, &plan};
        input.kind = PlanKind::rotation;
        input.target = &to;
        return lines_of(review(input), "start-above-estimate");
    };
    DraftPlan plan = rotated.plan->plan();
    CHECK(said_of(plan) == Lines{});
    plan.protocol = "somebody's own";
    CHECK(said_of(plan) == Lines{"start-above-estimate-unknown block"});
}
