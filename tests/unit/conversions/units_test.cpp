#include "conversions/units.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <type_traits>

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

template <class A, class B>
concept can_add = requires(A a, B b) {
    a + b;
};
template <class A, class B>
concept can_compare = requires(A a, B b) {
    a < b;
};
template <class Q, class U>
concept can_be_told_in = requires(Q quantity, U named) {
    in(quantity, named);
};
template <class A, class B>
using Quotient = decltype(A() / B());
template <class A, class B>
using Product = decltype(A() * B());

using MmePerVolume = Canonical<u::per<u::mme, u::ml>>;
using Level = Canonical<u::per<u::mg, u::ml>>;

// What must compile, so that the refusals below mean something.
static_assert(can_add<Mass, Mass>);
static_assert(can_add<MmeRate, MmeRate>);
static_assert(can_compare<DoseRate, DoseRate>);
static_assert(can_be_told_in<Mass, Unit<u::mcg>>);
static_assert(can_be_told_in<DoseRate, Unit<u::per<u::mcg, u::hour>>>);

// Milligrams of a drug are not milligrams of morphine equivalents.
static_assert(!can_add<Mass, Canonical<u::mme>>);
static_assert(!can_add<DoseRate, MmeRate>);
static_assert(!can_compare<DoseRate, MmeRate>);
static_assert(!can_be_told_in<Canonical<u::mme>, Unit<u::mg>>);
static_assert(!can_be_told_in<Mass, Unit<u::mme>>);

// A factor is not a total, and a dose is not a rate.
static_assert(!can_add<MmePerMass, MmeRate>);
static_assert(!can_be_told_in<MmePerMass, Unit<u::per<u::mme, u::day>>>);
static_assert(!can_add<MmePerMass, MmePerVolume>);
static_assert(!can_add<Mass, DoseRate>);
static_assert(!can_be_told_in<DoseRate, Unit<u::mg>>);

// Creatinine is not a drug.
static_assert(!can_add<CreatinineLevel, Level>);
static_assert(!can_be_told_in<CreatinineLevel, Unit<u::per<u::mg, u::ml>>>);

// mg/kg keeps its kilogram: it is no plain number, and no mass.
static_assert(!can_add<WeightDose, double>);
static_assert(!std::is_convertible_v<WeightDose, double>);
static_assert(!can_add<WeightDose, Mass>);
static_assert(!std::is_same_v<Quotient<Mass, BodyMass>, Quotient<Mass, Mass>>);
static_assert(std::is_same_v<Product<WeightDose, BodyMass>, Mass>);

// No number becomes a quantity, and no quantity a number, without its unit being named.
static_assert(!std::is_convertible_v<double, Mass>);
static_assert(!std::is_convertible_v<Mass, double>);
static_assert(!std::is_convertible_v<DoseRate, double>);

// One type for a dimension, whatever the unit was; two ways to morphine equivalents end in one type.
static_assert(std::is_same_v<decltype(unit::mg(1)), decltype(unit::mcg(1))>);
static_assert(std::is_same_v<decltype(unit::mg_per_day(1)), decltype(unit::mcg_per_hour(1))>);
static_assert(std::is_same_v<Product<DoseRate, MmePerMass>, MmeRate>);
static_assert(std::is_same_v<decltype(unit::mme_per_day_per_mcg_per_hour(1)), MmePerMass>);

// All of it can be worked out by the compiler.
static_assert(in(unit::mg(5), unit::mg) == 5.0);

}  // namespace

TEST_CASE("units of one dimension turn into each other") {
    CHECK(in(unit::mcg(500), unit::mg) == doctest::Approx(0.5).epsilon(1e-12));
    CHECK(in(unit::mg(0.5), unit::mcg) == doctest::Approx(500).epsilon(1e-12));
    CHECK(in(unit::hours(36), unit::days) == doctest::Approx(1.5).epsilon(1e-12));
    CHECK(in(unit::days(2), unit::hours) == doctest::Approx(48).epsilon(1e-12));
    // 25 micrograms in each of 24 hours are 600 micrograms a day.
    CHECK(in(unit::mcg_per_hour(25), unit::mg_per_day) == doctest::Approx(0.6).epsilon(1e-12));
    CHECK(in(unit::mg_per_day(0.6), unit::mcg_per_hour) == doctest::Approx(25).epsilon(1e-12));
    CHECK(in(unit::mme_per_mg(0.1), unit::mme_per_mcg) == doctest::Approx(0.0001).epsilon(1e-12));
    CHECK(in(unit::days(1), unit::milliseconds) == doctest::Approx(86'400'000).epsilon(1e-12));
}

