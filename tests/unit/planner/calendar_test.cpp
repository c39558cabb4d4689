#include "planner/calendar.hpp"

#include <doctest/doctest.h>

#include "tests/support/property.hpp"

using namespace stepdown;
using stepdown::test::holds;

namespace {

Date on(std::string_view text) {
    const std::optional<Date> date = parse_date(text);
    REQUIRE_MESSAGE(date, std::string(text));
    return *date;
}

/// Any day of the years 1900 to 2199: 300 years, 73 of them leap years.
Date any_day() {
    static const Date first = *parse_date("1900-01-01");
    return plus_days(first, *rc::gen::resize(100, rc::gen::inRange(0, 109'573)));
}

void a_written_date_reads_back() {
    const Date date = any_day();
    RC_ASSERT(parse_date(iso(date)) == date);
}

void adding_days_counts_them() {
    const Date date = any_day();
    const int days = *rc::gen::inRange(-2000, 2000);
    RC_ASSERT(days_between(date, plus_days(date, days)) == days);
}

void a_moved_day_is_a_weekday_within_two_days_before() {
    const Date date = any_day(), moved = working_day_at_or_before(date);
    const std::string word = in_words(moved).substr(0, 3);
    RC_ASSERT(word != "Sat");
    RC_ASSERT(word != "Sun");
    RC_ASSERT((days_between(moved, date) >= 0 && days_between(moved, date) <= 2));
    const std::string was = in_words(date).substr(0, 3);
    RC_ASSERT((was == "Sat" || was == "Sun") == (moved != date));
}

}  // namespace

TEST_CASE("a date is read only as year, month and day with dashes") {
    CHECK(iso(on("2026-12-01")) == "2026-12-01");
    for (const char* text :
         {"", "2026-12-1", "2026-1-01", "26-12-01", "2026/12/01", "01-12-2026", "12/01/2026", "2026-12-01 ",
          " 2026-12-01", "2026-12-01T00:00", "20261201", "2026-12-0a", "+026-12-01", "-026-12-01",
          "2026--1-01", "December 1, 2026", "today", "\xD9\xA2\xD9\xA0-12-01"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text));
    }
}

TEST_CASE("a day that does not exist is no date") {
    for (const char* text :
         {"2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32", "2026-04-31", "2026-06-31", "2026-09-31",
          "2026-11-31", "2026-02-29", "2026-02-30", "2100-02-29", "1900-02-29"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text));
    }
    for (const char* text :
         {"2026-01-31", "2026-04-30", "2026-02-28", "2028-02-29", "2000-02-29", "2026-12-31"}) {
        CAPTURE(text);
        CHECK(parse_date(text));
    }
}

TEST_CASE("a year before 1900 or after 2199 is a slip of the keyboard") {
    CHECK_FALSE(parse_date("1899-12-31"));
    CHECK(parse_date("1900-01-01"));
    CHECK(parse_date("2199-12-31"));
    CHECK_FALSE(parse_date("2200-01-01"));
    CHECK_FALSE(parse_date("0026-12-01"));
    CHECK_FALSE(parse_date("9999-12-31"));
}

TEST_CASE("days are counted over the ends of months and years, leap days included") {
    CHECK(iso(plus_days(on("2026-12-01"), 28)) == "2026-12-29");
    CHECK(iso(plus_days(on("2026-12-29"), 28)) == "2027-01-26");
    CHECK(iso(plus_days(on("2028-02-28"), 1)) == "2028-02-29");
    CHECK(iso(plus_days(on("2028-02-29"), 1)) == "2028-03-01");
    CHECK(iso(plus_days(on("2027-02-28"), 1)) == "2027-03-01");
    CHECK(iso(plus_days(on("2028-03-01"), -1)) == "2028-02-29");
    CHECK(days_between(on("2027-12-01"), on("2028-12-01")) == 366);
    CHECK(days_between(on("2026-12-01"), on("2027-12-01")) == 365);
    CHECK(days_between(on("2026-12-01"), on("2026-12-01")) == 0);
    CHECK(days_between(on("2026-12-02"), on("2026-12-01")) == -1);
}

TEST_CASE("for people the month is a word and the day of the week is named") {
    // January 1, 2000 was a Saturday.
    CHECK(in_words(on("2000-01-01")) == "Sat, Jan 1, 2000");
    CHECK(in_words(on("2026-12-01")) == "Tue, Dec 1, 2026");
    CHECK(in_words(on("2028-02-29")) == "Tue, Feb 29, 2028");
    CHECK(in_words(on("2026-09-30")) == "Wed, Sep 30, 2026");
}

TEST_CASE("a day at the weekend moves to the Friday before it") {
    CHECK(iso(working_day_at_or_before(on("2026-12-03"))) == "2026-12-03");  // Thursday
    CHECK(iso(working_day_at_or_before(on("2026-12-04"))) == "2026-12-04");  // Friday
    CHECK(iso(working_day_at_or_before(on("2026-12-05"))) == "2026-12-04");  // Saturday
    CHECK(iso(working_day_at_or_before(on("2026-12-06"))) == "2026-12-04");  // Sunday
    CHECK(iso(working_day_at_or_before(on("2026-12-07"))) == "2026-12-07");  // Monday
    CHECK(iso(working_day_at_or_before(on("2028-01-02"))) == "2027-12-31");  // Sunday, into the old year
}

TEST_CASE("dates keep their promises over three centuries") {
    CHECK(holds("a written date reads back", 2000, a_written_date_reads_back));
    CHECK(holds("adding days counts them", 2000, adding_days_counts_them));
    CHECK(holds("a moved day is a weekday", 2000, a_moved_day_is_a_weekday_within_two_days_before));
}
