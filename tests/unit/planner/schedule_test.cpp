#include "planner/schedule.hpp"

#include <doctest/doctest.h>
#include <map>

#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    return shipped_library().formulary;
}

ProductId product(std::string_view id) {
    const auto found = formulary().product(id);
    REQUIRE_MESSAGE(found, std::string(id));
    return *found;
}

/// Morphine extended-release tablets: 15, 30 and 60 mg are the strengths 0, 1 and 2 of the line.
UnitCount morphine_er(std::size_t strength, int thousandths) {
    return {product("morphine_er_tab12"), strength, thousandths};
}

Step step_from(const std::string& start, int days) {
    Step step;
    step.start = day(start);
    step.days = days;
    return step;
}

Taking taking(std::vector<PlannedDose> doses) {
    Taking one;
    one.doses = std::move(doses);
    return one;
}

const DoseTime morning{TimeOfDay::morning, 7 * 60}, afternoon{TimeOfDay::afternoon, 15 * 60},
    bedtime{TimeOfDay::bedtime, 23 * 60};

/// 60 mg, 45 mg, 60 mg.
Taking sixty_forty_five_sixty() {
    return taking({{morning, unit::mg(60), {morphine_er(2, 1000)}},
                   {afternoon, unit::mg(45), {morphine_er(1, 1000), morphine_er(0, 1000)}},
                   {bedtime, unit::mg(60), {morphine_er(2, 1000)}}});
}

/// "2026-12-28 review", each visit.
std::vector<std::string> shown(const std::vector<Visit>& visits) {
    std::vector<std::string> all;
    for (const Visit& visit : visits)
        all.push_back(iso(visit.on) + (visit.kind == VisitKind::review ? " review" : " visit"));
    return all;
}
using Visits = std::vector<std::string>;

void visits_are_often_enough() {
    Step step = step_from("2026-12-01", *rc::gen::inRange(1, 200));
    step.start = plus_days(step.start, *rc::gen::inRange(0, 400));
    const int every = *rc::gen::inRange(1, 40);
    const std::vector<Visit> visits = visits_of(step, every);
    Date seen = plus_days(step.start, -1);
    for (const Visit& visit : visits) {
        RC_ASSERT(days_between(seen, visit.on) >= 1);  // each later than the one before, none before the step
        RC_ASSERT(days_between(seen, visit.on) <= every);
        RC_ASSERT((visit.kind == VisitKind::review) == (&visit == &visits.back()));
        seen = visit.on;
    }
    RC_ASSERT(seen <= step.end());
    RC_ASSERT(days_between(seen, step.end()) <= every);
    RC_ASSERT(days_between(seen, step.end()) < 7);
}

void fills_cover_the_step_exactly() {
    Step step = step_from("2026-12-01", *rc::gen::inRange(1, 120));
    step.taking = {sixty_forty_five_sixty()};
    const int stretch = *rc::gen::inRange(1, 40);
    const Date plan_start = plus_days(step.start, -*rc::gen::inRange(0, 120));
    std::map<std::size_t, int> tablets;
    std::map<std::size_t, Date> covered;
    for (const Fill& fill : fills_of(step, stretch, plan_start, 90, formulary())) {
        RC_ASSERT((fill.days >= 1 && fill.days <= stretch));
        const std::size_t strength = fill.quantity.strength;
        const Date from = covered.count(strength) ? covered[strength] : step.start;
        RC_ASSERT(fill.fill_on == from);
        covered[strength] = plus_days(from, fill.days);
        tablets[strength] += fill.quantity.thousandths;
        const bool firm = days_between(plan_start, fill.fill_on) + fill.days <= 90;
        RC_ASSERT(fill.written_on == (firm ? plan_start : fill.fill_on));
    }
    RC_ASSERT(tablets == (std::map<std::size_t, int>{
                             {0, 1000 * step.days}, {1, 1000 * step.days}, {2, 2000 * step.days}}));
    for (const auto& [strength, until] : covered) RC_ASSERT(until == plus_days(step.end(), 1));
}

}  // namespace

TEST_CASE("a step ends with a review on its last working day") {
    CHECK(shown(visits_of(step_from("2026-12-01", 28), 28)) == Visits{"2026-12-28 review"});  // a Monday
    CHECK(shown(visits_of(step_from("2026-11-28", 28), 28)) == Visits{"2026-12-25 review"});  // a Friday
    CHECK(shown(visits_of(step_from("2026-11-29", 28), 28)) ==
          Visits{"2026-12-25 review"});  // ends on Saturday
    CHECK(shown(visits_of(step_from("2026-11-30", 28), 28)) ==
          Visits{"2026-12-25 review"});  // ends on Sunday
}

