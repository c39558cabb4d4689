#include "conversions/regimen.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace stepdown;

namespace {

std::string told(const std::vector<DoseTime>& times) {
    std::string out;
    for (const DoseTime time : times)
        out += (out.empty() ? "" : ", ") + std::string(word(time.at)) + " " + clock(time);
    return out;
}

Regimen taking(decltype(Regimen::amount) amount) {
    Regimen regimen;
    regimen.amount = std::move(amount);
    return regimen;
}

/// mg a day, or -1 where it is unknown.
double daily(const Regimen& regimen, Counting counting = Counting::really_used) {
    const std::optional<DoseRate> rate = per_day(regimen, counting);
    return rate ? in(*rate, unit::mg_per_day) : -1;
}

}  // namespace

TEST_CASE("doses spread over the day have the times that the contract names") {
    CHECK(told(times_of(1)) == "morning 07:00");
    CHECK(told(times_of(2)) == "morning 07:00, evening 19:00");
    CHECK(told(times_of(3)) == "morning 07:00, afternoon 15:00, bedtime 23:00");
    CHECK(told(times_of(4)) == "morning 07:00, noon 13:00, evening 19:00, night 01:00");
    CHECK(told(times_of(5)) == "morning 07:00, noon 11:00, afternoon 15:00, evening 19:00, bedtime 23:00");
    CHECK(told(times_of(6)) ==
          "morning 07:00, noon 11:00, afternoon 15:00, evening 19:00, bedtime 23:00, night 03:00");
}

TEST_CASE("more than six doses a day are spread evenly from 07:00 on") {
    CHECK(told(times_of(8)) ==
          "morning 07:00, morning 10:00, noon 13:00, afternoon 16:00, evening 19:00, bedtime 22:00, night "
          "01:00, "
          "night 04:00");
    const std::vector<DoseTime> hourly = times_of(24);
    REQUIRE(hourly.size() == 24);
    CHECK(clock(hourly.front()) == "07:00");
    CHECK(clock(hourly.back()) == "06:00");
}

TEST_CASE("each word for a time of day stands for one clock time") {
    CHECK(clock(time_of(TimeOfDay::morning)) == "07:00");
    CHECK(clock(time_of(TimeOfDay::noon)) == "12:00");
    CHECK(clock(time_of(TimeOfDay::afternoon)) == "15:00");
    CHECK(clock(time_of(TimeOfDay::evening)) == "19:00");
    CHECK(clock(time_of(TimeOfDay::bedtime)) == "23:00");
    CHECK(clock(time_of(TimeOfDay::night)) == "03:00");
    CHECK(time_of(TimeOfDay::noon).at == TimeOfDay::noon);
}

TEST_CASE("a clock time has two digits for hours and minutes") {
    CHECK(clock({TimeOfDay::night, 0}) == "00:00");
    CHECK(clock({TimeOfDay::night, 65}) == "01:05");
    CHECK(clock({TimeOfDay::bedtime, 1439}) == "23:59");
}

TEST_CASE("scheduled doses of a day add up, also where they differ") {
    const Scheduled three{{{time_of(TimeOfDay::morning), unit::mg(30)},
                           {time_of(TimeOfDay::noon), unit::mg(15)},
                           {time_of(TimeOfDay::bedtime), unit::mg(30)}},
                          1};
    CHECK(daily(taking(three)) == doctest::Approx(75));
}

TEST_CASE("a dose every other day counts half of it a day, one a week a seventh") {
    const Dose dose{time_of(TimeOfDay::morning), unit::mg(14)};
    CHECK(daily(taking(Scheduled{{dose}, 2})) == doctest::Approx(7));
    CHECK(daily(taking(Scheduled{{dose}, 7})) == doctest::Approx(2));
}

TEST_CASE("scheduled doses count alike in either way of counting") {
    const Regimen regimen = taking(Scheduled{{{time_of(TimeOfDay::morning), unit::mg(10)}}, 1});
    CHECK(daily(regimen, Counting::most_allowed) == doctest::Approx(10));
}

TEST_CASE("as-needed use counts as it is asked for: what is used, or the most that is allowed") {
    AsNeeded needed;
    needed.dose = needed.least_dose = unit::mg(10);
    needed.most_in_a_day = unit::mg(40);
    needed.used_in_a_day = unit::mg(30);
    CHECK(daily(taking(needed), Counting::really_used) == doctest::Approx(30));
    CHECK(daily(taking(needed), Counting::most_allowed) == doctest::Approx(40));
}

TEST_CASE("as-needed use that the text does not tell is unknown, not zero") {
    AsNeeded needed;
    needed.dose = needed.least_dose = unit::mg(10);
    CHECK_FALSE(per_day(taking(needed), Counting::really_used));
    CHECK_FALSE(per_day(taking(needed), Counting::most_allowed));
    needed.used_in_a_day = unit::mg(0);
    REQUIRE(per_day(taking(needed), Counting::really_used));
    CHECK(daily(taking(needed)) == 0);
}

TEST_CASE("a patch releases its rate all day: 50 mcg/h is 1.2 mg a day") {
    CHECK(daily(taking(Continuous{unit::mcg_per_hour(50), 3})) == doctest::Approx(1.2));
    CHECK(daily(taking(Continuous{unit::mcg_per_hour(50), 3}), Counting::most_allowed) ==
          doctest::Approx(1.2));
}

TEST_CASE("the words of the enumerations are those of the data files") {
    CHECK(word(Route::oral) == "oral");
    CHECK(word(Route::sublingual) == "sublingual");
    CHECK(word(Route::buccal) == "buccal");
    CHECK(word(Route::nasal) == "nasal");
    CHECK(word(Route::rectal) == "rectal");
    CHECK(word(Route::transdermal) == "transdermal");
    CHECK(word(Route::intravenous) == "intravenous");
    CHECK(word(Route::subcutaneous) == "subcutaneous");
    CHECK(word(Route::intramuscular) == "intramuscular");
    CHECK(word(Release::immediate) == "immediate");
    CHECK(word(Release::extended) == "extended");
    CHECK(word(TimeOfDay::afternoon) == "afternoon");
    CHECK(word(TimeOfDay::night) == "night");
}
