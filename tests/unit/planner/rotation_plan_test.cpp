#include "planner/rotation_plan.hpp"

#include <algorithm>
#include <cmath>

#include "planner/rotation_route.hpp"
#include "planner/rotation_share.hpp"
#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

DoseRate target_on(const Step& step) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& taking : step.taking) {
        if (taking.role == Role::target) sum += per_day(taking);
    }
    return sum;
}

DoseRate old_on(const Step& step) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& taking : step.taking) {
        if (taking.role == Role::tapered) sum += per_day(taking);
    }
    return sum;
}

std::vector<double> milligrams(const DraftPlan& plan, DoseRate (*of)(const Step&)) {
    std::vector<double> all;
    for (const Step& step : plan.steps) all.push_back(in(of(step), unit::mg_per_day));
    return all;
}

}  // namespace

// --- the mistakes that kill

TEST_CASE("no plan to methadone is issued without a QTc") {
    const Rotated rotated = rotated_to("methadone", morphine_120({.qtc = ""}));
    CHECK_FALSE(rotated.plan.has_value());
    CHECK(lines_of(rotated.review, "methadone-qtc-unknown") ==
          std::vector<std::string>{"methadone-qtc-unknown block"});
}

TEST_CASE("methadone never rises in a plan once the old opioid has gone, on day 2 or later") {
    const Rotated rotated = rotated_to("methadone", morphine_120());
    REQUIRE(rotated.plan.has_value());
    const std::vector<Step>& steps = rotated.plan->plan().steps;
    for (std::size_t i = 1; i < steps.size(); ++i) {
        if (steps[i - 1].kind != StepKind::overlap)
            CHECK_FALSE(exceeds(target_on(steps[i]), target_on(steps[i - 1])));
    }
    CHECK_FALSE(exceeds(total_per_day(rotated.plan->plan().ending.taking, target("methadone").drug),
                        target_on(steps.back())));
}

TEST_CASE("the start is that of convert, rounded down, and no MME factor read backwards") {
    // 120 mg of oral morphine: the label's low end is 10% = 12 mg; 120 / 4.7 would be 25.5 mg.
    const Rotated rotated = rotated_to("methadone", morphine_120());
    REQUIRE(rotated.plan.has_value());
    const RotationBasis& basis = *rotated.basis;
    CHECK(in(basis.conversion.recommended->value, unit::mg_per_day) == doctest::Approx(12));
    CHECK(in(basis.dose_used, unit::mg_per_day) == doctest::Approx(10));  // 5 mg every 12 hours
    CHECK(in(target_on(rotated.plan->plan().steps.back()), unit::mg_per_day) == doctest::Approx(10));
}

TEST_CASE(
    "milligrams and micrograms: a start of 30 mg of methadone is 30 mg in tablets, not 30 micrograms or 30 "
    "g") {
    const Rotated rotated = rotated_to("methadone", case_of({.opioid = "morphine ER 200 mg q8h"}));
    REQUIRE(rotated.plan.has_value());
    const Step& last = rotated.plan->plan().steps.back();
    double milligrams_in_units = 0;
    for (const Taking& taking : last.taking) {
        if (taking.role != Role::target) continue;
        for (const PlannedDose& dose : taking.doses) {
            for (const UnitCount& unit : dose.units)
                milligrams_in_units +=
                    in(content_of_one(shipped_library().formulary[unit.product].strengths[unit.strength]),
                       unit::mg) *
                    unit.thousandths / 1000.0;
        }
    }
    CHECK(milligrams_in_units == doctest::Approx(30));
}

TEST_CASE("the old opioid is never continued in full beside the new one") {
    const Rotated rotated = rotated_to("methadone", morphine_120());
    REQUIRE(rotated.plan.has_value());
    // Two thirds of 120 mg are 80, one third 40: in tablets of 15 mg and more at most 75 and 30.
    CHECK(milligrams(rotated.plan->plan(), old_on) == std::vector<double>{75, 30, 0, 0, 0, 0});
    // A third of 10 mg is less than two halves of 5 mg; two thirds are 2.5 mg twice a day.
    CHECK(milligrams(rotated.plan->plan(), target_on) == std::vector<double>{0, 5, 10, 10, 10, 10});
}

// --- the structure

TEST_CASE("the three-day switch is taken above 100 mg of oral morphine, stop and go at or below it") {
    const auto method = [](const std::string& opioid) {
        const Rotated rotated = rotated_to("methadone", case_of({.opioid = opioid}));
        REQUIRE(rotated.plan.has_value());
        return rotated.basis->method->id;
    };
    CHECK(method("morphine ER 30 mg q8h") == "methadone-stop-and-go");                  // 90
    CHECK(method("morphine 2 mg/mL solution 12.5 mL q6h") == "methadone-stop-and-go");  // 100
    CHECK(method("morphine ER 60 mg q12h") == "methadone-three-day");                   // 120
}

TEST_CASE("a way whose days nobody has verified is named and refused") {
    const Rotated rotated =
        rotated_to("methadone", morphine_120({.more = "protocol: methadone-low-dose-overlay\n"}));
    CHECK_FALSE(rotated.plan.has_value());
    CHECK(lines_of(rotated.review, "switch-not-available") ==
          std::vector<std::string>{"switch-not-available block"});
}

