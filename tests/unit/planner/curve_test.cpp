#include "planner/curve.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

using namespace stepdown;

namespace {

/// 7 L/h out of 300 L: a half-life of 29.7 h.
Kinetics usual() {
    Kinetics set;
    set.half_life = "usual";
    set.litres_per_hour = 7;
    set.litres = 300;
    set.absorbed_per_hour = 0.6;
    set.lag_hours = 0.3;
    return set;
}

std::vector<DoseAt> every_eight_hours(double mg, int doses) {
    std::vector<DoseAt> all;
    for (int i = 0; i < doses; ++i) all.push_back({8.0 * i, unit::mg(mg)});
    return all;
}

/// The same two equations (gut, body) walked in steps of a thousandth of an hour by the midpoint rule.
double integrated(const Kinetics& set, const std::vector<DoseAt>& doses, double until) {
    constexpr double step = 0.001;
    const double out = set.litres_per_hour / set.litres;
    double gut = 0, body = 0;  // mg
    const auto steps = static_cast<long>(std::lround(until / step));
    for (long i = 0; i < steps; ++i) {
        for (const DoseAt& dose : doses) {
            if (std::lround((dose.hours + set.lag_hours) / step) == i) gut += in(dose.amount, unit::mg);
        }
        const double gut_mid = gut - step / 2 * set.absorbed_per_hour * gut;
        const double body_mid = body + step / 2 * (set.absorbed_per_hour * gut - out * body);
        body += step * (set.absorbed_per_hour * gut_mid - out * body_mid);
        gut -= step * set.absorbed_per_hour * gut_mid;
    }
    return 1000 * body / set.litres;
}

}  // namespace

TEST_CASE("before the first dose, and during its lag, there is nothing") {
    const auto doses = every_eight_hours(5, 3);
    CHECK(concentration(usual(), doses, 0) == 0);
    CHECK(concentration(usual(), doses, 0.3) == 0);
    CHECK(concentration(usual(), doses, 0.4) > 0);
    CHECK(concentration(usual(), {}, 24) == 0);
}

TEST_CASE("the closed form agrees with the equations walked in small steps") {
    const auto doses = every_eight_hours(5, 6);
    for (const double hours : {1.0, 4.0, 8.0, 20.0, 47.0, 96.0}) {
        CAPTURE(hours);
        CHECK(concentration(usual(), doses, hours) ==
              doctest::Approx(integrated(usual(), doses, hours)).epsilon(0.0005));
    }
}

TEST_CASE("over one interval at steady state the mean is dose / (clearance x interval)") {
    // 5 mg every 8 h into 7 L/h: 5 / 56 mg/L = 89.3 ng/mL, whatever the volume and the absorption.
    const auto doses = every_eight_hours(5, 120);
    double area = 0;
    constexpr int parts = 8000;
    for (int i = 0; i < parts; ++i) area += concentration(usual(), doses, 119 * 8 + 8.0 * (i + 0.5) / parts);
    CHECK(area / parts == doctest::Approx(1000 * 5.0 / (7 * 8)).epsilon(0.0001));
}

TEST_CASE("90% of steady state takes 3.32 half-lives: 27 h at 8 h, 196 h at 59 h") {
    CHECK(hours_to_share(8.0, 0.9) == doctest::Approx(26.575).epsilon(0.001));
    CHECK(hours_to_share(59.0, 0.9) == doctest::Approx(195.99).epsilon(0.001));
    CHECK(hours_to_share(usual(), 0.5) == doctest::Approx(29.706).epsilon(0.001));
}

TEST_CASE("a curve holds the least and the most of all half-lives around the one in the middle") {
    Kinetics fast = usual(), slow = usual();
    fast.litres_per_hour = 20;
    fast.litres = 230;
    slow.litres_per_hour = 4;
    slow.litres = 340;
    const std::vector<Kinetics> sets{fast, usual(), slow};
    const auto doses = every_eight_hours(5, 30);
    const auto curve = curve_of(doses, sets, 240, 4);
    REQUIRE(curve.size() == 61);
    CHECK(curve.front().hours == 0);
    CHECK(curve.back().hours == doctest::Approx(240));
    for (const CurvePoint& point : curve) {
        CHECK(point.low <= point.mid);
        CHECK(point.mid <= point.high);
        CHECK(point.mid == doctest::Approx(concentration(usual(), doses, point.hours)));
    }
    // After ten days the slow half-life still stands highest.
    CHECK(curve.back().high == doctest::Approx(concentration(slow, doses, 240)));
}
