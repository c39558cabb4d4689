#include "planner/dispensing.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <set>

#include "tests/support/property.hpp"

using namespace stepdown;
using stepdown::test::holds;

namespace {

using Amounts = std::vector<std::int64_t>;

/// One way to make up an amount, as the plain list of its pieces, the largest first.
using Way = Amounts;

std::int64_t sum_of(const Way& way) {
    std::int64_t sum = 0;
    for (const std::int64_t piece : way) sum += piece;
    return sum;
}

/// Every way to take 1 to `most` pieces.
std::vector<Way> every_way(const Amounts& stock, int most) {
    std::set<std::int64_t, std::greater<>> kinds;
    for (const std::int64_t piece : stock) {
        if (piece > 0) kinds.insert(piece);
    }
    std::vector<Way> all{{}};
    for (std::size_t begin = 0, length = 0; length < static_cast<std::size_t>(most); ++length) {
        const std::size_t end = all.size();
        for (std::size_t i = begin; i < end; ++i) {
            for (const std::int64_t piece : kinds) {
                if (!all[i].empty() && piece > all[i].back()) continue;
                Way longer = all[i];
                longer.push_back(piece);
                all.push_back(std::move(longer));
            }
        }
        begin = end;
    }
    all.erase(all.begin());
    return all;
}

/// Fewer pieces, then fewer strengths, then larger pieces.
bool is_better(const Way& a, const Way& b) {
    const std::set<std::int64_t> kinds_a(a.begin(), a.end()), kinds_b(b.begin(), b.end());
    if (a.size() != b.size()) return a.size() < b.size();
    if (kinds_a.size() != kinds_b.size()) return kinds_a.size() < kinds_b.size();
    return a > b;  // of equal length, largest piece first: the first difference decides
}

std::map<std::int64_t, Way> best_ways(const Amounts& stock, int most) {
    std::map<std::int64_t, Way> best;
    for (const Way& way : every_way(stock, most)) {
        const auto [at, is_new] = best.try_emplace(sum_of(way), way);
        if (!is_new && is_better(way, at->second)) at->second = way;
    }
    return best;
}

std::vector<Piece> pieces_of(const Amounts& stock) {
    std::vector<Piece> pieces;
    for (const std::int64_t piece : stock) pieces.push_back({piece});
    return pieces;
}

/// The pieces of a dose as a plain list; fails when the dose contradicts itself.
Way way_of(const Dispensed& dose) {
    Way way;
    for (const PieceCount& part : dose.pieces) {
        RC_ASSERT(part.count > 0);
        RC_ASSERT((way.empty() || part.piece.micrograms < way.back()));
        way.insert(way.end(), static_cast<std::size_t>(part.count), part.piece.micrograms);
    }
    RC_ASSERT(sum_of(way) == dose.micrograms);
    RC_ASSERT(static_cast<int>(way.size()) == dose.total);
    return way;
}

Amounts random_stock() {
    const auto kinds = *rc::gen::inRange<std::size_t>(0, 6);
    return *rc::gen::container<Amounts>(kinds, rc::gen::resize(100, rc::gen::inRange<std::int64_t>(1, 25)));
}

Dispensed dose(std::vector<PieceCount> pieces) {
    Dispensed made{std::move(pieces), 0, 0};
    for (const PieceCount& part : made.pieces) {
        made.micrograms += part.piece.micrograms * part.count;
        made.total += part.count;
    }
    return made;
}

constexpr Piece mg(std::int64_t milligrams) {
    return {milligrams * 1000};
}
const std::vector<Piece> morphine{mg(15), mg(30), mg(60)};

void amounts_are_those_of_brute_force() {
    const Amounts stock = random_stock();
    const int most = *rc::gen::inRange(0, 6);
    const std::int64_t at_most = *rc::gen::inRange<std::int64_t>(-1, 130);
    std::map<std::int64_t, Way> expected = best_ways(stock, most);
    expected.erase(expected.upper_bound(at_most), expected.end());
    std::map<std::int64_t, Way> found;
    std::int64_t last = 0;
    for (const Dispensed& amount : dispensable_amounts(pieces_of(stock), most, at_most)) {
        RC_ASSERT(amount.micrograms > last);
        last = amount.micrograms;
        found[amount.micrograms] = way_of(amount);
    }
    RC_ASSERT(found == expected);
}

void choice_is_that_of_brute_force() {
    const Amounts stock = random_stock();
    const int most = *rc::gen::inRange(0, 6);
    const std::int64_t target = *rc::gen::inRange<std::int64_t>(-5, 140);
    const std::map<std::int64_t, Way> ways = best_ways(stock, most);
    const auto above = ways.lower_bound(target);
    const auto up = choose_pieces(target, pieces_of(stock), most, Rounding::up);
    RC_ASSERT(up.has_value() == (above != ways.end()));
    if (up) RC_ASSERT(way_of(*up) == above->second);
    const auto past = ways.upper_bound(target);
    const auto down = choose_pieces(target, pieces_of(stock), most, Rounding::down);
    RC_ASSERT(down.has_value() == (past != ways.begin()));
    if (down) RC_ASSERT(way_of(*down) == std::prev(past)->second);
}

}  // namespace

TEST_CASE("the amounts of a stock are those that trying every combination gives, in the best pieces") {
    CHECK(holds("amounts of a stock", 5000, amounts_are_those_of_brute_force));
}

