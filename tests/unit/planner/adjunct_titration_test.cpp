#include "planner/adjunct_titration.hpp"

#include <cmath>
#include <doctest/doctest.h>

#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const AdjunctGuide& guide(const std::string& id) {
    const AdjunctGuide* found = shipped_library().adjunct(id);
    REQUIRE_MESSAGE(found, id);
    return *found;
}

/// The row's low, high and target in mg a day, and how many doses a day.
struct Row {
    double low, high, target;
    int doses;
    bool operator==(const Row&) const = default;
};
Row row(const std::string& id, double clearance) {
    const auto found = renal_row(*guide(id).renal, unit::ml_per_minute(clearance));
    REQUIRE(found);
    const auto mg = [](DoseRate rate) { return std::round(in(rate, unit::mg_per_day) * 1e6) / 1e6; };
    return {mg(found->low), mg(found->high), mg(found->target), found->band->doses_a_day};
}

std::vector<AdjunctLevel> levels(const std::string& id, double clearance, bool careful) {
    const AdjunctGuide& one = guide(id);
    const auto found = renal_row(*one.renal, unit::ml_per_minute(clearance));
    REQUIRE(found);
    return titration(*one.titration, *one.units, *found, careful, day("2026-12-01"));
}

std::vector<double> totals(const std::vector<AdjunctLevel>& all) {
    std::vector<double> mg;
    for (const AdjunctLevel& one : all) mg.push_back(std::round(in(one.per_day, unit::mg_per_day)));
    return mg;
}

}  // namespace

namespace doctest {
template <>
struct StringMaker<Row> {
    static String convert(const Row& one) {
        return (std::to_string(one.low) + " to " + std::to_string(one.high) + ", target " +
                std::to_string(one.target) + ", " + std::to_string(one.doses) + " doses")
            .c_str();
    }
};
}  // namespace doctest

TEST_CASE(
    "gabapentin never gets a row above the one of the label, just below, at and just above each limit") {
    // Neurontin label 2.3, table 1. Between two printed rows the lower one.
    const Row normal{900, 3600, 1800, 3}, third{400, 1400, 800, 2}, second{200, 700, 400, 1},
        at15{100, 300, 150, 1};
    CHECK(row("gabapentin", 140) == normal);
    CHECK(row("gabapentin", 60) == normal);
    CHECK(row("gabapentin", 59.99) == third);
    CHECK(row("gabapentin", 59) == third);
    CHECK(row("gabapentin", 30.01) == third);
    CHECK(row("gabapentin", 30) == second);
    CHECK(row("gabapentin", 29.99) == second);
    CHECK(row("gabapentin", 15.01) == second);
    CHECK(row("gabapentin", 15) == at15);
    // The label's own example: half the dose of 15 mL/min at 7.5 mL/min.
    CHECK(row("gabapentin", 7.5) == Row{50, 150, 75, 1});
    CHECK(row("gabapentin", 14.99).high < 300);
    CHECK_FALSE(renal_row(*guide("gabapentin").renal, unit::ml_per_minute(0)));
}

TEST_CASE("pregabalin never gets a row above the published one at each limit") {
    CHECK(row("pregabalin", 60) == Row{150, 600, 300, 2});
    CHECK(row("pregabalin", 59.99) == Row{75, 300, 150, 2});
    CHECK(row("pregabalin", 30.01) == Row{75, 300, 150, 2});
    CHECK(row("pregabalin", 30) == Row{25, 150, 75, 2});
    CHECK(row("pregabalin", 15) == Row{25, 150, 75, 2});
    CHECK(row("pregabalin", 14.99) == Row{25, 75, 25, 1});
    CHECK(row("pregabalin", 1) == Row{25, 75, 25, 1});
}