TEST_CASE("one milliliter per minute is 1,440 milliliters per day") {
    const auto per_day = unit::ml(1440) / unit::days(1);
    CHECK(in(per_day, unit::ml_per_minute) == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("a creatinine level in mg/dL is a hundredth of that per milliliter") {
    // 1.1 mg in a deciliter, which is 100 mL: 0.011 mg in each.
    constexpr Unit<u::per<u::creatinine_mg, u::ml>> per_ml{"mg/mL", "mg/mL"};
    CHECK(in(unit::creatinine_mg_per_dl(1.1), per_ml) == doctest::Approx(0.011).epsilon(1e-12));
    CHECK(in(unit::creatinine_mg_per_dl(1.1), unit::creatinine_mg_per_dl) ==
          doctest::Approx(1.1).epsilon(1e-12));
}

TEST_CASE("a patch factor and a tablet factor give the same kind of total") {
    const MmeRate patch = unit::mcg_per_hour(25) * unit::mme_per_day_per_mcg_per_hour(2.4);
    const MmeRate tablets = unit::mg_per_day(40) * unit::mme_per_mg(1.5);
    CHECK(in(patch, unit::mme_per_day) == doctest::Approx(60).epsilon(1e-12));    // 25 x 2.4
    CHECK(in(tablets, unit::mme_per_day) == doctest::Approx(60).epsilon(1e-12));  // 40 x 1.5
    CHECK(in(patch + tablets, unit::mme_per_day) == doctest::Approx(120).epsilon(1e-12));
}

TEST_CASE("a total that is 90 on paper reaches 90 although its double falls short") {
    const MmeRate total = unit::mcg_per_hour(37.5) * unit::mme_per_day_per_mcg_per_hour(2.4);
    const MmeRate limit = unit::mme_per_day(90);
    CHECK(in(total, unit::mme_per_day) < 90.0);  // why no limit may be tested with >=
    CHECK(reaches(total, limit));
    CHECK_FALSE(exceeds(total, limit));
}

TEST_CASE("a limit is reached and exceeded at one part in a billion, and nowhere nearer") {
    const Mass limit = unit::mg(50);
    CHECK_FALSE(reaches(unit::mg(49.999), limit));
    CHECK_FALSE(reaches(unit::mg(49.9999995), limit));  // 1 part in 10^8 below
    CHECK(reaches(unit::mg(49.99999999), limit));       // 2 parts in 10^10 below
    CHECK(reaches(limit, limit));
    CHECK(reaches(unit::mg(50.001), limit));

    CHECK_FALSE(exceeds(unit::mg(49.999), limit));
    CHECK_FALSE(exceeds(limit, limit));
    CHECK_FALSE(exceeds(unit::mg(50.00000001), limit));  // 2 parts in 10^10 above
    CHECK(exceeds(unit::mg(50.0000005), limit));         // 1 part in 10^8 above
    CHECK(exceeds(unit::mg(50.001), limit));
}

TEST_CASE("limits of zero and below are compared as well") {
    CHECK(reaches(unit::mg(0), unit::mg(0)));
    CHECK_FALSE(exceeds(unit::mg(0), unit::mg(0)));
    CHECK(exceeds(unit::mg(0.000001), unit::mg(0)));
    CHECK_FALSE(reaches(unit::mg(-0.000001), unit::mg(0)));
    CHECK(reaches(unit::mg(-5), unit::mg(-5)));
    CHECK(exceeds(unit::mg(-4), unit::mg(-5)));
}

TEST_CASE("what is not a number exceeds every limit, so that a rule on it fires") {
    CHECK(exceeds(unit::mg(std::nan("")), unit::mg(5)));
}

TEST_CASE("a share is a plain number") {
    CHECK(ratio(unit::mg(15), unit::mg(60)) == doctest::Approx(0.25));
    CHECK(ratio(unit::mcg(500), unit::mg(1)) == doctest::Approx(0.5));
}

TEST_CASE("a dose by weight needs a weight to become a dose") {
    const WeightDose each = unit::mg(0.1) / unit::kg(1);
    CHECK(in(each * unit::kg(72), unit::mg) == doctest::Approx(7.2).epsilon(1e-12));
}

TEST_CASE("a quantity is shown as a plain number, a space and its unit") {
    CHECK(show(unit::mg(0.5), unit::mg) == "0.5 mg");
    CHECK(show(unit::mg(0.5), unit::mcg) == "500 mcg");
    CHECK(show(unit::mcg(75), unit::mcg) == "75 mcg");
    CHECK(show(unit::mcg(75), unit::mg) == "0.075 mg");
    CHECK(show(unit::mg(1000), unit::mg) == "1,000 mg");
    CHECK(show(unit::mg_per_day(162.5), unit::mg_per_day) == "162.5 mg/day");
    CHECK(show(unit::mcg_per_hour(12), unit::mcg_per_hour) == "12 mcg/h");
    CHECK(show(unit::mme_per_day(90), unit::mme_per_day) == "90 MME/day");
    CHECK(show(unit::mme_per_day_per_mcg_per_hour(2.4), unit::mme_per_day_per_mcg_per_hour) ==
          "2.4 (MME/day)/(mcg/h)");
}

TEST_CASE("each strength in steps of a microgram is shown as it was put in") {
    for (int mcg = 1; mcg <= 3000; ++mcg) {
        std::string thousandths = std::to_string(1000 + mcg % 1000).substr(1);
        thousandths.erase(thousandths.find_last_not_of('0') + 1);
        const std::string whole = mcg < 1000 ? "0" : std::to_string(mcg / 1000);
        CHECK(show(unit::mcg(mcg), unit::mg) ==
              whole + (thousandths.empty() ? "" : "." + thousandths) + " mg");
    }
}

}  // namespace stepdown
