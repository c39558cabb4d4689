// The guards on transitions: what the planner keeps by itself, and what a plan from elsewhere must keep too.
// Plans are built or changed by hand, just below, at and just above each limit, from the baseline to the
// ending.
#include <functional>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Rules = std::vector<std::string>;

std::string case_with(const std::string& opioid, const std::string& used_for = "4 years",
                      const std::string& more = "") {
    return "stepdown: case/1\n"
           "patient: {age: 58 years, sex: male, conditions: []}\n"
           "opioids:\n  - " +
           opioid +
           "\n"
           "used_for: " +
           used_for +
           "\n"
           "goal: discontinue\n"
           "start: 2026-12-01\n"
           "supervision: {prescriber: \"Dr. A. Example\", patient_agrees: yes}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more;
}

/// A liquid in one dose a day: any dose can be written down, so that limits are met exactly.
const std::string liquid = "morphine 2 mg/mL solution 10 mL daily";
const std::string tablets_120 = "morphine ER 60 mg q12h";

UnitCount units(const std::string& line, std::size_t strength, int thousandths) {
    return {*shipped_library().formulary.product(line), strength, thousandths};
}

PlannedDose dose(DoseTime time, double mg, std::vector<UnitCount> of) {
    return {time, unit::mg(mg), std::move(of)};
}

constexpr DoseTime seven{TimeOfDay::morning, 7 * 60}, nineteen{TimeOfDay::evening, 19 * 60};

/// A plan made by hand over the opioid of a case.
class HandMade {
public:
    explicit HandMade(const std::string& case_text)
        : case_(good_case(case_text)),
          opioids_(tapered(case_text).opioids),
          protocol_(shipped_library().taper(case_.protocol.value_or("slow-long-term"))),
          next_(*parse_date("2026-12-01")) {
        plan.protocol = protocol_->id;
        plan.reviewer = case_.supervision.prescriber;
        plan.baseline = {opioids_.front().taking};
        plan.ending.from = next_;
    }

    /// One dose of the liquid a day.
    std::vector<Taking> liquid_dose(double mg) const {
        Taking taking = plan.baseline.front();
        taking.doses = {dose(seven, mg, {units("morphine_sol", 0, static_cast<int>(std::lround(mg * 500)))})};
        return {taking};
    }
    std::vector<Taking> doses(std::vector<PlannedDose> all) const {
        Taking taking = plan.baseline.front();
        taking.doses = std::move(all);
        return {taking};
    }
    HandMade& step(std::vector<Taking> taking, int days, LimitedBy limited_by = LimitedBy::nothing) {
        Step step;
        step.number = static_cast<int>(plan.steps.size()) + 1;
        step.start = next_;
        step.days = days;
        step.taking = std::move(taking);
        step.limited_by = limited_by;
        for (int day = 6; day + 1 < days; day += 7)
            step.visits.push_back({plus_days(next_, day), VisitKind::visit});
        step.visits.push_back({step.end(), VisitKind::review});
        next_ = plus_days(next_, days);
        plan.steps.push_back(std::move(step));
        plan.ending = {plan.steps.back().taking, next_, {}};
        return *this;
    }
    HandMade& step(double mg, int days, LimitedBy limited_by = LimitedBy::nothing) {
        return step(liquid_dose(mg), days, limited_by);
    }
    HandMade& stay(double mg) {
        plan.ending.taking = liquid_dose(mg);
        return *this;
    }
    HandMade& stop() {
        plan.ending.taking.clear();
        return *this;
    }
    BaselineOpioid& opioid() { return opioids_.front(); }

    Review review() const {
        ReviewInput input{case_, shipped_library(), day_of_run(), opioids_, &plan, protocol_};
        return stepdown::review(input);
    }
    Rules says(const std::string& rule) const { return lines_of(review(), rule); }

    DraftPlan plan;

private:
    Case case_;
    std::vector<BaselineOpioid> opioids_;
    const TaperProtocol* protocol_;
    Date next_;
};

/// The plan begins at 100 mg a day.
HandMade liquid_plan_of(const std::string& case_text) {
    HandMade hand(case_text);
    hand.opioid().stock.max_pieces = 50;
    hand.plan.baseline = hand.liquid_dose(100);
    return hand;
}
HandMade liquid_plan(const std::string& used_for = "4 years", const std::string& more = "") {
    return liquid_plan_of(case_with(liquid, used_for, more));
}
HandMade tablet_plan(const std::string& more = "") {
    return HandMade(case_with(tablets_120, "4 years", more));
}

/// The drafted plan of a case, to be changed in one place.
HandMade drafted(const std::string& case_text) {
    HandMade hand(case_text);
    Tapered result = tapered(case_text);
    REQUIRE(result.plan);
    hand.plan = result.plan->plan();
    return hand;
}

const Rules clear{};

}  // namespace

// ------------------------------------------------------------------------------------------- window-ceiling

TEST_CASE("window-ceiling: the first cut is at most 25 % of the baseline") {
    CHECK(liquid_plan().step(75.002, 28).says("window-ceiling") == clear);
    CHECK(liquid_plan().step(75, 28).says("window-ceiling") == clear);
    CHECK(liquid_plan().step(74.998, 28).says("window-ceiling") == Rules{"window-ceiling block step 1"});
}

TEST_CASE("window-ceiling: cuts within 14 days count together, on day 14 no more") {
    CHECK(liquid_plan().step(85, 13).step(75, 28).says("window-ceiling") == clear);
    CHECK(liquid_plan().step(85, 13).step(74.998, 28).says("window-ceiling") ==
          Rules{"window-ceiling block step 2"});
    CHECK(liquid_plan().step(85, 14).step(74.998, 28).says("window-ceiling") == clear);
    CHECK(liquid_plan().step(90, 7).step(80, 6).step(74.998, 28).says("window-ceiling") ==
          Rules{"window-ceiling block step 3"});
    CHECK(liquid_plan().step(90, 7).step(80, 7).step(74.998, 28).says("window-ceiling") == clear);
}

