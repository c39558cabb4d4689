#include "planner/dose_words.hpp"

#include <doctest/doctest.h>

using namespace stepdown;

TEST_CASE(
    "what is held against the cheek is told in micrograms, patches by the hour, all else in milligrams") {
    CHECK(show_mass(unit::mg(0.075), Route::buccal) == "75 mcg");
    CHECK(show_mass(unit::mg(0.9), Route::buccal) == "900 mcg");
    CHECK(show_mass(unit::mg(0.5), Route::sublingual) == "0.5 mg");
    CHECK(show_mass(unit::mg(0.5), Route::oral) == "0.5 mg");
    CHECK(show_daily(unit::mg_per_day(0.3), Route::buccal) == "300 mcg/day");
    CHECK(show_daily(unit::mg_per_day(1.8), Route::buccal) == "1,800 mcg/day");
    CHECK(show_daily(unit::mg_per_day(1.8), Route::oral) == "1.8 mg/day");
    CHECK(show_daily(unit::mcg_per_hour(12), Route::transdermal) == "12 mcg/h");
    CHECK(show_amount(DoseAmount(unit::mg(0.15)), Route::buccal) == "150 mcg");
    CHECK(show_amount(DoseAmount(Worn{unit::mcg_per_hour(25), {}}), Route::transdermal) == "25 mcg/h");
    CHECK(show_strength(StrengthValue(unit::mg(0.45)), Route::buccal) == "450 mcg");
    CHECK(show_strength(StrengthValue(unit::mg(2)), Route::sublingual) == "2 mg");
    CHECK(in_daily_unit(unit::mg_per_day(0.3), Route::buccal) == doctest::Approx(300));
    CHECK(daily_unit(Route::buccal) == "mcg/day");
}
