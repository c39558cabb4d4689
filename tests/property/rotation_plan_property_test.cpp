#include <cmath>

#include "tests/rules/rotation_support.hpp"
#include "tests/support/property.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// A day's morphine in tablets that exist: so many of one strength, two or three times a day.
rc::Gen<std::string> any_morphine() {
    return rc::gen::map(rc::gen::tuple(rc::gen::element(15, 30, 60, 100, 200),
                                       rc::gen::element(std::string("q12h"), std::string("q8h"))),
                        [](const std::tuple<int, std::string>& one) {
                            return "morphine ER " + std::to_string(std::get<0>(one)) + " mg " +
                                   std::get<1>(one);
                        });
}

double mg_of(const std::vector<Taking>& taking, Role role) {
    double sum = 0;
    for (const Taking& one : taking) {
        if (one.role == role && !one.as_needed) sum += in(per_day(one), unit::mg_per_day);
    }
    return sum;
}

void check_units(const Taking& taking) {
    for (const PlannedDose& dose : taking.doses) {
        double sum = 0;
        for (const UnitCount& unit : dose.units)
            sum += in(content_of_one(shipped_library().formulary[unit.product].strengths[unit.strength]),
                      unit::mg) *
                   unit.thousandths / 1000.0;
        RC_ASSERT(std::abs(sum - in(given_in_a_day(dose.amount), unit::mg)) < 1e-9);
    }
}

}  // namespace

TEST_CASE(
    "random rotations: units sum exactly, the ceiling holds on every day, the start is convert's, nothing "
    "rises alone") {
    const bool held = holds("a rotation keeps its promises", 60, [] {
        RotationCase one;
        one.opioid = *any_morphine();
        const int qtc = *rc::gen::inRange(400, 540);
        one.qtc = "qtc: {value: " + std::to_string(qtc) + " ms, on: 2026-11-01}, ";
        const std::string to = *rc::gen::element(std::string("methadone"), std::string("oxycodone ER"),
                                                 std::string("hydromorphone"), std::string("fentanyl patch"));
        const bool watched = *rc::gen::arbitrary<bool>();
        if (!watched) one.watched = "";
        Result<Rotated> made = rotate(good_case(case_of(one)), target(to), shipped_library(), day_of_run());
        RC_ASSERT(bool(made));
        if (to == "methadone" && (qtc >= 500 || !watched)) RC_ASSERT(!made->plan.has_value());
        if (!made->plan) return;
        const DraftPlan& plan = made->plan->plan();
        const double before = in(*mme_of(plan.baseline, shipped_library().exposure()), unit::mme_per_day);
        double last_new = 0, last_old = mg_of(plan.baseline, Role::tapered);
        for (const Step& step : plan.steps) {
            const double old_mg = mg_of(step.taking, Role::tapered),
                         new_mg = mg_of(step.taking, Role::target);
            RC_ASSERT(old_mg <= last_old + 1e-9);
            if (last_old == 0) RC_ASSERT(new_mg <= last_new + 1e-9);
            RC_ASSERT(new_mg <= in(made->basis->conversion.recommended->value, unit::mg_per_day) + 1e-9);
            if (to == "methadone") RC_ASSERT(new_mg <= 30 + 1e-9);
            double most = in(*mme_of(step.taking, shipped_library().exposure()), unit::mme_per_day);
            for (const Taking& taking : step.taking) {
                check_units(taking);
                if (!taking.as_needed) continue;
                Taking once = taking;
                once.as_needed.reset();
                once.doses = {{DoseTime{}, taking.as_needed->amount, {}}};
                most += in(*mme_of({once}, shipped_library().exposure()), unit::mme_per_day) *
                        taking.as_needed->most_per_day.value_or(1e9);
            }
            RC_ASSERT(most <= before + 1e-6);
            last_new = new_mg;
            last_old = old_mg;
        }
    });
    CHECK(held);
}
