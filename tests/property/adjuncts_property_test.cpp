#include <doctest/doctest.h>

#include "planner/adjunct_titration.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::vector<std::string> gabapentinoids{"gabapentin", "pregabalin"};

double mg(DoseRate rate) {
    return in(rate, unit::mg_per_day);
}

/// The label's ceiling, written down once more from the source, independently of the data.
double ceiling(const std::string& id, double crcl) {
    if (id == "gabapentin")
        return crcl >= 60 ? 3600 : crcl > 30 ? 1400 : crcl > 15 ? 700 : crcl >= 15 ? 300 : 300 * crcl / 15;
    return crcl >= 60 ? 600 : crcl > 30 ? 300 : crcl >= 15 ? 150 : 75;
}

struct Drawn {
    std::string id;
    double clearance;
    bool careful;
};
Drawn draw() {
    return {*rc::gen::elementOf(gabapentinoids), *rc::gen::inRange(1, 1600) / 10.0,
            *rc::gen::arbitrary<bool>()};
}

std::vector<AdjunctLevel> levels_of(const Drawn& one) {
    const AdjunctGuide& guide = *shipped_library().adjunct(one.id);
    const auto row = renal_row(*guide.renal, unit::ml_per_minute(one.clearance));
    RC_ASSERT(row.has_value());
    return titration(*guide.titration, *guide.units, *row, one.careful, day("2026-12-01"));
}

}  // namespace

TEST_CASE("no gabapentinoid dose is ever above the ceiling of its kidney row or of the label") {
    CHECK(holds("ceiling", 500, [] {
        const Drawn one = draw();
        for (const AdjunctLevel& level : levels_of(one))
            RC_ASSERT(mg(level.per_day) <= ceiling(one.id, one.clearance) * (1 + 1e-6));
    }));
}

TEST_CASE("capsules add up to each dose, and doses to each day") {
    CHECK(holds("sums", 500, [] {
        const Drawn one = draw();
        const AdjunctGuide& guide = *shipped_library().adjunct(one.id);
        for (const AdjunctLevel& level : levels_of(one)) {
            double day = 0;
            for (const AdjunctDoseAt& dose : level.doses) {
                double sum = 0;
                for (const AdjunctCount& unit : dose.units) {
                    RC_ASSERT(unit.count > 0);
                    sum += unit.count * in(guide.units->strengths[unit.strength].value, unit::mg);
                }
                RC_ASSERT(std::abs(sum - in(dose.amount, unit::mg)) < 1e-6);
                day += sum;
            }
            RC_ASSERT(std::abs(day - mg(level.per_day)) < 1e-6);
        }
    }));
}

TEST_CASE(
    "a dose rises day by day, never faster than the label, and the careful way never faster than the usual") {
    CHECK(holds("pace", 500, [] {
        Drawn one = draw();
        const double label_step = one.id == "gabapentin" ? 300 : 150;
        const std::vector<AdjunctLevel> all = levels_of(one);
        for (std::size_t i = 1; i < all.size(); ++i) {
            RC_ASSERT(all[i].day > all[i - 1].day);
            RC_ASSERT(mg(all[i].per_day) > mg(all[i - 1].per_day));
            RC_ASSERT(mg(all[i].per_day) - mg(all[i - 1].per_day) <= label_step + 1e-6);
            const bool is_label_start = one.id == "gabapentin" && mg(all[i].per_day) <= 900 + 1e-6;
            if (!is_label_start || one.careful) RC_ASSERT(all[i].day - all[i - 1].day >= 7);
        }
        one.careful = true;
        const std::vector<AdjunctLevel> careful = levels_of(one);
        one.careful = false;
        const std::vector<AdjunctLevel> usual = levels_of(one);
        RC_ASSERT(careful.empty() == usual.empty());
        for (const AdjunctLevel& level : careful) {
            double at_that_day = 0;
            for (const AdjunctLevel& other : usual) {
                if (other.day <= level.day) at_that_day = mg(other.per_day);
            }
            RC_ASSERT(mg(level.per_day) <= at_that_day + 1e-6);
        }
    }));
}

TEST_CASE("worse kidneys never get a higher ceiling, target or end of the schedule") {
    CHECK(holds("monotone", 500, [] {
        Drawn worse = draw(), better = worse;
        better.clearance += *rc::gen::inRange(0, 900) / 10.0;
        const RenalTable& table = *shipped_library().adjunct(worse.id)->renal;
        const auto low = renal_row(table, unit::ml_per_minute(worse.clearance));
        const auto high = renal_row(table, unit::ml_per_minute(better.clearance));
        RC_ASSERT(low && high);
        RC_ASSERT(mg(low->high) <= mg(high->high) + 1e-9);
        RC_ASSERT(mg(low->target) <= mg(high->target) + 1e-9);
        const auto below = levels_of(worse), above = levels_of(better);
        if (below.empty()) return;
        RC_ASSERT(!above.empty());
        RC_ASSERT(mg(below.back().per_day) <= mg(above.back().per_day) + 1e-6);
    }));
}