TEST_CASE("a row of the kidney table is told in words that leave no gap") {
    const RenalTable& table = *guide("gabapentin").renal;
    const auto words = [&](double clearance) {
        return renal_row(table, unit::ml_per_minute(clearance))->words;
    };
    CHECK(words(60) == "60 mL/min or more");
    CHECK(words(59.5) == "above 30, below 60 mL/min");
    CHECK(words(30) == "above 15, at most 30 mL/min");
    CHECK(words(15) == "exactly 15 mL/min");
    CHECK(words(9) == "below 15 mL/min, in proportion to the row of 15 mL/min");
    CHECK(renal_row(*guide("pregabalin").renal, unit::ml_per_minute(15))->words ==
          "from 15, at most 30 mL/min");
}

TEST_CASE("with an opioid gabapentin begins with one capsule of 100 mg and rises by one a week") {
    const auto all = levels("gabapentin", 45, true);
    CHECK(totals(all) == std::vector<double>{100, 200, 300, 400, 500, 600, 700, 800});
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].day == 1 + 7 * static_cast<int>(i));
    CHECK(all.front().on == day("2026-12-01"));
    CHECK(all[1].on == day("2026-12-08"));
    CHECK(all.back().on == day("2027-01-19"));
    // 700 mg in two doses: the larger one in the evening, 300 + 100 and 300.
    REQUIRE(all[6].doses.size() == 2);
    CHECK(in(all[6].doses[0].amount, unit::mg) == doctest::Approx(300));
    CHECK(in(all[6].doses[1].amount, unit::mg) == doctest::Approx(400));
    CHECK(all[6].doses[1].units.size() == 1);  // one capsule of 400 mg
}

TEST_CASE("without a reason for care gabapentin follows the label: 300, 600, 900 mg on days 1 to 3") {
    const auto all = levels("gabapentin", 100, false);
    CHECK(totals(all) == std::vector<double>{300, 600, 900, 1200, 1500, 1800});
    CHECK(all[0].day == 1);
    CHECK(all[1].day == 2);
    CHECK(all[2].day == 3);
    CHECK(all[3].day == 10);
    for (const AdjunctLevel& level : all) CHECK(level.doses.size() == 3);
}

TEST_CASE("near the bottom of the table no capsule is given above the ceiling") {
    CHECK(totals(levels("gabapentin", 15, true)) == std::vector<double>{100});
    CHECK(totals(levels("gabapentin", 7.5, true)) == std::vector<double>{100});  // ceiling 150 mg
    CHECK(totals(levels("gabapentin", 5, true)) == std::vector<double>{100});    // ceiling 100 mg
    CHECK(levels("gabapentin", 4.99, true).empty());
    CHECK(totals(levels("pregabalin", 10, true)) == std::vector<double>{25});
    CHECK(totals(levels("pregabalin", 20, true)) == std::vector<double>{25, 50, 75});
}

TEST_CASE("doses of a day are whole capsules that add up") {
    const AdjunctUnits& units = *guide("gabapentin").units;
    const auto sum = [](const std::vector<AdjunctDoseAt>& doses) {
        double mg = 0;
        for (const AdjunctDoseAt& dose : doses) mg += in(dose.amount, unit::mg);
        return mg;
    };
    CHECK(sum(doses_of_day(unit::mg_per_day(1000), 3, units)) == doctest::Approx(1000));
    CHECK(doses_of_day(unit::mg_per_day(100), 3, units).front().time.at == TimeOfDay::bedtime);
    CHECK(doses_of_day(unit::mg_per_day(150), 1, units).empty());
    CHECK(doses_of_day(unit::mg_per_day(0), 3, units).empty());
}

TEST_CASE("the way down is three quarters, half and a quarter in whole capsules, never a step up") {
    const AdjunctUnits& units = *guide("gabapentin").units;
    const auto down = [&](double from) {
        std::vector<double> mg;
        for (const DoseRate& rate : levels_down(unit::mg_per_day(from), units))
            mg.push_back(std::round(in(rate, unit::mg_per_day)));
        return mg;
    };
    CHECK(down(1800) == std::vector<double>{1400, 900, 500});
    CHECK(down(800) == std::vector<double>{600, 400, 200});
    CHECK(down(300) == std::vector<double>{200, 100});
    CHECK(down(200) == std::vector<double>{100});
    CHECK(down(100).empty());
}