TEST_CASE("window-ceiling: the share is of the dose in force before the first cut of the window") {
    // 80 to 70 to 60 within 14 days is 25 % of 80; of the 70 in between it would be less, of the original 20
    // %.
    HandMade hand = liquid_plan();
    hand.step(80, 28).step(70, 7).step(60, 28);
    CHECK(hand.says("window-ceiling") == clear);
    hand.plan.steps[2].taking = hand.liquid_dose(59.998);
    CHECK(hand.says("window-ceiling") == Rules{"window-ceiling block step 3"});
}

TEST_CASE("window-ceiling: what follows the last step is a cut like any other") {
    CHECK(liquid_plan().step(80, 28).stay(60).says("window-ceiling") == clear);
    CHECK(liquid_plan().step(80, 28).stay(59.998).says("window-ceiling") ==
          Rules{"window-ceiling block after"});
    CHECK(liquid_plan().step(80, 28).stop().says("window-ceiling") == Rules{"window-ceiling block after"});
}

TEST_CASE("window-ceiling: the last stop, from one smallest unit a day, is exempt") {
    CHECK(liquid_plan().step(2, 28, LimitedBy::last_unit).stop().says("window-ceiling") == clear);
    CHECK(liquid_plan().step(2.002, 28, LimitedBy::last_unit).stop().says("window-ceiling") ==
          Rules{"window-ceiling block after"});
}

TEST_CASE("ceilings: grid-limited and last-unit steps are exempt, a held or a slowed step is not") {
    for (const std::string rule : {"window-ceiling", "weekly-ceiling"}) {
        CAPTURE(rule);
        const Rules fires{rule + " block step 1"};
        CHECK(liquid_plan().step(60, 14).says(rule) == fires);
        CHECK(liquid_plan().step(60, 14, LimitedBy::grid).says(rule) == clear);
        CHECK(liquid_plan().step(60, 14, LimitedBy::last_unit).says(rule) == clear);
        HandMade held = liquid_plan();
        held.step(60, 14).plan.steps[0].kind = StepKind::hold;
        CHECK(held.says(rule) == fires);
        HandMade slowed = liquid_plan();
        slowed.step(60, 14).plan.steps[0].slowed_by_ceiling = true;
        CHECK(slowed.says(rule) == fires);
    }
}

TEST_CASE("ceilings: a protocol for short use is exempt below 3 months of use, and only it") {
    const std::string short_use = "protocol: short-use-weekly\n";
    for (const std::string rule : {"window-ceiling", "weekly-ceiling"}) {
        CAPTURE(rule);
        const auto says = [&](const std::string& used_for, const std::string& more) {
            return liquid_plan(used_for, more).step(60, 14).says(rule);
        };
        const Rules blocks{rule + " block step 1"}, notes{rule + " note step 1"};
        CHECK(says("83 days", short_use) == notes);
        CHECK(says("3 months", short_use) == blocks);  // 84 days
        CHECK(says("85 days", short_use) == blocks);
        CHECK(says("83 days", "protocol: standard\n") == blocks);
        CHECK(says("83 days", "protocol: va-slowest\n") == blocks);
    }
}

TEST_CASE("ceilings: an unknown span of use exempts nothing") {
    const std::string unsaid =
        with(case_with(liquid, "4 years", "protocol: short-use-weekly\n"), "used_for: 4 years\n", "");
    CHECK(liquid_plan_of(unsaid).step(60, 14).says("window-ceiling") == Rules{"window-ceiling block step 1"});
    CHECK(liquid_plan_of(unsaid).step(60, 14).says("weekly-ceiling") == Rules{"weekly-ceiling block step 1"});
}

TEST_CASE("ceilings: neither a setting, a name nor an override exempts a plan") {
    const std::string inpatient =
        with(case_with(liquid, "4 years",
                       "overrides:\n  - {rule: window-ceiling, reason: \"seen daily\", by: \"Dr. B\"}\n"
                       "  - {rule: weekly-ceiling, reason: \"seen daily\", by: \"Dr. B\"}\n"),
             "patient_agrees: yes", "patient_agrees: yes, setting: inpatient");
    const Review review = liquid_plan_of(inpatient).step(60, 14).review();
    for (const std::string rule : {"window-ceiling", "weekly-ceiling"}) {
        CAPTURE(rule);
        REQUIRE(lines_of(review, rule) == Rules{rule + " block step 1"});
    }
    for (const Finding& finding : review.findings) {
        if (finding.severity != Severity::block || !finding.rule.ends_with("-ceiling")) continue;
        CHECK_FALSE(finding.overridden_by.has_value());
        CHECK(finding.message.find("cannot be overridden") != std::string::npos);
    }
}

// ------------------------------------------------------------------------------------------- weekly-ceiling

TEST_CASE("weekly-ceiling: at most 10 % of the original for each whole week that a step is held") {
    CHECK(liquid_plan().step(90.002, 7).says("weekly-ceiling") == clear);
    CHECK(liquid_plan().step(90, 7).says("weekly-ceiling") == clear);
    CHECK(liquid_plan().step(89.998, 7).says("weekly-ceiling") == Rules{"weekly-ceiling block step 1"});
    CHECK(liquid_plan().step(90, 13).says("weekly-ceiling") == clear);
    CHECK(liquid_plan().step(89.998, 13).says("weekly-ceiling") == Rules{"weekly-ceiling block step 1"});
    CHECK(liquid_plan().step(80, 14).says("weekly-ceiling") == clear);
    CHECK(liquid_plan().step(79.998, 14).says("weekly-ceiling") == Rules{"weekly-ceiling block step 1"});
}

TEST_CASE("weekly-ceiling: a cut held for less than a week is too fast, however small") {
    CHECK(liquid_plan().step(99.998, 6).says("weekly-ceiling") == Rules{"weekly-ceiling block step 1"});
    CHECK(liquid_plan().step(99.998, 7).says("weekly-ceiling") == clear);
    CHECK(liquid_plan().step(100, 6).says("weekly-ceiling") == clear);  // no cut
}