TEST_CASE("a long step has a visit at least as often as asked: just within, at and just beyond") {
    // From Tuesday, December 1. Day 28 is Monday the 28th.
    CHECK(shown(visits_of(step_from("2026-12-01", 27), 28)) ==
          Visits{"2026-12-25 review"});  // ends on Sunday the 27th
    CHECK(shown(visits_of(step_from("2026-12-01", 28), 28)) == Visits{"2026-12-28 review"});
    CHECK(shown(visits_of(step_from("2026-12-01", 29), 28)) ==
          Visits{"2026-12-28 visit", "2026-12-29 review"});
    CHECK(shown(visits_of(step_from("2026-12-01", 56), 28)) ==
          Visits{"2026-12-28 visit", "2027-01-25 review"});
    CHECK(shown(visits_of(step_from("2026-12-01", 28), 7)) ==
          Visits{"2026-12-07 visit", "2026-12-14 visit", "2026-12-21 visit", "2026-12-28 review"});
}

TEST_CASE("visits asked for daily do not skip the weekend at the end of a step") {
    // Tuesday, December 1 to Sunday, December 6.
    CHECK(shown(visits_of(step_from("2026-12-01", 6), 1)) == Visits{"2026-12-01 visit", "2026-12-02 visit",
                                                                    "2026-12-03 visit", "2026-12-04 visit",
                                                                    "2026-12-05 visit", "2026-12-06 review"});
    CHECK(shown(visits_of(step_from("2026-12-01", 6), 2)) == Visits{"2026-12-02 visit", "2026-12-04 review"});
}

TEST_CASE("visits less than a day apart are asked for as daily ones") {
    CHECK(visits_of(step_from("2026-12-01", 3), 0).size() == 3);
}

TEST_CASE("visits keep their promise for any step") {
    CHECK(holds("visits", 3000, visits_are_often_enough));
}

TEST_CASE("a step of a day at the weekend has its review on that day") {
    CHECK(shown(visits_of(step_from("2026-12-05", 1), 28)) == Visits{"2026-12-05 review"});
    CHECK(shown(visits_of(step_from("2026-12-05", 2), 28)) == Visits{"2026-12-05 review"});
}

