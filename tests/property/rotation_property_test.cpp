// What must hold for every ratio of every shipped table and every dose.
#include <doctest/doctest.h>

#include "tests/support/property.hpp"
#include "tests/support/rotation.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const RotationTable& any_table() {
    const auto& tables = shipped_library().rotation_tables;
    return tables[*rc::gen::inRange<std::size_t>(0, tables.size())];
}

/// 0.001 to 2000 mg a day.
DoseRate any_dose() {
    return unit::mg_per_day(0.001 * *rc::gen::inRange(1, 2000000));
}

DrugByRoute any_end(const RotationTable& table) {
    const RotationPair& pair = table.pairs[*rc::gen::inRange<std::size_t>(0, table.pairs.size())];
    return *rc::gen::arbitrary<bool>() ? pair.from : pair.to;
}

std::optional<RotationWorking> by(const RotationTable& table, DrugByRoute from, DoseRate dose,
                                  DrugByRoute to) {
    return rotate_by(table, from, dose, to, by_route("morphine po"));
}

/// The same by brute force: the least of what this dose and the edges of all later bands give.
DoseRate least_of_later(const RotationPair& pair, DoseRate dose) {
    std::optional<DoseRate> least;
    for (const Equivalence& band : pair.bands) {
        if (band.below && reaches(dose, *band.below)) continue;
        const DoseRate at = std::max(dose, band.from);
        const DoseRate gives = at * ratio(band.value.for_caution(), band.of);
        if (!least || gives < *least) least = gives;
    }
    RC_ASSERT(least.has_value());
    return *least;
}

bool same(DoseRate a, DoseRate b) {
    return reaches(a, b) && reaches(b, a);
}

}  // namespace

TEST_CASE("property: a result is above nothing and lies in its range, line for line") {
    CHECK(holds("in range", 200, [] {
        const RotationTable& table = any_table();
        const auto working = by(table, any_end(table), any_dose(), any_end(table));
        if (!working) return;
        RC_ASSERT(exceeds(working->result, unit::mg_per_day(0)));
        RC_ASSERT(reaches(working->result, working->least));
        RC_ASSERT(reaches(working->most, working->result));
        RC_ASSERT(!working->lines.empty() && working->lines.size() <= 2);
        RC_ASSERT(same(working->lines.back().result, working->result));
    }));
}

TEST_CASE("property: less of the old drug never gives more of the new one") {
    CHECK(holds("monotone", 300, [] {
        const RotationTable& table = any_table();
        const DrugByRoute from = any_end(table), to = any_end(table);
        const DoseRate a = any_dose(), b = any_dose();
        const auto smaller = by(table, from, std::min(a, b), to),
                   larger = by(table, from, std::max(a, b), to);
        RC_ASSERT(smaller.has_value() == larger.has_value());
        if (smaller) RC_ASSERT(reaches(larger->result, smaller->result));
    }));
    CHECK(holds("monotone at the bands of intravenous hydromorphone", 300, [] {
        const double a = 0.001 * *rc::gen::inRange(20000, 40000), b = 0.001 * *rc::gen::inRange(20000, 40000);
        for (const char* table : {"default-pairs", "reddy-hydromorphone"}) {
            const auto gives = [&](double dose) {
                return rotate(table, "hydromorphone iv", unit::mg_per_day(dose), "morphine po").result;
            };
            RC_ASSERT(reaches(gives(std::max(a, b)), gives(std::min(a, b))));
        }
    }));
}

TEST_CASE("property: a pair gives what brute force over its bands gives, and never more than its ratio") {
    CHECK(holds("brute force", 300, [] {
        const RotationTable& table = any_table();
        const RotationPair& pair = table.pairs[*rc::gen::inRange<std::size_t>(0, table.pairs.size())];
        const DoseRate dose = *rc::gen::arbitrary<bool>()
                                  ? any_dose()
                                  : unit::mg_per_day(0.001 * *rc::gen::inRange(20000, 40000));
        const auto working = by(table, pair.from, dose, pair.to);
        RC_ASSERT(working.has_value());
        RC_ASSERT(same(working->result, least_of_later(pair, dose)));
        const RotationLine& line = working->lines.front();
        const DoseRate plain = dose * ratio(line.by.value.for_caution(), line.by.of);
        RC_ASSERT(reaches(plain, working->result));
        RC_ASSERT(line.held_to_edge.has_value() == exceeds(plain, working->result));
    }));
}

TEST_CASE("property: within one band the result is the dose times one number") {
    CHECK(holds("linear", 200, [] {
        const RotationTable& table = any_table();
        const RotationPair& pair = table.pairs[*rc::gen::inRange<std::size_t>(0, table.pairs.size())];
        if (pair.bands.size() != 1) return;
        const DoseRate dose = any_dose();
        const double times = *rc::gen::inRange(1, 20);
        const auto one = by(table, pair.from, dose, pair.to),
                   many = by(table, pair.from, dose * times, pair.to);
        RC_ASSERT(one.has_value() && many.has_value());
        RC_ASSERT(same(one->result * times, many->result));
        RC_ASSERT(same(one->least * times, many->least));
        RC_ASSERT(same(one->most * times, many->most));
    }));
}

TEST_CASE("property: there and back by the default pairs never gives more than was taken") {
    CHECK(holds("round trip", 300, [] {
        const RotationTable& table = shipped_library().default_rotation();
        const DrugByRoute from = any_end(table), to = any_end(table);
        const DoseRate dose = any_dose();
        const auto there = by(table, from, dose, to);
        if (!there) return;
        const auto back = by(table, to, there->result, from);
        if (back) RC_ASSERT(reaches(dose, back->result));
    }));
}

TEST_CASE("property: what is given after a reduction lies between the two shares, and below the whole") {
    CHECK(holds("reduction", 200, [] {
        const DoseRate dose = any_dose();
        const double a = 0.01 * *rc::gen::inRange(0, 101), b = 0.01 * *rc::gen::inRange(0, 101);
        const DoseRange given = after_reduction(dose, {std::min(a, b)}, {std::max(a, b)});
        RC_ASSERT(reaches(given.high, given.low));
        RC_ASSERT(reaches(given.low, unit::mg_per_day(0)));
        RC_ASSERT(reaches(dose, given.high));
    }));
}

TEST_CASE("the default pairs never give more than the most that a mainstream source gives") {
    // Each default value lies within what the other tables print for that very pair, where any does.
    std::size_t compared = 0;
    for (const RotationPair& pair : shipped_library().default_rotation().pairs) {
        for (const double mg : {1.0, 10.0, 29.9, 30.0, 100.0, 400.0}) {
            std::optional<DoseRate> most;
            for (const RotationTable& table : shipped_library().rotation_tables) {
                if (table.is_default || table.contains_reduction) continue;
                const auto own = table.pair(pair.from, pair.to);
                if (!own) continue;
                const auto working = by(table, pair.from, unit::mg_per_day(mg), pair.to);
                REQUIRE(working);
                if (!most || exceeds(working->most, *most)) most = working->most;
            }
            if (!most) continue;
            ++compared;
            const auto given =
                by(shipped_library().default_rotation(), pair.from, unit::mg_per_day(mg), pair.to);
            CAPTURE(shipped_library().formulary[pair.from.drug].id);
            CAPTURE(shipped_library().formulary[pair.to.drug].id);
            REQUIRE(given);
            CHECK(reaches(*most, given->result));
        }
    }
    CHECK(compared == 26 * 6);
}