TEST_CASE("the chosen pieces are the closest on the allowed side, as trying every combination finds them") {
    CHECK(holds("chosen pieces", 5000, choice_is_that_of_brute_force));
}

TEST_CASE("a taper step rounds up and a rotation rounds down") {
    // 100 mg from tablets of 15, 30 and 60 mg: 90 = 60 + 30 is below, 105 = 60 + 30 + 15 above.
    CHECK(choose_pieces(100'000, morphine, 4, Rounding::down) == dose({{mg(60), 1}, {mg(30), 1}}));
    CHECK(choose_pieces(100'000, morphine, 4, Rounding::up) == dose({{mg(60), 1}, {mg(30), 1}, {mg(15), 1}}));
    // At an amount that exists both sides are that amount; one microgram beside it they part.
    CHECK(choose_pieces(90'000, morphine, 4, Rounding::down)->micrograms == 90'000);
    CHECK(choose_pieces(90'000, morphine, 4, Rounding::up)->micrograms == 90'000);
    CHECK(choose_pieces(90'001, morphine, 4, Rounding::down)->micrograms == 90'000);
    CHECK(choose_pieces(90'001, morphine, 4, Rounding::up)->micrograms == 105'000);
    CHECK(choose_pieces(89'999, morphine, 4, Rounding::down)->micrograms == 75'000);
    CHECK(choose_pieces(89'999, morphine, 4, Rounding::up)->micrograms == 90'000);
}

TEST_CASE("ties go to fewer pieces, then fewer strengths, then larger pieces") {
    // 60 from {15, 30, 60}: one piece beats 2 x 30.
    CHECK(choose_pieces(60'000, morphine, 4, Rounding::down) == dose({{mg(60), 1}}));
    // 60 from {20, 30, 10}: 2 x 30 before 3 x 20.
    CHECK(choose_pieces(60'000, std::vector{mg(20), mg(30), mg(10)}, 4, Rounding::down) ==
          dose({{mg(30), 2}}));
    // 40 from {10, 20, 30}: 2 x 20 (one strength) before 30 + 10, although 30 is larger.
    CHECK(choose_pieces(40'000, std::vector{mg(10), mg(20), mg(30)}, 4, Rounding::down) ==
          dose({{mg(20), 2}}));
    // 50 from {10, 20, 30, 40}: 40 + 10 before 30 + 20.
    CHECK(choose_pieces(50'000, std::vector{mg(10), mg(20), mg(30), mg(40)}, 2, Rounding::down) ==
          dose({{mg(40), 1}, {mg(10), 1}}));
}

TEST_CASE("there is no dose when no combination lies on the allowed side") {
    CHECK_FALSE(choose_pieces(14'999, morphine, 4, Rounding::down));  // below the smallest tablet
    CHECK(choose_pieces(15'000, morphine, 4, Rounding::down)->micrograms == 15'000);
    CHECK(choose_pieces(240'000, morphine, 4, Rounding::up)->micrograms == 240'000);  // four of the largest
    CHECK_FALSE(choose_pieces(240'001, morphine, 4, Rounding::up));
    CHECK_FALSE(choose_pieces(60'000, {}, 4, Rounding::up));
    CHECK_FALSE(choose_pieces(60'000, morphine, 0, Rounding::up));
    CHECK(choose_pieces(0, morphine, 1, Rounding::up)->micrograms == 15'000);  // zero is no dose
    CHECK_FALSE(choose_pieces(0, morphine, 1, Rounding::down));
}

TEST_CASE("the limit on pieces binds at exactly so many") {
    CHECK_FALSE(choose_pieces(180'000, morphine, 2, Rounding::up));
    CHECK(choose_pieces(180'000, morphine, 3, Rounding::up) == dose({{mg(60), 3}}));
    CHECK(choose_pieces(120'000, morphine, 2, Rounding::up) == dose({{mg(60), 2}}));
}

TEST_CASE("a strength given twice is one strength, and a piece that holds nothing is none") {
    const std::vector<Piece> stock{mg(15), mg(0), mg(15), Piece{-5}};
    CHECK(dispensable_amounts(stock, 2, 100'000) == std::vector{dose({{mg(15), 1}}), dose({{mg(15), 2}})});
}

TEST_CASE("a mass is taken in micrograms only when it is whole") {
    CHECK(whole_micrograms(unit::mg(60)) == 60'000);
    CHECK(whole_micrograms(unit::mg(7.5)) == 7'500);
    CHECK(whole_micrograms(unit::mg(0)) == 0);
    CHECK(whole_micrograms(unit::mcg(12)) == 12);
    CHECK(whole_micrograms(unit::mg(0.1) * 3.0) == 300);  // 0.1 x 3 is not 0.3 in binary
    CHECK_FALSE(whole_micrograms(unit::mcg(0.5)));
    CHECK_FALSE(whole_micrograms(unit::mcg(333.5)));
    CHECK_FALSE(whole_micrograms(unit::mcg(100.00001)));
    CHECK(whole_micrograms(unit::mcg(100.0000005)) == 100);
    // The same to a millionth of a microgram for a large mass.
    CHECK_FALSE(whole_micrograms(unit::mcg(270'000.2)));
    CHECK_FALSE(whole_micrograms(unit::mcg(1'000'000.5)));
}