TEST_CASE("fills are counted for each strength over the whole step") {
    Step step = step_from("2026-12-01", 28);
    step.taking = {sixty_forty_five_sixty()};
    const std::vector<Fill> fills = fills_of(step, 28, step.start, 90, formulary());
    REQUIRE(fills.size() == 3);
    CHECK(fills[0].quantity == morphine_er(2, 56'000));
    CHECK(fills[1].quantity == morphine_er(1, 28'000));
    CHECK(fills[2].quantity == morphine_er(0, 28'000));
    CHECK(fills[0].directions ==
          "morphine extended-release 60 mg: Take 1 tablet by mouth in the morning and 1 tablet at bedtime. "
          "Swallow "
          "whole.");
    CHECK(fills[1].directions ==
          "morphine extended-release 30 mg: Take 1 tablet by mouth in the afternoon. Swallow whole.");
}

TEST_CASE("a fill covers no more days than asked, and the last one the rest") {
    Step step = step_from("2026-12-01", 28);
    step.taking = {taking({{bedtime, unit::mg(15), {morphine_er(0, 1000)}}})};
    const auto days_and_dates = [&](int fill_days) {
        std::vector<std::string> all;
        for (const Fill& fill : fills_of(step, fill_days, step.start, 90, formulary())) {
            all.push_back(iso(fill.fill_on) + " " + std::to_string(fill.days) + " " +
                          std::to_string(fill.quantity.thousandths));
        }
        return all;
    };
    using All = std::vector<std::string>;
    CHECK(days_and_dates(29) == All{"2026-12-01 28 28000"});
    CHECK(days_and_dates(28) == All{"2026-12-01 28 28000"});
    CHECK(days_and_dates(27) == All{"2026-12-01 27 27000", "2026-12-28 1 1000"});
    CHECK(days_and_dates(14) == All{"2026-12-01 14 14000", "2026-12-15 14 14000"});
}

TEST_CASE("prescriptions whose supply ends within 90 days are written at the start: below, at and above") {
    const auto written_after = [](int days_into_the_plan, int days) {
        Step step = step_from("2026-12-01", days);
        step.taking = {taking({{bedtime, unit::mg(15), {morphine_er(0, 1000)}}})};
        const Date plan_start = plus_days(step.start, -days_into_the_plan);
        return days_between(plan_start, fills_of(step, 28, plan_start, 90, formulary()).front().written_on);
    };
    CHECK(written_after(0, 28) == 0);
    CHECK(written_after(88, 1) == 0);
    CHECK(written_after(89, 1) == 0);  // the last of the 90 days
    CHECK(written_after(90, 1) == 90);
    CHECK(written_after(61, 28) == 0);
    CHECK(written_after(62, 28) == 0);
    CHECK(written_after(63, 28) == 63);
}

TEST_CASE("nobody hands out half a tablet, and no fill gives what the fills before have left over") {
    Step step = step_from("2026-12-01", 7);
    const UnitCount half{product("morphine_ir_tab"), 0, 500};
    step.taking = {taking({{bedtime, unit::mg(7.5), {half}}})};
    const auto quantities = [&](int days, int fill_days) {
        step.days = days;
        std::vector<int> all;
        for (const Fill& fill : fills_of(step, fill_days, step.start, 90, formulary()))
            all.push_back(fill.quantity.thousandths);
        return all;
    };
    CHECK(quantities(7, 28) == std::vector{4000});  // 3.5 are needed
    CHECK(quantities(8, 28) == std::vector{4000});
    CHECK(quantities(14, 7) == std::vector{4000, 3000});
    CHECK(quantities(21, 7) == std::vector{4000, 3000, 4000});
    CHECK(quantities(2, 1) == std::vector{1000});  // half of it is left for the second day
}

TEST_CASE("a liquid is filled to the tenth of a milliliter") {
    Step step = step_from("2026-12-01", 7);
    step.taking = {taking({{bedtime, unit::mg(5), {{product("morphine_sol"), 0, 2500}}}})};
    const Fill fill = fills_of(step, 28, step.start, 90, formulary()).front();
    CHECK(fill.quantity.thousandths == 17'500);
    CHECK(fill.directions ==
          "morphine 2 mg/mL: Take 2.5 mL (5 mg) by mouth at bedtime. Measure with an oral syringe.");
}

TEST_CASE("fills cover a step exactly, whatever its length") {
    CHECK(holds("fills", 2000, fills_cover_the_step_exactly));
}

TEST_CASE("counts are told in words") {
    CHECK(count_in_words(500, Form::tablet) == "half tablet");
    CHECK(count_in_words(1000, Form::tablet) == "1 tablet");
    CHECK(count_in_words(1500, Form::tablet) == "1 and a half tablets");
    CHECK(count_in_words(2000, Form::tablet) == "2 tablets");
    CHECK(count_in_words(2500, Form::tablet) == "2 and a half tablets");
    CHECK(count_in_words(1000, Form::capsule) == "1 capsule");
    CHECK(count_in_words(3000, Form::capsule) == "3 capsules");
    CHECK(count_in_words(500, Form::solution) == "0.5 mL");
    CHECK(count_in_words(2500, Form::concentrate) == "2.5 mL");
    CHECK(count_in_words(100, Form::solution) == "0.1 mL");
    CHECK(count_in_words(10'000, Form::solution) == "10 mL");
}

TEST_CASE("directions name each time of day, what more or less than one unit holds, and nothing else") {
    const Taking one = sixty_forty_five_sixty();
    CHECK(directions_for(morphine_er(0, 0), one, formulary()) ==
          "Take 1 tablet by mouth in the afternoon. Swallow whole.");
    CHECK(directions_for(morphine_er(3, 0), one, formulary()).empty());
    const Taking three = taking({{morning, unit::mg(30), {morphine_er(0, 2000)}},
                                 {afternoon, unit::mg(15), {morphine_er(0, 1000)}},
                                 {bedtime, unit::mg(30), {morphine_er(0, 2000)}}});
    CHECK(
        directions_for(morphine_er(0, 0), three, formulary()) ==
        "Take 2 tablets (30 mg) by mouth in the morning, 1 tablet in the afternoon and 2 tablets (30 mg) at "
        "bedtime. Swallow whole.");
    const UnitCount half{product("morphine_ir_tab"), 0, 500};
    CHECK(directions_for(half, taking({{bedtime, unit::mg(7.5), {half}}}), formulary()) ==
          "Take half tablet (7.5 mg) by mouth at bedtime.");
}

TEST_CASE("a product is named with all that is in it") {
    const ProductLine& line = formulary()[product("hydrocodone_apap_tab")];
    const Strength& strength = line.strengths.back();  // 10 mg and 325 mg
    CHECK(name_of(line, strength, formulary()) == "hydrocodone and acetaminophen");
    CHECK(strength_with_all(strength, Route::oral) == "10 mg and 325 mg");
    const ProductLine& extended = formulary()[product("morphine_er_tab12")];
    CHECK(name_of(extended, extended.strengths.front(), formulary()) == "morphine extended-release");
    CHECK(strength_with_all(extended.strengths.front(), Route::oral) == "15 mg");
}

TEST_CASE("every time of day has its words") {
    CHECK(when_in_words(TimeOfDay::morning) == "in the morning");
    CHECK(when_in_words(TimeOfDay::noon) == "at noon");
    CHECK(when_in_words(TimeOfDay::afternoon) == "in the afternoon");
    CHECK(when_in_words(TimeOfDay::evening) == "in the evening");
    CHECK(when_in_words(TimeOfDay::bedtime) == "at bedtime");
    CHECK(when_in_words(TimeOfDay::night) == "during the night");
}