TEST_CASE("weekly-ceiling: the share is of the original dose, not of the dose in force") {
    HandMade hand = liquid_plan();
    hand.step(80, 28).step(60, 28).step(50, 7);  // 10 of 60 is 17 %, of the original 10 %
    CHECK(hand.says("weekly-ceiling") == clear);
    hand.plan.steps[2].taking = hand.liquid_dose(49.998);
    CHECK(hand.says("weekly-ceiling") == Rules{"weekly-ceiling block step 3"});
}

// ---------------------------------------------------------------------------------------------- no-increase

TEST_CASE("no-increase: no step rises above the one before, the baseline included") {
    CHECK(liquid_plan().step(99.998, 28).says("no-increase") == clear);
    CHECK(liquid_plan().step(100, 28).says("no-increase") == clear);
    CHECK(liquid_plan().step(100.002, 28).says("no-increase") ==
          Rules{"no-increase block step 1", "no-increase block step 1"});  // the drug, and the total
    CHECK(liquid_plan().step(90, 28).step(90, 28).says("no-increase") == clear);
    CHECK(liquid_plan().step(90, 28).step(90.002, 28).says("no-increase") ==
          Rules{"no-increase block step 2", "no-increase block step 2"});
}

TEST_CASE("step-back: to the dose before, within 14 days, with reason and name, slower afterwards") {
    // 100, 90, back to 100, and again 90: slow-long-term holds 28 days, after a step back 56.
    const auto plan = [](double back_to, int left_for, int held, const std::string& reason = "withdrawal") {
        HandMade hand = liquid_plan();
        hand.step(90, left_for).step(back_to, held).step(90, held).stay(90);
        hand.plan.steps[1].kind = StepKind::hold;
        hand.plan.steps[1].departure = Departure::step_back;
        hand.plan.replans = {
            {hand.plan.steps[1].start, ReplanAction::step_back, 0, "", reason, "Dr. B", {}, 0, "id"}};
        return hand;
    };
    const Rules fires{"step-back block step 2"}, told{"step-back warn step 2"};
    CHECK(plan(100, 14, 56).says("step-back") == told);
    CHECK(plan(100, 14, 56).says("no-increase") == clear);
    CHECK(plan(100, 14, 56).says("outside-protocol-range") == clear);
    CHECK(plan(100, 14, 56).says("weekly-ceiling") == clear);
    CHECK(plan(100, 15, 56).says("step-back") == fires);
    CHECK(plan(99, 14, 56).says("step-back") == fires);
    CHECK(plan(101, 14, 56).says("step-back") == fires);
    CHECK(plan(100, 14, 56, "").says("step-back") == fires);
    CHECK(plan(100, 14, 55).says("outside-protocol-range") == Rules{"outside-protocol-range block step 3"});
    HandMade missed = plan(100, 14, 56);
    missed.plan.replans[0].days_without_dose = 2;
    CHECK(missed.says("step-back") == told);
    missed.plan.replans[0].days_without_dose = 3;
    CHECK(missed.says("step-back") == fires);
    HandMade other_day = plan(100, 14, 56);
    other_day.plan.replans[0].on = plus_days(other_day.plan.replans[0].on, 1);
    CHECK(other_day.says("step-back") == fires);
}

TEST_CASE("step-back: never two steps up, and not back from a dose that was itself come back to") {
    HandMade two_up = liquid_plan();
    two_up.step(90, 28).step(81, 7).step(100, 56);
    two_up.plan.steps[2].departure = Departure::step_back;
    two_up.plan.replans = {
        {two_up.plan.steps[2].start, ReplanAction::step_back, 0, "", "withdrawal", "Dr. B", {}, 0, "id"}};
    CHECK(two_up.says("step-back") == Rules{"step-back block step 3"});
    HandMade again = liquid_plan();
    again.step(90, 28).step(81, 7).step(90, 5).step(100, 56);
    for (const std::size_t i : {2U, 3U}) {
        again.plan.steps[i].departure = Departure::step_back;
        again.plan.replans.push_back(
            {again.plan.steps[i].start, ReplanAction::step_back, 0, "", "withdrawal", "Dr. B", {}, 0, "id"});
    }
    CHECK(again.says("step-back") == Rules{"step-back block step 4", "step-back warn step 3"});
}

TEST_CASE("dose-as-taken: less taken is told, without a reason it is a cut") {
    HandMade hand = liquid_plan();
    hand.step(60, 56).stay(60);
    CHECK(hand.says("window-ceiling") == Rules{"window-ceiling block step 1"});
    hand.plan.steps[0].departure = Departure::as_taken;
    CHECK(hand.says("window-ceiling") == clear);
    CHECK(hand.says("dose-as-taken") == Rules{"dose-as-taken block step 1"});
    hand.plan.replans = {
        {hand.plan.steps[0].start, ReplanAction::hold, 14, "", "felt well", "Dr. B", {}, 0, "id"}};
    CHECK(hand.says("dose-as-taken") == Rules{"dose-as-taken warn step 1 acknowledge"});
}

TEST_CASE("no-increase: nor does what follows the last step") {
    CHECK(liquid_plan().step(90, 28).stay(90).says("no-increase") == clear);
    CHECK(liquid_plan().step(90, 28).stay(90.002).says("no-increase") ==
          Rules{"no-increase block after", "no-increase block after"});
}

TEST_CASE("no-increase: a drug that was not taken before is an increase of it") {
    HandMade hand = liquid_plan();
    hand.step(50, 28);
    Taking other = hand.plan.baseline.front();
    other.id = "o2";
    other.drug = *shipped_library().formulary.drug("oxycodone");
    other.doses = {dose(seven, 5, {units("oxycodone_ir_tab", 0, 1000)})};
    hand.plan.steps[0].taking.push_back(other);
    CHECK(hand.says("no-increase") == Rules{"no-increase block step 1"});  // the total falls all the same
}

