#include "conversions/quantity_format.hpp"

#include <doctest/doctest.h>

namespace stepdown {

TEST_CASE("a share is shown in percent with one digit after the point") {
    CHECK(show_percent(0.143) == "14.3 %");
    CHECK(show_percent(1.0 / 7) == "14.3 %");  // 14.2857...
    CHECK(show_percent(0.1) == "10 %");
    CHECK(show_percent(0.1 + 0.2) == "30 %");  // 0.30000000000000004
    CHECK(show_percent(1) == "100 %");
    CHECK(show_percent(0) == "0 %");
    CHECK(show_percent(-1.0 / 12) == "-8.3 %");
    CHECK(show_percent(12.5) == "1,250 %");
}

TEST_CASE("a share just below, at and above the half of a digit is rounded to the nearer") {
    CHECK(show_percent(0.12344) == "12.3 %");
    CHECK(show_percent(0.1235) == "12.4 %");  // half goes away from zero
    CHECK(show_percent(0.12356) == "12.4 %");
    CHECK(show_percent(0.1235, 2) == "12.35 %");
    CHECK(show_percent(0.1235, 0) == "12 %");
}

TEST_CASE("places bound what is shown of a quantity") {
    CHECK(show(unit::mg(0.0625), unit::mg) == "0.063 mg");  // half goes away from zero
    CHECK(show(unit::mg(0.0625), unit::mg, 4) == "0.0625 mg");
    CHECK(show(unit::mg(66.666666), unit::mg, 1) == "66.7 mg");
    CHECK(show(unit::mg(66.666666), unit::mg, 0) == "67 mg");
}

}  // namespace stepdown
