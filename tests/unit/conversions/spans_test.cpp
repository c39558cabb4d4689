#include "conversions/text/spans.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/property.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// The span that `text` says, in days; the problems where it says none.
struct Said {
    std::optional<double> days;
    Problems problems;
};
Said written(const std::string& text) {
    const DataFile file = data_file("every: " + text + "\n");
    Said result;
    MapReader reader(file.tree, "thing", result.problems);
    const auto span = span_of(reader, *reader.required("every"), "every");
    if (span) result.days = in(*span, unit::days);
    return result;
}

std::string shown(double days) {
    return show_span(unit::days(days));
}

void a_shown_span_reads_back() {
    const int days = *rc::gen::resize(100, rc::gen::inRange(1, 20'000));
    const Said read = written(shown(days));
    RC_ASSERT(read.days.has_value());
    RC_ASSERT(std::abs(*read.days - days) < 1e-6);
}

}  // namespace

TEST_CASE("a month is 28 days and a year 12 such months") {
    CHECK(written("1 day").days == 1);
    CHECK(written("10 days").days == 10);
    CHECK(written("1 week").days == 7);
    CHECK(written("4 weeks").days == 28);
    CHECK(written("1 month").days == 28);
    CHECK(written("3 months").days == 84);
    CHECK(written("1 year").days == 336);
    CHECK(written("4 years").days == 1344);
    CHECK(written("0.5 years").days == 168);
    CHECK(*written("36 hours").days == doctest::Approx(1.5));
}

TEST_CASE("a span without a unit of time is an error at its place") {
    CHECK(ids_of(written("4").problems) == std::vector<std::string>{"quantity-form"});
    CHECK(ids_of(written("4weeks").problems) == std::vector<std::string>{"quantity-form"});
    CHECK(ids_of(written("four weeks").problems) == std::vector<std::string>{"number"});
    CHECK(ids_of(written("-4 weeks").problems) == std::vector<std::string>{"number"});
    CHECK(ids_of(written("[4 weeks]").problems) == std::vector<std::string>{"not-text"});
    const Said unknown = written("4 fortnights");
    REQUIRE(ids_of(unknown.problems) == std::vector<std::string>{"unit"});
    CHECK_FALSE(unknown.days);
    CHECK(unknown.problems.front().place == Place{"file.yaml", 1, 10});  // at the unit
}

TEST_CASE("a span is shown in weeks or days below 12 weeks, in years or months from there on") {
    CHECK(shown(0.5) == "12 hours");
    CHECK(shown(1) == "1 day");
    CHECK(shown(6) == "6 days");
    CHECK(shown(7) == "1 week");
    CHECK(shown(8) == "8 days");
    CHECK(shown(28) == "4 weeks");
    CHECK(shown(77) == "11 weeks");
    CHECK(shown(83) == "83 days");
    CHECK(shown(84) == "3 months");
    CHECK(shown(85) == "85 days");
    CHECK(shown(91) == "91 days");  // 13 weeks, and no whole month
    CHECK(shown(335) == "335 days");
    CHECK(shown(336) == "1 year");
    CHECK(shown(337) == "337 days");
    CHECK(shown(364) == "13 months");
    CHECK(shown(1344) == "4 years");
}

TEST_CASE("a shown span reads back as the same span") {
    CHECK(holds("a shown span reads back", 2000, a_shown_span_reads_back));
}
