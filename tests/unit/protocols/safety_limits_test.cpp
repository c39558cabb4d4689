#include "protocols/safety_limits.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// The shipped file: the reader must take exactly this form.
std::string shipped_text() {
    std::ifstream in(STEPDOWN_SOURCE_DIR "/protocols/safety/limits.yaml", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

Result<SafetyLimits> read(const std::string& text) {
    static Bibliography sources = shipped_library().formulary.bibliography();
    Citer citer(sources);
    return read_safety_limits(data_file(text, "limits.yaml"), citer);
}

std::vector<std::string> ids_with(const std::string& old, const std::string& replacement) {
    const Result<SafetyLimits> limits = read(with(shipped_text(), old, replacement));
    return limits ? std::vector<std::string>() : ids_of(limits.problems());
}
using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("the shipped limits are those that the promises are built on") {
    const SafetyLimits& limits = shipped_library().limits;
    CHECK(limits.exposure_table == "cdc-2022");
    CHECK(limits.largest_window_cut.for_caution().of_one == doctest::Approx(0.25));
    CHECK(limits.window.for_caution() == unit::days(14));
    CHECK(limits.largest_weekly_cut.for_caution().of_one == doctest::Approx(0.10));
    CHECK(limits.week.for_caution() == unit::days(7));
    CHECK(limits.acknowledge_above.for_caution().of_one == doctest::Approx(0.25));
    CHECK(limits.block_above.for_caution().of_one == doctest::Approx(0.50));
    CHECK(limits.flagged_hold.for_caution() == 2);
    CHECK(limits.firm.for_caution() == unit::days(90));
    CHECK(limits.shortest_use.for_caution() == unit::days(28));
    CHECK(limits.adult_from_years.for_caution() == 18);
    CHECK(limits.may_be_pregnant_from_years.for_caution() == 12);
    CHECK(limits.may_be_pregnant_to_years.for_caution() == 55);
    CHECK(limits.specialist_above.for_caution() == unit::mme_per_day(200));
    CHECK(limits.largest_acetaminophen.for_caution() == unit::mg_per_day(3000));
    CHECK(limits.fill_every.for_caution() == unit::days(28));
    CHECK(limits.units_per_dose.for_caution() == 4);
    CHECK(limits.plausible_units.for_caution() == 20);
    CHECK(limits.plausible_doses.for_caution() == 6);
    CHECK(limits.review_after_stop.for_caution() == unit::days(7));
}

TEST_CASE("the shipped text reads, so that each change below is the one thing wrong") {
    CHECK(read(shipped_text()));
}

TEST_CASE("a limit that is missing, misspelled or without its unit is told") {
    CHECK(ids_with("window_ceiling:", "window_celing:") == Ids{"missing-key", "unknown-key"});
    CHECK(ids_with("window_ceiling: {largest_cut: 25 %", "window_ceiling: {largest_cut: 25") ==
          Ids{"quantity-form"});
    CHECK(ids_with("window_ceiling: {largest_cut: 25 %", "window_ceiling: {largest_cut: 125 %") ==
          Ids{"share"});
    CHECK(ids_with("within: 14 days", "within: 14 nights") == Ids{"unit"});
    CHECK(ids_with("flagged_hold: {factor: 2 times", "flagged_hold: {factor: 2") == Ids{"quantity-form"});
    CHECK(ids_with("adult: {from_age: 18 years", "adult: {from_age: 18 days") == Ids{"unit"});
    CHECK(ids_with("above: 200 MME/day", "above: 200 mg/day") == Ids{"unit"});
    CHECK(ids_with("acetaminophen: {most: 3000 mg/day", "acetaminophen: {most: 3 g/day") == Ids{"unit"});
    CHECK(ids_with("exposure_table: cdc-2022\n", "") == Ids{"missing-key"});
    CHECK(ids_with("\nfollow_up:\n", "\nfolow_up:\n") == Ids{"missing-key", "unknown-key"});
}

TEST_CASE("a fact of the limits without its source is told") {
    CHECK(ids_with("firm: {value: 90 days, source: us-cfr-1306-12",
                   "firm: {value: 90 days, source: nowhere-at-all") == Ids{"unknown-source"});
    CHECK(ids_with("adult: {from_age: 18 years, source: cdc-2022, at: scope, evidence: verified}",
                   "adult: {from_age: 18 years, source: cdc-2022, at: scope}") == Ids{"missing-key"});
}

TEST_CASE("all problems of the limits are told at once") {
    std::string text = with(shipped_text(), "within: 14 days", "within: 14 nights");
    text = with(text, "firm: {value: 90 days", "firm: {value: ninety days");
    text = with(text, "above: 200 MME/day", "above: 200 mg/day");
    const Result<SafetyLimits> limits = read(text);
    REQUIRE_FALSE(limits);
    Ids ids = ids_of(limits.problems());
    std::sort(ids.begin(), ids.end());
    CHECK(ids == Ids{"number", "unit", "unit"});
}

TEST_CASE("a stretch of no days is refused: a fill or a window of it would never end") {
    CHECK_FALSE(ids_with("fill_every: {value: 28 days", "fill_every: {value: 0 days").empty());
    CHECK_FALSE(ids_with("weekly_ceiling: {largest_cut: 10 %, within: 7 days",
                         "weekly_ceiling: {largest_cut: 10 %, within: 0 days")
                    .empty());
}