TEST_CASE("steps meet, the first week alone and the weeks until four are held, and each ends with a review") {
    const Rotated rotated = rotated_to("methadone", morphine_120());
    REQUIRE(rotated.plan.has_value());
    const std::vector<Step>& steps = rotated.plan->plan().steps;
    REQUIRE(steps.size() == 6);
    const std::vector<StepKind> kinds{StepKind::overlap,  StepKind::overlap,  StepKind::switch_over,
                                      StepKind::build_up, StepKind::build_up, StepKind::build_up};
    const std::vector<int> days{1, 1, 7, 7, 7, 7};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        CHECK(steps[i].kind == kinds[i]);
        CHECK(steps[i].days == days[i]);
        if (i > 0) CHECK(steps[i].start == plus_days(steps[i - 1].end(), 1));
        REQUIRE_FALSE(steps[i].visits.empty());
        if (steps[i].days == 7) CHECK(steps[i].visits.back().kind == VisitKind::review);
    }
    CHECK(iso(steps[0].start) == "2026-12-01");
    CHECK(iso(steps[2].start) == "2026-12-03");
    CHECK(iso(steps[5].end()) == "2026-12-30");
}

TEST_CASE("somebody looks on every day of the accumulation, and the ECG is dated") {
    const Rotated rotated = rotated_to("methadone", morphine_120());
    REQUIRE(rotated.plan.has_value());
    std::vector<std::string> days;
    bool ecg = false;
    for (const Monitoring& one : rotated.basis->monitoring) {
        if (one.what.find("looks before each dose") != std::string::npos) days.push_back(iso(one.on));
        // Two weeks after the first dose, which falls on day 2.
        ecg = ecg || (one.what.starts_with("ECG, at the latest on") && iso(one.on) == "2026-12-16");
    }
    // 90% of steady state at 59 h takes 196 h of the full dose, which begins a day after the first one.
    REQUIRE(days.size() == 10);
    CHECK(days.front() == "2026-12-02");
    CHECK(days.back() == "2026-12-11");
    CHECK(ecg);
}

TEST_CASE("the watch of the accumulation goes on for 8 days after the first day of the full dose") {
    for (const auto& [opioid, first, last] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"morphine 15 mg q4h", "2026-12-01", "2026-12-09"},          // in full from the first day
             {"morphine ER 100 mg q12h", "2026-12-01", "2026-12-11"}}) {  // in full on the third
        CAPTURE(opioid);
        const Rotated rotated = rotated_to("methadone", case_of({.opioid = opioid}));
        REQUIRE(rotated.plan.has_value());
        std::vector<std::string> days;
        for (const Monitoring& one : rotated.basis->monitoring) {
            if (one.what.find("looks before each dose") != std::string::npos) days.push_back(iso(one.on));
        }
        REQUIRE_FALSE(days.empty());
        CHECK(days.front() == first);
        CHECK(days.back() == last);
    }
}

TEST_CASE("both opioids are said to be taken only on days on which both are") {
    const auto of_days = [](const std::string& opioid) {
        std::vector<std::string> all;
        const Rotated rotated = rotated_to("methadone", case_of({.opioid = opioid}));
        REQUIRE(rotated.plan.has_value());
        for (const Monitoring& one : rotated.basis->monitoring) {
            if (one.what.find("from today") != std::string::npos)
                all.push_back(iso(one.on) + " " + one.what.substr(0, one.what.find(" from today")));
        }
        return all;
    };
    // A third of 10 mg is less than two halves of 5 mg: methadone begins on the second day.
    CHECK(of_days("morphine ER 60 mg q12h") ==
          std::vector<std::string>{"2026-12-01 Less of the old opioid", "2026-12-02 Both opioids are taken"});
    CHECK(of_days("morphine ER 100 mg q12h") ==
          std::vector<std::string>{"2026-12-01 Both opioids are taken", "2026-12-02 Both opioids are taken"});
}

TEST_CASE("rescue doses are of the old opioid, a tenth of the day at most, and stay under the ceiling") {
    const Rotated rotated = rotated_to("methadone", morphine_120({.opioid = "morphine 15 mg q4h"}));  // 90 mg
    REQUIRE(rotated.plan.has_value());
    for (const Step& step : rotated.plan->plan().steps) {
        const auto rescue = std::find_if(step.taking.begin(), step.taking.end(),
                                         [](const Taking& one) { return one.role == Role::rescue; });
        REQUIRE(rescue != step.taking.end());
        CHECK_FALSE(exceeds(rescue->as_needed->amount, unit::mg(9)));
        CHECK(shipped_library().formulary[rescue->drug].id == "morphine");
        const auto scheduled = mme_of(step.taking, shipped_library().exposure());
        REQUIRE(scheduled.has_value());
        CHECK(in(*scheduled, unit::mme_per_day) +
                  in(rescue->as_needed->amount, unit::mg) * *rescue->as_needed->most_per_day <=
              90 + 1e-6);
    }
}