TEST_CASE("no-increase: a drug that was stopped does not come back") {
    HandMade hand = liquid_plan();
    hand.step(10, 28).step(std::vector<Taking>{}, 28).step(2, 28);
    CHECK(hand.says("no-increase") == Rules{"no-increase block step 3", "no-increase block step 3"});
}

// ----------------------------------------------------------------------------------------------- steps-meet

TEST_CASE("steps-meet: each step begins on the day after the one before it ends") {
    HandMade hand = liquid_plan();
    hand.step(90, 28).step(80, 28);
    CHECK(hand.says("steps-meet") == clear);
    hand.plan.steps[1].start = plus_days(hand.plan.steps[1].start, 1);
    CHECK(hand.says("steps-meet") == Rules{"steps-meet block step 2"});
    hand.plan.steps[1].start = plus_days(hand.plan.steps[1].start, -2);
    CHECK(hand.says("steps-meet") == Rules{"steps-meet block step 2"});
}

// ---------------------------------------------------------------------------------------------- abrupt-stop

TEST_CASE("abrupt-stop: zero follows only one smallest unit, once a day") {
    HandMade hand = tablet_plan();
    const auto one = units("morphine_er_tab12", 0, 1000), two = units("morphine_er_tab12", 0, 2000);
    hand.step(hand.doses({dose(seven, 15, {one})}), 56).stop();
    CHECK(hand.says("abrupt-stop") == clear);
    hand.plan.steps[0].taking = hand.doses({dose(seven, 30, {two})});
    CHECK(hand.says("abrupt-stop") == Rules{"abrupt-stop block after"});
    hand.plan.steps[0].taking = hand.doses({dose(seven, 15, {one}), dose(nineteen, 15, {one})});
    CHECK(hand.says("abrupt-stop") == Rules{"abrupt-stop block after"});
}

TEST_CASE("abrupt-stop: a smaller dose twice a day is not one dose a day") {
    HandMade hand = liquid_plan();
    const auto half_ml = units("morphine_sol", 0, 500);
    hand.step(hand.doses({dose(seven, 1, {half_ml}), dose(nineteen, 1, {half_ml})}), 56).stop();
    CHECK(hand.says("abrupt-stop") == Rules{"abrupt-stop block after"});
    CHECK(liquid_plan().step(2, 56).stop().says("abrupt-stop") == clear);
    CHECK(liquid_plan().step(1.998, 56).stop().says("abrupt-stop") == clear);
    CHECK(liquid_plan().step(2.002, 56).stop().says("abrupt-stop") == Rules{"abrupt-stop block after"});
}

TEST_CASE("abrupt-stop: one smallest unit every other day may end, two of them may not") {
    HandMade hand = tablet_plan();
    hand.step(hand.doses({dose(seven, 15, {units("morphine_er_tab12", 0, 1000)})}), 56).stop();
    hand.plan.steps[0].taking.front().every_days = 2;
    CHECK(hand.says("abrupt-stop") == clear);
    hand.plan.steps[0].taking = hand.doses({dose(seven, 30, {units("morphine_er_tab12", 1, 1000)})});
    hand.plan.steps[0].taking.front().every_days = 2;  // the mean is that of one smallest unit a day
    CHECK(hand.says("abrupt-stop") == Rules{"abrupt-stop block after"});
}

TEST_CASE("abrupt-stop: a stop from the baseline or in the middle of a plan counts too") {
    CHECK(liquid_plan().step(std::vector<Taking>{}, 28).says("abrupt-stop") ==
          Rules{"abrupt-stop block step 1"});
    CHECK(liquid_plan().step(50, 28).step(std::vector<Taking>{}, 28).says("abrupt-stop") ==
          Rules{"abrupt-stop block step 2"});
    CHECK(liquid_plan().stop().says("abrupt-stop") == Rules{"abrupt-stop block after"});  // no step at all
}

TEST_CASE("abrupt-stop: a dose of nothing is a stop") {
    HandMade hand = liquid_plan();
    hand.step(0, 28);
    CHECK(hand.says("abrupt-stop") == Rules{"abrupt-stop block step 1"});
}

TEST_CASE("abrupt-stop: staying at the goal is no stop, and short use exempts nothing") {
    CHECK(liquid_plan().step(50, 28).stay(50).says("abrupt-stop") == clear);
    CHECK(liquid_plan("5 weeks", "protocol: short-use-weekly\n").step(50, 28).stop().says("abrupt-stop") ==
          Rules{"abrupt-stop block after"});
    CHECK(liquid_plan().step(50, 28, LimitedBy::last_unit).stop().says("abrupt-stop") ==
          Rules{"abrupt-stop block after"});
}

// ---------------------------------------------------------------------------------------------- whole-units

TEST_CASE("whole-units: an extended-release tablet is never divided") {
    HandMade hand = tablet_plan("preferences: {tablets_scored: yes}\n");
    const auto with_units = [&](double mg, int thousandths) {
        HandMade changed = hand;
        changed.step(changed.doses({dose(seven, mg, {units("morphine_er_tab12", 1, thousandths)})}), 56);
        return changed.says("whole-units");
    };
    const Rules fires{"whole-units block step 1", "whole-units block after"};
    CHECK(with_units(30, 1000) == clear);
    CHECK(with_units(60, 2000) == clear);
    CHECK(with_units(15, 500) == fires);
    CHECK(with_units(45, 1500) == fires);
    CHECK(with_units(7.5, 250) == fires);
}

TEST_CASE("whole-units: halves are of scored immediate-release tablets only, quarters of none") {
    const auto says = [](const std::string& scored, const std::string& line, std::size_t strength, double mg,
                         int thousandths) {
        HandMade hand(
            case_with("oxycodone 10 mg q6h", "4 years", "preferences: {tablets_scored: " + scored + "}\n"));
        return hand.step(hand.doses({dose(seven, mg, {units(line, strength, thousandths)})}), 56)
            .says("whole-units");
    };
    const Rules fires{"whole-units block step 1", "whole-units block after"};
    CHECK(says("yes", "oxycodone_ir_tab", 1, 5, 500) == clear);
    CHECK(says("yes", "oxycodone_ir_tab", 1, 15, 1500) == clear);
    CHECK(says("no", "oxycodone_ir_tab", 1, 5, 500) == fires);
    CHECK(says("yes", "oxycodone_ir_tab", 1, 2.5, 250) == fires);
    CHECK(says("yes", "oxycodone_ir_tab", 1, 9.99, 999) == fires);
    CHECK(says("yes", "oxycodone_ir_cap", 0, 2.5, 500) == fires);
    CHECK(says("yes", "oxycodone_ir_adf", 0, 2.5, 500) == fires);
}

