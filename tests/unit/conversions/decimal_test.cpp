#include "conversions/decimal.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <rapidcheck.h>

namespace stepdown {

namespace {

void check_read(std::string_view text, std::int64_t digits, int scale) {
    CAPTURE(text);
    const auto read = parse_decimal(text);
    REQUIRE(read);
    CHECK(read->digits == digits);
    CHECK(read->scale == scale);
}

void check_refused(std::string_view text) {
    CAPTURE(text);
    CHECK_FALSE(parse_decimal(text));
}

}  // namespace

TEST_CASE("plain decimals are read digit by digit") {
    check_read("0", 0, 0);
    check_read("5", 5, 0);
    check_read("12", 12, 0);
    check_read("0.5", 5, 1);
    check_read("2.50", 250, 2);
    check_read("0.0", 0, 1);
    check_read("0.025", 25, 3);
    check_read("162.5", 1625, 1);
    check_read("1000", 1000, 0);
}

TEST_CASE("a value is the double that is nearest to what was written") {
    CHECK(parse_decimal("0.5")->value() == 0.5);
    CHECK(parse_decimal("0.1")->value() == 0.1);
    CHECK(parse_decimal("2.4")->value() == 2.4);
    CHECK(parse_decimal("2.50")->value() == 2.5);
    CHECK(parse_decimal("162.5")->value() == 162.5);
    CHECK(parse_decimal("0.000000001")->value() == 1e-9);
    CHECK(parse_decimal("123456.789")->value() == 123456.789);
}

TEST_CASE("numbers in other notations are refused") {
    for (const auto* text :
         {"",      " ",     ".",     ".5",   "5.",       "010", "00", "00.5", "0x10", "1e3", "1E3", "1e-3",
          "nan",   "NaN",   "inf",   ".inf", "infinity", "+5",  "-5", "- 5",  " 5",   "5 ",  "5\n", "1.2.3",
          "1 000", "1_000", "1'000", "5mg",  "one",      "1/2", "5%", "~",    "0b1",  "1f",  "5.0f"}) {
        check_refused(text);
    }
}

TEST_CASE("digits outside ASCII and hidden characters are refused") {
    check_refused("\xD9\xA5");      // Arabic-Indic five
    check_refused("\xEF\xBC\x95");  // full-width five
    check_refused("\xC2\xBD");      // one half
    check_refused("5\xC2\xA0");     // no-break space
    check_refused(
        "\xE2\x88\x92"
        "5");  // minus sign
    check_refused(std::string_view("5\0", 2));
}

TEST_CASE("one thousands comma is read where it groups three digits") {
    check_read("1,000", 1000, 0);
    check_read("12,500", 12500, 0);
    check_read("100,000", 100000, 0);
    check_read("1,000.5", 10005, 1);
    for (const auto* text : {"1,00", "1,0000", "1000,000", ",000", "0,500", "01,000", "1,000,000", "1,5",
                             "5,", "1,,000", "1.000,5", "1,000.", "1,00.0", "1.5,000"}) {
        check_refused(text);
    }
}

TEST_CASE("twelve digits before the point, nine after it and eighteen in all are the most") {
    check_read("99999999999", 99'999'999'999, 0);                   // 11
    check_read("999999999999", 999'999'999'999, 0);                 // 12
    check_refused("1000000000000");                                 // 13
    check_read("0.12345678", 12'345'678, 8);                        // 8
    check_read("0.123456789", 123'456'789, 9);                      // 9
    check_refused("0.1234567891");                                  // 10
    check_read("12345678.123456789", 12'345'678'123'456'789, 9);    // 17
    check_read("123456789.123456789", 123'456'789'123'456'789, 9);  // 18
    check_refused("1234567890.123456789");                          // 19
    check_refused(std::string(100'000, '1'));
}

TEST_CASE("a number is shown as the shortest plain decimal") {
    CHECK(show_decimal(0) == "0");
    CHECK(show_decimal(0.5) == "0.5");
    CHECK(show_decimal(15) == "15");
    CHECK(show_decimal(15.0) == "15");
    CHECK(show_decimal(162.5) == "162.5");
    CHECK(show_decimal(2.50) == "2.5");
    CHECK(show_decimal(0.025) == "0.025");
    CHECK(show_decimal(100) == "100");
}

TEST_CASE("commas group thousands from 1,000 up, and only there") {
    CHECK(show_decimal(999) == "999");
    CHECK(show_decimal(999.999) == "999.999");
    CHECK(show_decimal(1000) == "1,000");
    CHECK(show_decimal(1000.5) == "1,000.5");
    CHECK(show_decimal(999999) == "999,999");
    CHECK(show_decimal(1000000) == "1,000,000");
    CHECK(show_decimal(123456789) == "123,456,789");
    CHECK(show_decimal(1000, 3, false) == "1000");
    CHECK(show_decimal(1234567.5, 3, false) == "1234567.5");
    CHECK(show_decimal(0.1234567, 7) == "0.1234567");  // never after the point
}

TEST_CASE("binary noise is removed before anything is shown") {
    CHECK(show_decimal(0.1 + 0.2) == "0.3");
    CHECK(show_decimal(89.999999999999986) == "90");
    CHECK(show_decimal(162.49999999999997) == "162.5");
    CHECK(show_decimal(999.99999999999989) == "1,000");
    CHECK(show_decimal(0.1 + 0.2, 12) == "0.3");
    CHECK(show_decimal(1.1 * 3, 12) == "3.3");
}

TEST_CASE("half a last place goes away from zero, as on paper") {
    CHECK(show_decimal(0.0004) == "0");
    CHECK(show_decimal(0.00049) == "0");
    CHECK(show_decimal(0.0005) == "0.001");
    CHECK(show_decimal(0.0006) == "0.001");
    CHECK(show_decimal(2.675, 2) == "2.68");  // the double is 2.67499999999999982
    CHECK(show_decimal(1.005, 2) == "1.01");  // the double is 1.00499999999999989
    CHECK(show_decimal(2.5, 0) == "3");
    CHECK(show_decimal(0.5, 0) == "1");
    CHECK(show_decimal(0.4, 0) == "0");
    CHECK(show_decimal(-2.5, 0) == "-3");
    CHECK(show_decimal(9.9995) == "10");
    CHECK(show_decimal(99.95, 1) == "100");
    CHECK(show_decimal(999.9995) == "1,000");
}

TEST_CASE("negative numbers have a sign, and zero never has") {
    CHECK(show_decimal(-0.5) == "-0.5");
    CHECK(show_decimal(-1000) == "-1,000");
    CHECK(show_decimal(-0.0) == "0");
    CHECK(show_decimal(-0.0001) == "0");
    CHECK(show_decimal(-0.0005) == "-0.001");
    CHECK(show_decimal(-1e-300) == "0");
}

TEST_CASE("very large and very small numbers have no exponent") {
    CHECK(show_decimal(1e15) == "1,000,000,000,000,000");
    CHECK(show_decimal(1e21, 3, false) == "1" + std::string(21, '0'));
    CHECK(show_decimal(std::numeric_limits<double>::max()).find('e') == std::string::npos);
    CHECK(show_decimal(std::numeric_limits<double>::denorm_min()) == "0");
    CHECK(show_decimal(1e-9, 9) == "0.000000001");
}

TEST_CASE("what is no number cannot be taken for one") {
    CHECK(show_decimal(std::nan("")) == "(no number)");
    CHECK(show_decimal(std::numeric_limits<double>::infinity()) == "(no number)");
    CHECK(show_decimal(-std::numeric_limits<double>::infinity()) == "(no number)");
}

TEST_CASE("what was shown is read back as the same number") {
    CHECK(rc::check("read(show(x)) = x", [] {
        const int scale = *rc::gen::inRange(0, 4);
        const auto digits = *rc::gen::inRange<std::int64_t>(0, 999'999'999);
        const Decimal written{digits, scale};
        const auto read = parse_decimal(show_decimal(written.value(), 3, false));
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->value() == written.value());
    }));
}

TEST_CASE("whatever is shown follows the rules for written doses") {
    CHECK(rc::check("no leading point, trailing zero, exponent or minus zero", [] {
        const double number = *rc::gen::map(rc::gen::inRange<std::int64_t>(-9'999'999'999, 9'999'999'999),
                                            [](std::int64_t n) { return static_cast<double>(n) / 7e5; });
        const int places = *rc::gen::inRange(0, 10);
        const std::string text = show_decimal(number, places);
        RC_ASSERT(text.find_first_not_of("-0123456789,.") == std::string::npos);
        const std::size_t point = text.find('.');
        RC_ASSERT(point == std::string::npos || (text.back() != '0' && text.back() != '.'));
        RC_ASSERT(point == std::string::npos || text.size() - point - 1 <= static_cast<std::size_t>(places));
        const std::string magnitude = text.substr(text.front() == '-' ? 1 : 0);
        RC_ASSERT(magnitude.front() >= '0' && magnitude.front() <= '9');
        RC_ASSERT(magnitude.front() != '0' || magnitude == "0" || magnitude[1] == '.');
        RC_ASSERT(text != "-0");
    }));
}

TEST_CASE("what is shown lies within half a last place of the number") {
    CHECK(rc::check("|show(x) - x| <= 0.5 x 10^-places", [] {
        const double number = *rc::gen::map(rc::gen::inRange<std::int64_t>(0, 9'999'999'999),
                                            [](std::int64_t n) { return static_cast<double>(n) / 7e5; });
        const int places = *rc::gen::inRange(0, 6);
        const auto read = parse_decimal(show_decimal(number, places, false));
        RC_ASSERT(read.has_value());
        RC_ASSERT(std::abs(read->value() - number) <= 0.5 * std::pow(10, -places) + 1e-9);
    }));
}

}  // namespace stepdown