TEST_CASE("between full agonists by mouth the old one stops and the new one begins at the reduced dose") {
    // 120 mg of morphine are 80 mg of oxycodone by 2/3; half is taken off: 40 mg.
    const Rotated rotated = rotated_to("oxycodone ER", morphine_120());
    REQUIRE(rotated.plan.has_value());
    const DraftPlan& plan = rotated.plan->plan();
    CHECK(rotated.basis->method->id == "oral-stop-and-go");
    CHECK(milligrams(plan, target_on) == std::vector<double>{40, 40});
    CHECK(milligrams(plan, old_on) == std::vector<double>{0, 0});
    CHECK(rotated.basis->curve.empty());
    CHECK_FALSE(rotated.basis->cap.has_value());
}

TEST_CASE("a plan with a cap of 40 mg needs an override, and is 30 mg without one") {
    const std::string opioid = "morphine ER 200 mg q8h";  // 600 mg: label low end 5% = 30
    const Rotated usual = rotated_to("methadone", case_of({.opioid = opioid}));
    REQUIRE(usual.plan.has_value());
    CHECK(in(usual.basis->cap->for_caution().amount, unit::mg_per_day) == doctest::Approx(30));
    CHECK_FALSE(exceeds(usual.basis->dose_used, unit::mg_per_day(30)));
}

TEST_CASE("what cannot be rotated to is refused with a reason, and no plan is made") {
    // 600 mg of oral morphine would be 1,500 mg of tapentadol, 6,000 mg of tramadol and of codeine.
    for (const std::string drug : {"meperidine", "butorphanol nasal", "nalbuphine IV", "pentazocine",
                                   "codeine", "tramadol", "tapentadol"}) {
        CAPTURE(drug);
        const Rotated rotated = rotated_to(drug, case_of({.opioid = "morphine ER 200 mg q8h"}));
        CHECK_FALSE(rotated.plan.has_value());
        CHECK(rotated.review.blocked());
        for (const Finding& one : rotated.review.findings) {
            if (one.severity != Severity::block) continue;
            CHECK_FALSE(one.message.empty());
            CHECK_FALSE(one.instead.empty());
        }
    }
}

TEST_CASE("with opioid use disorder a rotation to methadone is for a treatment program") {
    const Rotated rotated = rotated_to("methadone", morphine_120({.oud = "yes"}));
    CHECK_FALSE(rotated.plan.has_value());
    CHECK(lines_of(rotated.review, "methadone-program") ==
          std::vector<std::string>{"methadone-program block"});
}

// --- the goal

TEST_CASE("the goal of the case and --to agree, or it is an error") {
    const auto goal = [](const std::string& words, const std::string& to) {
        const Case asked = good_case(morphine_120({.more = "goal: " + words + "\n"}));
        const auto named = to.empty() ? std::nullopt : std::optional(ChosenTarget{target(to), std::nullopt});
        const auto read = target_of(asked, named, shipped_library(), day_of_run());
        return read ? read->target.text : read.problems().front().id;
    };
    CHECK(goal("rotate to methadone", "methadone") == "methadone");
    CHECK(goal("rotate to methadone", "") == "methadone");
    CHECK(goal("rotate to methadone", "oxycodone") == "goal-target");
    CHECK(goal("discontinue", "methadone") == "goal-is-taper");
    CHECK(goal("reduce to 50 MME/day", "methadone") == "goal-is-taper");
    CHECK(goal("rotate to methadone, then reduce to methadone 5 mg/day", "methadone") == "methadone");
    CHECK(goal("rotate to methadone, then reduce to methadone 5 mg/day", "oxycodone") == "goal-target");
    const auto unsaid = target_of(good_case(morphine_120()), std::nullopt, shipped_library(), day_of_run());
    REQUIRE_FALSE(unsaid);
    CHECK(unsaid.problems().front().id == "target-missing");
}

TEST_CASE("a way to change opioids is no protocol of a taper") {
    const Case asked =
        good_case(morphine_120({.more = "goal: discontinue\nprotocol: methadone-three-day\n"}));
    const auto made = taper(asked, shipped_library(), day_of_run());
    REQUIRE_FALSE(made);
    CHECK(made.problems().front().id == "protocol-is-switch");
}

// --- shares in tablets

TEST_CASE("a share of a day is in tablets that exist, and never above the share") {
    const Case asked = good_case(morphine_120());
    const auto baseline = baseline_of(asked.opioids.front(), asked.preferences, shipped_library());
    REQUIRE(baseline);
    for (const auto& [share, milligrams] : std::vector<std::pair<double, double>>{
             {1, 120},
             {0.99, 105},
             {0.875, 105},
             {0.874, 90},
             {2.0 / 3, 75},
             {1.0 / 3, 30},
             {0.25, 30},
         }) {
        CAPTURE(share);
        const auto taking = share_of(*baseline, share);
        REQUIRE(taking.has_value());
        CHECK(in(per_day(*taking), unit::mg_per_day) == doctest::Approx(milligrams));
    }
    CHECK_FALSE(share_of(*baseline, 0.1).has_value());
    CHECK_FALSE(share_of(*baseline, 0).has_value());
}