TEST_CASE("whole-units: a dose is what its units add up to, and nothing else") {
    const auto says = [](double mg, std::vector<UnitCount> of) {
        HandMade hand = tablet_plan();
        return hand.step(hand.doses({dose(seven, mg, std::move(of))}), 56).says("whole-units");
    };
    const Rules fires{"whole-units block step 1", "whole-units block after"};
    const auto fifteen = units("morphine_er_tab12", 0, 1000), thirty = units("morphine_er_tab12", 1, 1000);
    CHECK(says(45, {fifteen, thirty}) == clear);
    CHECK(says(45.001, {fifteen, thirty}) == fires);
    CHECK(says(44.999, {fifteen, thirty}) == fires);
    CHECK(says(45, {}) == fires);
    CHECK(says(30, {thirty, units("morphine_er_tab12", 0, 0)}) == fires);
    CHECK(says(15, {thirty, units("morphine_er_tab12", 0, -1000)}) == fires);
}

TEST_CASE("whole-units: the units hold the drug that the plan says") {
    HandMade hand = tablet_plan();
    // 30 mg of oxycodone is not 30 mg of morphine.
    hand.step(hand.doses({dose(seven, 30, {units("oxycodone_er_tab12", 3, 1000)})}), 56);
    CHECK(hand.says("whole-units") == Rules{"whole-units block step 1", "whole-units block after"});
}

TEST_CASE("whole-units: the dose that is kept in the end is looked at as well") {
    HandMade hand = tablet_plan();
    hand.step(hand.doses({dose(seven, 30, {units("morphine_er_tab12", 1, 1000)})}), 56);
    hand.plan.ending.taking = hand.doses({dose(seven, 15, {units("morphine_er_tab12", 1, 500)})});
    CHECK(hand.says("whole-units") == Rules{"whole-units block after"});
}

// --------------------------------------------------------------------------------------------- dated-review

TEST_CASE("dated-review: a step ends with a review in its last 7 days") {
    const auto says = [](int days_before_end) {
        HandMade hand = liquid_plan();
        hand.step(90, 28).step(80, 28);
        Step& last = hand.plan.steps[1];
        last.visits = {{plus_days(last.start, 13), VisitKind::visit},
                       {plus_days(last.end(), -days_before_end), VisitKind::review}};
        return hand.says("dated-review");
    };
    const Rules fires{"dated-review block step 2"};
    CHECK(says(0) == clear);
    CHECK(says(6) == clear);
    CHECK(says(7) == fires);
    CHECK(says(-1) == fires);  // the day after the step
}

TEST_CASE("dated-review: the first step needs its review too, and a visit is not a review") {
    HandMade hand = liquid_plan();
    hand.step(90, 28).step(80, 28);
    hand.plan.steps[0].visits.back().kind = VisitKind::visit;
    CHECK(hand.says("dated-review") == Rules{"dated-review block step 1"});
    hand.plan.steps[0].visits.back().kind = VisitKind::follow_up;
    CHECK(hand.says("dated-review") == Rules{"dated-review block step 1"});
    hand.plan.steps[0].visits.clear();
    CHECK(hand.says("dated-review") == Rules{"dated-review block step 1"});
}

TEST_CASE("dated-review: a long step has a visit at least every review_every, counted from its first day") {
    const auto says = [](const std::string& every, std::vector<int> visits_on_day) {
        HandMade hand = liquid_plan_of(
            with(case_with(liquid), "patient_agrees: yes", "patient_agrees: yes, review_every: " + every));
        hand.step(90, 56);
        Step& step = hand.plan.steps[0];
        step.visits.clear();
        for (const int day : visits_on_day)
            step.visits.push_back({plus_days(step.start, day - 1), VisitKind::visit});
        step.visits.push_back({step.end(), VisitKind::review});
        return hand.says("dated-review");
    };
    const Rules fires{"dated-review block step 1"};
    CHECK(says("4 weeks", {28}) == clear);
    CHECK(says("4 weeks", {29}) == fires);  // 29 days without anybody
    CHECK(says("4 weeks", {27}) == fires);  // then 29 days to the review
    CHECK(says("4 weeks", {20, 40}) == clear);
    CHECK(says("8 weeks", {28}) == clear);
    CHECK(says("8 weeks", {}) == fires);  // never longer than the protocol's own 4 weeks
    CHECK(says("55 days", {}) == fires);
    CHECK(says("1 week", {28}) == fires);
}

TEST_CASE("dated-review: without review_every the protocol's own pace of visits counts") {
    const auto says = [](const std::string& protocol, int first_visit) {
        HandMade hand = liquid_plan("8 weeks", "protocol: " + protocol + "\n");
        hand.step(90, 14);
        Step& step = hand.plan.steps[0];
        step.visits = {{plus_days(step.start, first_visit - 1), VisitKind::visit},
                       {step.end(), VisitKind::review}};
        return hand.says("dated-review");
    };
    CHECK(says("short-use-weekly", 7) == clear);
    CHECK(says("short-use-weekly", 8) == Rules{"dated-review block step 1"});
    CHECK(says("slow-long-term", 8) == clear);
}

// ----------------------------------------------------------------------------------- outside-protocol-range

TEST_CASE(
    "outside-protocol-range: a cut is at most the largest share of the current dose that the protocol "
    "names") {
    HandMade hand = liquid_plan();
    hand.step(90, 28).step(81, 28);
    CHECK(hand.says("outside-protocol-range") == clear);  // 10 % and 10 %
    hand.plan.steps[1].taking = hand.liquid_dose(80.998);
    CHECK(hand.says("outside-protocol-range") == Rules{"outside-protocol-range block step 2"});
    CHECK(liquid_plan().step(90.002, 28).says("outside-protocol-range") == clear);
    CHECK(liquid_plan().step(89.998, 28).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1"});
}

TEST_CASE("outside-protocol-range: a share of the original dose stays the same to the end") {
    const std::string original = "protocol: va-slower\n";
    CHECK(liquid_plan("4 years", original).step(80, 28).says("outside-protocol-range") == clear);
    CHECK(liquid_plan("4 years", original).step(79.998, 28).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1"});
    CHECK(liquid_plan("4 years", original).step(80, 28).step(60, 28).says("outside-protocol-range") == clear);
    CHECK(liquid_plan("4 years", original).step(80, 28).step(59.998, 28).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 2"});
}

TEST_CASE("outside-protocol-range: a protocol with two stretches changes its range where it says") {
    // 10 % of the original until 30 % of it are left, then 10 % of the current dose.
    HandMade hand = liquid_plan("8 weeks", "protocol: short-use-weekly\n");
    hand.step(40, 7).step(30, 7).step(27, 7);
    CHECK(hand.says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1"});  // 60 % at once
    hand.plan.steps[2].taking = hand.liquid_dose(26.998);
    CHECK(hand.says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1", "outside-protocol-range block step 3"});
    hand.plan.steps[1].taking = hand.liquid_dose(30.002);
    hand.plan.steps[2].taking = hand.liquid_dose(20.002);  // the first stretch still holds above 30 %
    CHECK(hand.says("outside-protocol-range") == Rules{"outside-protocol-range block step 1"});
}

TEST_CASE("outside-protocol-range: what follows the last step is a cut like any other") {
    CHECK(liquid_plan().step(90, 28).stay(81).says("outside-protocol-range") == clear);
    CHECK(liquid_plan().step(90, 28).stay(80.998).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block after"});
}

namespace {

/// One dose a day of a form for every 24 hours that comes in two amounts only: the cut from one to the other.
HandMade two_amounts(double high, double low, int days) {
    HandMade hand(case_with("Kadian 100 mg daily"));
    const ProductId line = *shipped_library().formulary.product("morphine_er_cap_kadian");
    const auto micrograms = [](double mg) { return static_cast<std::int64_t>(std::lround(mg * 1000)); };
    hand.opioid().stock.pieces = {{{micrograms(low)}, {line, 0, 1000}},
                                  {{micrograms(high)}, {line, 1, 1000}}};
    hand.opioid().stock.smallest = hand.opioid().stock.smallest_whole = micrograms(low);
    hand.opioid().stock.max_pieces = 1;
    hand.plan.baseline = hand.doses({dose(seven, high, {})});
    hand.step(hand.doses({dose(seven, low, {})}), days, LimitedBy::grid);
    return hand;
}

}  // namespace

TEST_CASE("outside-protocol-range: a grid-limited cut asks above 25 % and stops the plan above 50 %") {
    CHECK(two_amounts(100, 75, 56).says("outside-protocol-range") ==
          Rules{"outside-protocol-range note step 1"});
    CHECK(two_amounts(100, 74.999, 56).says("outside-protocol-range") ==
          Rules{"outside-protocol-range warn step 1 acknowledge"});
    CHECK(two_amounts(100, 50, 56).says("outside-protocol-range") ==
          Rules{"outside-protocol-range warn step 1 acknowledge"});
    CHECK(two_amounts(100, 49.999, 56).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1"});
}

TEST_CASE("outside-protocol-range: a flagged cut is held twice as long") {
    CHECK(two_amounts(100, 80, 56).says("outside-protocol-range") ==
          Rules{"outside-protocol-range note step 1"});
    CHECK(two_amounts(100, 80, 55).says("outside-protocol-range") ==
          Rules{"outside-protocol-range block step 1", "outside-protocol-range note step 1"});
}

TEST_CASE("outside-protocol-range: in the last-unit zone a cut may be more than half, and is asked about") {
    HandMade hand = tablet_plan();
    const auto one = units("morphine_er_tab12", 0, 1000);
    hand.plan.baseline = hand.doses({dose(seven, 15, {one}), dose(nineteen, 15, {one})});
    hand.step(hand.doses({dose(seven, 15, {one})}), 56, LimitedBy::last_unit).stop();
    CHECK(hand.says("outside-protocol-range") == Rules{"outside-protocol-range warn step 1 acknowledge",
                                                       "outside-protocol-range warn after acknowledge"});
}

TEST_CASE("outside-protocol-range: a flag does not excuse a cut that could have been smaller") {
    // A solution in mL allows 98 mg after 100 mg; 60 mg flagged as the tablets' fault is not the smallest
    // cut.
    const Rules fires{"outside-protocol-range block step 1"};
    for (const LimitedBy flag : {LimitedBy::grid, LimitedBy::last_unit}) {
        CHECK(liquid_plan().step(60, 56, flag).says("outside-protocol-range").front() == fires.front());
        CHECK(liquid_plan().step(80, 56, flag).says("outside-protocol-range").front() == fires.front());
    }
    // Tablets: 105 mg is the smallest cut from 120 mg, 90 mg is not.
    HandMade hand = tablet_plan();
    const auto fifteen = units("morphine_er_tab12", 0, 1000), thirty = units("morphine_er_tab12", 1, 1000),
               sixty = units("morphine_er_tab12", 2, 1000);
    hand.step(hand.doses({dose(seven, 45, {fifteen, thirty}), dose(nineteen, 60, {sixty})}), 56,
              LimitedBy::grid);
    CHECK(hand.says("outside-protocol-range") == Rules{"outside-protocol-range note step 1"});
    hand.plan.steps[0].taking =
        hand.doses({dose(seven, 45, {fifteen, thirty}), dose(nineteen, 45, {fifteen, thirty})});
    hand.plan.ending.taking = hand.plan.steps[0].taking;
    CHECK(hand.says("outside-protocol-range").front() == fires.front());
}

TEST_CASE("outside-protocol-range: within the last-unit zone too, only the smallest cut there is") {
    // Morphine tablets every 4 hours: 90 mg is the zone (6 doses of 15 mg); 15 mg after 90 mg leaves five
    // steps out.
    HandMade hand(case_with("morphine 15 mg q4h"));
    const auto one = units("morphine_ir_tab", 0, 1000);
    hand.step(hand.doses({dose(seven, 15, {one})}), 56, LimitedBy::last_unit);
    CHECK(hand.says("outside-protocol-range").front() == "outside-protocol-range block step 1");
}

// -------------------------------------------------------------------------------- extended-release-interval

TEST_CASE("extended-release-interval: doses are at least as far apart as the label says") {
    const auto says = [](int second) {
        HandMade hand = tablet_plan();
        const auto one = units("morphine_er_tab12", 0, 1000);
        return hand
            .step(hand.doses({dose(seven, 15, {one}), dose({TimeOfDay::afternoon, second}, 15, {one})}), 56)
            .says("extended-release-interval");
    };
    const Rules fires{"extended-release-interval block step 1", "extended-release-interval block after"};
    const Rules far_apart{"extended-release-interval note step 1", "extended-release-interval note after"};
    CHECK(says(19 * 60) == clear);      // 12 and 12 hours
    CHECK(says(15 * 60) == far_apart);  // 8 hours, then 16
    CHECK(says(15 * 60 - 1) == fires);  // 7 hours 59 minutes
    CHECK(says(23 * 60) == far_apart);  // 16 hours, then 8 to the next morning
    CHECK(says(23 * 60 + 1) == fires);  // 7 hours 59 minutes to the next morning
}

TEST_CASE("extended-release-interval: what is closer already is kept and said, never made closer") {
    HandMade hand(case_with("oxycodone ER 10 mg q8h"));  // the label says every 12 hours
    const auto ten = units("oxycodone_er_tab12", 0, 1000);
    const auto at = [&](int minute) { return dose({TimeOfDay::morning, minute}, 10, {ten}); };
    hand.step(hand.doses({at(7 * 60), at(15 * 60), at(23 * 60)}), 56);
    CHECK(hand.says("extended-release-interval") ==
          Rules{"extended-release-interval warn step 1", "extended-release-interval warn after"});
    hand.plan.steps[0].taking = hand.plan.ending.taking =
        hand.doses({at(7 * 60), at(14 * 60 + 59), at(23 * 60)});
    CHECK(hand.says("extended-release-interval") ==
          Rules{"extended-release-interval block step 1", "extended-release-interval block after"});
}

TEST_CASE("extended-release-interval: what the tablet is counts, not what the plan calls it") {
    HandMade hand = tablet_plan();
    const auto one = units("morphine_er_tab12", 0, 1000);
    hand.step(hand.doses({dose(seven, 15, {one}), dose({TimeOfDay::noon, 12 * 60}, 15, {one})}), 56);
    hand.plan.steps[0].taking.front().release = Release::immediate;
    hand.plan.ending.taking = hand.plan.steps[0].taking;
    CHECK(hand.says("extended-release-interval") ==
          Rules{"extended-release-interval block step 1", "extended-release-interval block after"});
}

TEST_CASE("extended-release-interval: immediate-release doses may be as close as they are") {
    HandMade hand(case_with("oxycodone 10 mg q6h"));
    const auto five = units("oxycodone_ir_tab", 0, 1000);
    hand.step(hand.doses({dose(seven, 5, {five}), dose({TimeOfDay::noon, 8 * 60}, 5, {five})}), 56);
    CHECK(hand.says("extended-release-interval") == clear);
}

// -------------------------------------------------------------------------------------- acetaminophen-total

namespace {

/// A solution with 20 mg of acetaminophen in each mL: 150 mL hold 3000 mg.
std::vector<Taking> elixir(const HandMade& hand, int thousandths_of_ml) {
    const auto amount = units("hydrocodone_apap_sol", 1, thousandths_of_ml);
    return hand.doses({dose(seven, 0.667 * thousandths_of_ml / 1000, {amount})});
}
HandMade elixir_plan(int thousandths_of_ml) {
    HandMade hand(case_with("hydrocodone/acetaminophen 10/300 mg 1 tablet q6h"));
    hand.plan.baseline = elixir(hand, thousandths_of_ml);
    return hand;
}

}  // namespace

TEST_CASE("acetaminophen-total: above 3000 mg a day at the start is a warning, 3000 mg is not") {
    const auto says = [](int thousandths) {
        HandMade hand = elixir_plan(thousandths);
        return hand.step(elixir(hand, 100'000), 28).says("acetaminophen-total");
    };
    CHECK(says(149'999) == clear);
    CHECK(says(150'000) == clear);
    CHECK(says(150'001) == Rules{"acetaminophen-total warn"});
}

TEST_CASE("acetaminophen-total: a step above 3000 mg is stopped only if it brings more than is taken now") {
    HandMade hand = elixir_plan(250'000);
    hand.step(elixir(hand, 250'000), 28).step(elixir(hand, 249'999), 28).step(elixir(hand, 150'000), 28);
    CHECK(hand.says("acetaminophen-total") == Rules{"acetaminophen-total warn"});
    hand.plan.steps[0].taking = elixir(hand, 250'001);
    CHECK(hand.says("acetaminophen-total") ==
          Rules{"acetaminophen-total block step 1", "acetaminophen-total warn"});
}

TEST_CASE("acetaminophen-total: a plan that brings in what was not taken before is stopped") {
    HandMade hand(case_with("oxycodone 10 mg q6h"));
    const auto plan_with = [&](int tablets) {
        HandMade changed = hand;
        const auto of = units("oxycodone_apap_tab", 1, tablets * 1000);  // 2.5/325 mg
        changed.step(changed.doses({dose(seven, 2.5 * tablets, {of})}), 28);
        return changed.says("acetaminophen-total");
    };
    CHECK(plan_with(9) == clear);  // 2925 mg
    CHECK(plan_with(10) ==
          Rules{"acetaminophen-total block step 1", "acetaminophen-total block after"});  // 3250 mg
}

TEST_CASE("acetaminophen-total: the dose that is kept in the end is looked at as well") {
    HandMade hand = elixir_plan(100'000);
    hand.step(elixir(hand, 100'000), 28);
    hand.plan.ending.taking = elixir(hand, 150'000);
    CHECK(hand.says("acetaminophen-total") == clear);
    hand.plan.ending.taking = elixir(hand, 150'001);
    CHECK(hand.says("acetaminophen-total") == Rules{"acetaminophen-total block after"});
}

// ---------------------------------------------------------------------------------------- a plan, tampered

TEST_CASE("a drafted plan passes every guard, and one changed dose, date or unit does not") {
    const std::string text = case_with(tablets_120);
    const HandMade untouched = drafted(text);
    CHECK_FALSE(untouched.review().blocked());

    struct Tampering {
        std::string rule;
        std::function<void(DraftPlan&)> change;
    };
    const std::vector<Tampering> all{
        {"no-increase", [](DraftPlan& plan) { std::swap(plan.steps[1].taking, plan.steps[2].taking); }},
        {"abrupt-stop", [](DraftPlan& plan) { plan.steps.pop_back(); }},
        {"window-ceiling",
         [](DraftPlan& plan) {
             plan.steps[0].taking = plan.steps[2].taking;
             plan.steps[0].limited_by = LimitedBy::nothing;
         }},
        {"weekly-ceiling",
         [](DraftPlan& plan) {
             plan.steps[0].days = 7;
             plan.steps[0].limited_by = LimitedBy::nothing;
         }},
        {"whole-units",
         [](DraftPlan& plan) { plan.steps[0].taking[0].doses[0].units[0].thousandths -= 500; }},
        {"dated-review", [](DraftPlan& plan) { plan.steps[0].visits.pop_back(); }},
        {"outside-protocol-range", [](DraftPlan& plan) { plan.steps[0].days -= 1; }},
        {"extended-release-interval",
         [](DraftPlan& plan) { plan.steps[0].taking[0].doses[1].time.minute = 12 * 60; }}};
    for (const auto& [rule, change] : all) {
        CAPTURE(rule);
        HandMade hand = untouched;
        change(hand.plan);
        const Review review = hand.review();
        CHECK(review.blocked());
        const Rules lines = lines_of(review, rule);
        REQUIRE_FALSE(lines.empty());
        CHECK(lines.front().starts_with(rule + " block"));
        CHECK_FALSE(issue(hand.plan, review).has_value());
    }
}

TEST_CASE("no override lifts a guard on a transition") {
    std::string overrides = "overrides:\n";
    for (const std::string rule :
         {"abrupt-stop", "window-ceiling", "weekly-ceiling", "no-increase", "whole-units", "dated-review",
          "outside-protocol-range", "extended-release-interval", "acetaminophen-total"}) {
        overrides += "  - {rule: " + rule + ", reason: \"wanted\", by: \"Dr. B\"}\n";
    }
    HandMade hand = liquid_plan("4 years", overrides);
    hand.step(40, 7).step(50, 7).stop();
    hand.plan.steps[0].visits.clear();
    hand.plan.steps[1].taking.front().doses.front().units.clear();
    const Review review = hand.review();
    int blocks = 0;
    for (const Finding& finding : review.findings) {
        if (finding.severity != Severity::block) continue;
        CAPTURE(finding.id);
        CHECK_FALSE(finding.overridden_by.has_value());
        CHECK(finding.message.find("cannot be overridden") != std::string::npos);
        ++blocks;
    }
    CHECK(blocks >= 6);
    CHECK(review.blocked());
}

namespace {

/// Patches of fentanyl, so many mcg/h, put on from a day on.
std::vector<Taking> patches(const HandMade& hand, double rate, std::size_t strength) {
    Taking taking = hand.plan.baseline.front();
    taking.doses = {{seven, Worn{unit::mcg_per_hour(rate), {}}, {units("fentanyl_td", strength, 1000)}}};
    return {taking};
}
HandMade patch_plan(const std::string& used_for = "4 years") {
    return HandMade(case_with("fentanyl patch 100 mcg/h every 72 hours", used_for, ""));
}

}  // namespace

TEST_CASE("patch-change-days: a step of patches lasts for whole changes") {
    HandMade hand = patch_plan();
    hand.step(patches(hand, 87.5, 6), 60, LimitedBy::grid);
    CHECK(hand.says("patch-change-days").empty());
    for (const int days : {59, 61, 28}) {
        CAPTURE(days);
        HandMade other = patch_plan();
        other.step(patches(other, 87.5, 6), days, LimitedBy::grid);
        CHECK(other.says("patch-change-days") == Rules{"patch-change-days block step 1"});
    }
    HandMade tablets = liquid_plan();
    tablets.step(90, 29);
    CHECK(tablets.says("patch-change-days").empty());
}

TEST_CASE("drug-pace: patches of fentanyl lose at most 25% at once and are held for two weeks") {
    const auto lines = [](double rate, std::size_t strength, int days, LimitedBy limited_by,
                          const std::string& used_for = "4 years") {
        HandMade hand = patch_plan(used_for);
        hand.step(patches(hand, rate, strength), days, limited_by);
        return hand.says("drug-pace");
    };
    const Rules none, block{"drug-pace block step 1"};
    CHECK(lines(75, 5, 15, LimitedBy::nothing) == none);     // 25%, 15 days
    CHECK(lines(62.5, 4, 15, LimitedBy::nothing) == block);  // 37.5%
    CHECK(lines(62.5, 4, 60, LimitedBy::grid) == none);      // forced by the patches: held longer instead
    CHECK(lines(87.5, 6, 12, LimitedBy::nothing) == block);  // less than 14 days
    CHECK(lines(87.5, 6, 12, LimitedBy::grid) == block);
}
