#include "planner/schedule_solver.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "tests/support/property.hpp"

using namespace stepdown;
using stepdown::test::holds;

namespace {

using Order = std::vector<std::size_t>;

// ---- grids
// -----------------------------------------------------------------------------------------------------------

DoseGrid grid_of(const std::vector<std::int64_t>& stock, int most, std::int64_t at_most,
                 std::int64_t spread) {
    std::vector<Piece> pieces;
    for (const std::int64_t piece : stock) pieces.push_back({piece});
    return {dispensable_amounts(pieces, most, at_most), spread};
}

/// Morphine extended-release tablets of 15, 30 and 60 mg, at most four at a time, in milligrams.
DoseGrid morphine_er(std::int64_t at_most) {
    return grid_of({15, 30, 60}, 4, at_most, 15);
}

// ---- brute force
// -----------------------------------------------------------------------------------------------------

std::int64_t top_of(const DayDoses& day) {
    return *std::max_element(day.begin(), day.end());
}

/// Every day that the documented rules allow after `now`, found by trying all combinations.
std::vector<DayDoses> every_day_below(const DayDoses& now, const DoseGrid& grid, std::int64_t floor,
                                      std::int64_t spread) {
    std::vector<DayDoses> all{{}};
    for (const std::int64_t dose : now) {
        std::set<std::int64_t> options{dose};
        for (const Dispensed& amount : grid.amounts) {
            if (amount.micrograms <= dose) options.insert(amount.micrograms);  // no dose rises
        }
        std::vector<DayDoses> longer;
        for (const DayDoses& day : all) {
            for (const std::int64_t option : options) {
                longer.push_back(day);
                longer.back().push_back(option);
            }
        }
        all = std::move(longer);
    }
    std::erase_if(all, [&](const DayDoses& day) {
        if (total_of(day) >= total_of(now) || total_of(day) < floor) return true;
        for (std::size_t slot = 0; slot < day.size(); ++slot) {
            if (day[slot] != now[slot] && day[slot] < top_of(day) - spread) return true;
        }
        return false;
    });
    const bool one_smallest_each =
        std::all_of(now.begin(), now.end(), [&](std::int64_t dose) { return dose == grid.smallest(); });
    if (one_smallest_each && now.size() > 1) {
        const DayDoses fewer(now.size() - 1, grid.smallest());
        if (total_of(fewer) >= floor) all.push_back(fewer);
    }
    return all;
}

/// The documented order among days of one total: least uneven, the dose that is cut last not below another,
/// fewest pieces, fewest kinds of pieces, fewest changes; then the dose that is cut last is the largest, and
/// so on back through the order.
using Rank = std::tuple<std::int64_t, bool, int, std::size_t, int, std::vector<std::int64_t>>;
Rank rank_of(const DayDoses& day, const DayDoses& now, const DoseGrid& grid, const Order& order) {
    int pieces = 0, changes = 0;
    std::set<Piece> kinds;
    for (std::size_t slot = 0; slot < day.size(); ++slot) {
        if (slot < now.size() && day[slot] != now[slot]) ++changes;
        for (const Dispensed& amount : grid.amounts) {
            if (amount.micrograms != day[slot]) continue;
            pieces += amount.total;
            for (const PieceCount& part : amount.pieces) kinds.insert(part.piece);
        }
    }
    std::vector<std::int64_t> kept;
    if (day.size() == now.size()) {
        for (std::size_t i = order.size(); i-- > 0;) kept.push_back(-day[order[i]]);
    }
    const bool last_is_lower = day.size() == order.size() && day[order.back()] < top_of(day);
    const std::int64_t low = *std::min_element(day.begin(), day.end());
    return {top_of(day) - low, last_is_lower, pieces, kinds.size(), changes, kept};
}

std::vector<DayDoses> best_days_below(const DayDoses& now, const DoseGrid& grid, const Order& order,
                                      std::int64_t floor, std::int64_t spread) {
    std::map<std::int64_t, DayDoses, std::greater<>> best;
    for (const DayDoses& day : every_day_below(now, grid, floor, spread)) {
        const auto [at, is_new] = best.try_emplace(total_of(day), day);
        if (!is_new && rank_of(day, now, grid, order) < rank_of(at->second, now, grid, order))
            at->second = day;
    }
    std::vector<DayDoses> days;
    for (const auto& [total, day] : best) days.push_back(day);
    return days;
}

// ---- random problems
// -------------------------------------------------------------------------------------------------

template <class T>
T between(T least, T most) {
    return *rc::gen::resize(100, rc::gen::inRange<T>(least, static_cast<T>(most + 1)));
}

struct Given {
    DoseGrid grid;
    DayDoses now;
    std::optional<std::size_t> heaviest;
};

/// A small grid and a day of it; some of the doses may be none that the grid has, as when a patient takes a
/// strength that no plan may hold.
Given random_day(bool off_grid) {
    Given given;
    const std::int64_t step = between<std::int64_t>(1, 5);
    std::vector<std::int64_t> stock{step};
    for (int more = between(0, 2); more > 0; --more) stock.push_back(between<std::int64_t>(1, 12));
    const std::int64_t least = *std::min_element(stock.begin(), stock.end());
    const std::int64_t at_most = between<std::int64_t>(least, 16);
    given.grid = grid_of(stock, between(1, 4), at_most, least);
    const int doses = between(1, 4);
    for (int i = 0; i < doses; ++i) {
        const auto pick = between<std::size_t>(0, given.grid.amounts.size() - 1);
        given.now.push_back(given.grid.amounts[pick].micrograms);
        if (off_grid && between(0, 3) == 0) given.now.back() = between<std::int64_t>(1, 18);
    }
    if (between(0, 1) == 1) given.heaviest = between<std::size_t>(0, given.now.size() - 1);
    return given;
}

void days_are_those_of_brute_force() {
    const Given given = random_day(true);
    const Order order = cut_order(given.now.size(), given.heaviest);
    const std::int64_t floor = between<std::int64_t>(-3, total_of(given.now) + 1);
    const std::int64_t spread =
        *rc::gen::elementOf(std::vector<std::int64_t>{0, 1, given.grid.spread, 7, any_spread});
    RC_ASSERT(days_below(given.now, given.grid, order, floor, spread) ==
              best_days_below(given.now, given.grid, order, floor, spread));
}

// ---- random tapers, checked in integers
// ------------------------------------------------------------------------------

/// A share in thousandths, so that every limit can be recomputed without rounding.
struct Shares {
    bool of_original = false;
    std::int64_t least = 0, nominal = 0, most = 0, until = 0;
    int interval = 28;
};
struct Limits {
    bool bind = true;
    std::int64_t window_cut = 250, weekly_cut = 100;
    int window_days = 14;
};
struct RandomTaper {
    TaperProblem problem;
    std::vector<Shares> paces;
    Limits limits;
};

Shares random_shares(int interval) {
    static const std::vector<std::array<std::int64_t, 3>> ranges{
        {0, 100, 100},   {50, 100, 100}, {50, 100, 200}, {20, 50, 100},
        {100, 150, 250}, {0, 250, 500},  {200, 300, 400}};
    const auto range = *rc::gen::elementOf(ranges);
    return {between(0, 1) == 1, range[0], range[1], range[2], 0, interval};
}

double of_one(std::int64_t thousandths) {
    return static_cast<double>(thousandths) / 1000;
}

RandomTaper random_taper() {
    RandomTaper taper;
    Given given = random_day(false);
    taper.paces.push_back(random_shares(*rc::gen::elementOf(std::vector{7, 10, 14, 28})));
    if (between(0, 2) == 0) {
        taper.paces.front().until = between<std::int64_t>(1, 8) * 100;
        taper.paces.push_back(random_shares(*rc::gen::elementOf(std::vector{7, 14, 28, 56})));
    }
    taper.limits.bind = between(0, 3) > 0;
    TaperProblem& problem = taper.problem;
    problem.start = given.now;
    problem.original = total_of(given.now) + (between(0, 3) == 0 ? between<std::int64_t>(0, 40) : 0);
    problem.goal = between(0, 2) == 0 ? between<std::int64_t>(1, total_of(given.now)) : 0;
    problem.grid = given.grid;
    problem.last_unit_zone = between<std::int64_t>(1, 3) * given.grid.smallest();
    problem.heaviest = given.heaviest;
    for (const Shares& one : taper.paces) {
        problem.paces.push_back({one.of_original, of_one(one.least), of_one(one.nominal), of_one(one.most),
                                 of_one(one.until), one.interval});
    }
    problem.ceilings = {taper.limits.bind, of_one(taper.limits.window_cut), taper.limits.window_days,
                        of_one(taper.limits.weekly_cut), 7};
    return taper;
}

/// Walks through a solved taper and recomputes, in integers, what each next step may be.
class Walk {
public:
    Walk(const RandomTaper& taper, const std::vector<SolvedStep>& steps)
        : taper_(taper), problem_(taper.problem), steps_(steps), now_(taper.problem.start) {}

    void check() {
        for (index_ = 0; index_ < steps_.size(); ++index_) {
            check_step(steps_[index_]);
            cuts_.push_back({day_, total_of(now_)});
            now_ = steps_[index_].doses;
            day_ += steps_[index_].days;
        }
        check_end();
    }

private:
    struct Cut {
        int day;
        std::int64_t before;
    };

    const Shares& pace() const {
        for (const Shares& one : taper_.paces) {
            if (total_of(now_) * 1000 > one.until * problem_.original) return one;
        }
        return taper_.paces.back();
    }

    bool passes_ceilings(std::int64_t after, int day, int held) const {
        if (!taper_.limits.bind) return true;
        const std::int64_t kept = 1000 - taper_.limits.window_cut, now = total_of(now_);
        if (after * 1000 < kept * now) return false;
        for (const Cut& cut : cuts_) {
            if (day - cut.day < taper_.limits.window_days && after * 1000 < kept * cut.before) return false;
        }
        return (now - after) * 1000 <= taper_.limits.weekly_cut * problem_.original * (held / 7);
    }

    /// The base of the shares: where the ceilings leave no room for a share of the original, the same share
    /// of the dose in force.
    std::int64_t base(const Shares& one) const {
        const std::int64_t now = total_of(now_);
        if (!one.of_original) return now;
        const std::int64_t cap = std::min(taper_.limits.window_cut * now,
                                          taper_.limits.weekly_cut * problem_.original * (one.interval / 7));
        return taper_.limits.bind && cap < one.least * problem_.original ? now : problem_.original;
    }

    /// Whether a cut to this total is no larger than the protocol's range.
    bool passes_protocol(std::int64_t after) const {
        return (total_of(now_) - after) * 1000 <= pace().most * base(pace());
    }

    /// Whether it runs past the point where the next stretch begins, otherwise than at that stretch's own
    /// pace.
    bool runs_past_end(std::int64_t after) const {
        const Shares& one = pace();
        if (one.until == 0 || after * 1000 >= one.until * problem_.original) return false;
        const Shares& next = taper_.paces.back();
        return (total_of(now_) - after) * 1000 >
               next.most * (next.of_original ? problem_.original : total_of(now_));
    }

    bool passes(std::int64_t after, int day, bool past_end) const {
        return passes_protocol(after) && passes_ceilings(after, day, pace().interval) &&
               (past_end || !runs_past_end(after));
    }

    /// The best day of the largest cut up to the nominal one, else of the smallest above it; none when no cut
    /// is in the range.
    std::optional<DayDoses> choice(int day, bool past_end, std::int64_t spread) const {
        const Shares& one = pace();
        const Order order = cut_order(now_.size(), heaviest());
        std::vector<DayDoses> allowed = best_days_below(now_, problem_.grid, order, problem_.goal, spread);
        std::erase_if(allowed, [&](const DayDoses& next) { return !passes(total_of(next), day, past_end); });
        const bool goal_in_reach = problem_.goal > 0 && passes(problem_.goal, day, past_end);
        std::optional<DayDoses> chosen;
        for (const DayDoses& next : allowed) {
            const std::int64_t cut = total_of(now_) - total_of(next);
            const bool last_of_all = goal_in_reach && &next == &allowed.back();
            if (cut * 1000 < one.least * base(one) && !last_of_all) continue;
            if (!chosen || cut * 1000 <= one.nominal * base(one)) chosen = next;
        }
        return chosen;
    }

    /// Even doses before uneven ones, and the end of a stretch before a step past it.
    std::optional<DayDoses> choice(int day) const {
        for (const bool past_end : {false, true}) {
            for (const std::int64_t spread : {problem_.grid.spread, any_spread}) {
                if (const auto chosen = choice(day, past_end, spread)) return chosen;
            }
        }
        return std::nullopt;
    }

    std::optional<std::size_t> heaviest() const {
        return now_.size() == problem_.start.size() ? problem_.heaviest : std::nullopt;
    }

    std::vector<DayDoses> every_next_day() const {
        return every_day_below(now_, problem_.grid, problem_.goal, any_spread);
    }

    void check_step(const SolvedStep& step) {
        const std::int64_t now = total_of(now_), after = total_of(step.doses);
        RC_ASSERT(after < now);
        RC_ASSERT(after >= problem_.goal);
        check_doses(step.doses);
        if (step.limited_by == LimitedBy::nothing) {
            check_paced(step);
        } else {
            check_flagged(step);
        }
    }

    void check_doses(const DayDoses& doses) const {
        const std::vector<DayDoses> all = every_next_day();
        RC_ASSERT(std::find(all.begin(), all.end(), doses) != all.end());
    }

    void check_paced(const SolvedStep& step) {
        const std::int64_t after = total_of(step.doses);
        RC_ASSERT(passes_protocol(after));
        RC_ASSERT(passes_ceilings(after, day_, step.days));
        RC_ASSERT(step.days >= pace().interval);
        // The step before it was made longer only when nothing was allowed without, and only until its cut
        // counts no more.
        const int longer = index_ == 0 ? 0 : steps_[index_ - 1].days - days_before_waiting_;
        if (longer > 0) {
            RC_ASSERT(!choice(day_ - longer));
            RC_ASSERT(day_ - cuts_.back().day == taper_.limits.window_days);
            RC_ASSERT(step.slowed_by_ceiling);
        }
        RC_ASSERT(longer >= 0);
        RC_ASSERT(choice(day_) == step.doses);
        days_before_waiting_ = pace().interval;
    }

    void check_flagged(const SolvedStep& step) {
        const std::vector<DayDoses> days = best_days_below(
            now_, problem_.grid, cut_order(now_.size(), heaviest()), problem_.goal, any_spread);
        RC_ASSERT(!days.empty());
        RC_ASSERT(step.doses == days.front());  // the smallest cut there is
        RC_ASSERT(!choice(day_));               // and nothing in the range, today
        RC_ASSERT(!choice(day_ + 1000));        // nor when no earlier cut counts any more
        RC_ASSERT((index_ == 0 || steps_[index_ - 1].days == days_before_waiting_));
        const bool last_units = total_of(now_) <= problem_.last_unit_zone;
        RC_ASSERT(step.limited_by == (last_units ? LimitedBy::last_unit : LimitedBy::grid));
        // Held so long, or longer where a following step waits for the ceilings.
        days_before_waiting_ = flagged_hold(total_of(now_) - total_of(step.doses));
        RC_ASSERT(step.days >= days_before_waiting_);
    }

    /// Twice the interval; and so long that cuts under the ceilings would have added up to this one.
    int flagged_hold(std::int64_t cut) const {
        int hold = 2 * pace().interval;
        if (!taper_.limits.bind) return hold;
        for (int windows = 1; windows * taper_.limits.window_cut * total_of(now_) < cut * 1000; ++windows) {
            hold = std::max(hold, (windows + 1) * taper_.limits.window_days);
        }
        for (int weeks = 1; weeks * taper_.limits.weekly_cut * problem_.original < cut * 1000; ++weeks) {
            hold = std::max(hold, (weeks + 1) * 7);
        }
        return std::max({hold, taper_.limits.window_days, 7});
    }

    void check_end() const {
        RC_ASSERT(every_next_day().empty());
        if (problem_.goal == 0) RC_ASSERT(now_ == DayDoses{problem_.grid.smallest()});
        if (!steps_.empty()) RC_ASSERT(steps_.back().days == days_before_waiting_);
    }

    const RandomTaper& taper_;
    const TaperProblem& problem_;
    const std::vector<SolvedStep>& steps_;
    DayDoses now_;
    int day_ = 0;
    std::size_t index_ = 0;
    int days_before_waiting_ = 0;
    std::vector<Cut> cuts_;
};

void tapers_keep_every_rule() {
    const RandomTaper taper = random_taper();
    Walk(taper, solve(taper.problem)).check();
}

// ---- tapers written out
// ----------------------------------------------------------------------------------------------

using Days = std::vector<DayDoses>;
using Totals = std::vector<std::int64_t>;

Days doses_of(const std::vector<SolvedStep>& steps) {
    Days all;
    for (const SolvedStep& step : steps) all.push_back(step.doses);
    return all;
}
Totals totals_of(const std::vector<SolvedStep>& steps) {
    Totals all;
    for (const SolvedStep& step : steps) all.push_back(total_of(step.doses));
    return all;
}
std::vector<int> days_of(const std::vector<SolvedStep>& steps) {
    std::vector<int> all;
    for (const SolvedStep& step : steps) all.push_back(step.days);
    return all;
}

/// 5 to 20 % of the original, nominally 10 %, every 4 weeks, under the usual ceilings.
TaperProblem va_slower(DayDoses start, std::int64_t zone) {
    TaperProblem problem;
    problem.original = total_of(start);
    problem.grid = morphine_er(top_of(start));
    problem.start = std::move(start);
    problem.last_unit_zone = zone;
    problem.heaviest = problem.start.size() - 1;
    problem.paces = {{true, 0.05, 0.10, 0.20, 0, 28}};
    problem.ceilings = {true, 0.25, 14, 0.10, 7};
    return problem;
}

/// One dose a day in steps of one unit, so that no grid gets in the way.
TaperProblem fine(std::int64_t start, Pace pace) {
    TaperProblem problem;
    problem.start = {start};
    problem.original = start;
    problem.grid = grid_of({1}, static_cast<int>(start), start, 1);
    problem.last_unit_zone = 1;
    problem.paces = {pace};
    problem.ceilings = {true, 0.25, 14, 0.10, 7};
    return problem;
}

/// A grid of exactly these amounts.
DoseGrid only(std::vector<std::int64_t> amounts) {
    DoseGrid grid;
    for (const std::int64_t amount : amounts) grid.amounts.push_back({{{Piece{amount}, 1}}, amount, 1});
    grid.spread = amounts.front();
    return grid;
}

}  // namespace

TEST_CASE("the days below a day are those that trying every combination gives, the best one for each total") {
    CHECK(holds("days_below", 20'000, days_are_those_of_brute_force));
}

TEST_CASE("a solved taper keeps every rule that brute force can recompute") {
    CHECK(holds("solve", 5000, tapers_keep_every_rule));
}

TEST_CASE("the doses in the middle of the day are cut first, then the first, and the last is kept longest") {
    CHECK(cut_order(1, std::nullopt) == Order{0});
    CHECK(cut_order(2, std::nullopt) == Order{0, 1});
    CHECK(cut_order(3, std::nullopt) == Order{1, 0, 2});
    CHECK(cut_order(4, std::nullopt) == Order{1, 2, 0, 3});
    CHECK(cut_order(6, std::nullopt) == Order{1, 2, 3, 4, 0, 5});
    CHECK(cut_order(3, 0) == Order{1, 2, 0});
    CHECK(cut_order(3, 1) == Order{0, 2, 1});
    CHECK(cut_order(3, 2) == Order{1, 0, 2});
    CHECK(cut_order(1, 0) == Order{0});
}

TEST_CASE("a day is cut as the VA's patient plan cuts it") {
    // 60/60/60 to 165: the afternoon first; to 150: then the morning; to 135: then level.
    const Order order = cut_order(3, 2);
    const DoseGrid grid = morphine_er(60);
    CHECK(days_below({60, 60, 60}, grid, order, 165, 15) == Days{{60, 45, 60}});
    CHECK(days_below({60, 45, 60}, grid, order, 150, 15) == Days{{45, 45, 60}});
    CHECK(days_below({45, 45, 60}, grid, order, 135, 15) == Days{{45, 45, 45}});
    CHECK(days_below({60, 60, 60}, grid, order, 166, 15).empty());
}

TEST_CASE("doses of a day part by no more than the spread, unless they already did") {
    const DoseGrid grid = morphine_er(60);
    const Order order = cut_order(2, std::nullopt);
    // 120 to 90: 45 + 45, never 30 + 60.
    CHECK(days_below({60, 60}, grid, order, 90, 15) == Days{{45, 60}, {45, 45}});
    // 15 + 60 is how the patient takes it. The 60 may come down; the 15 stays.
    CHECK(days_below({15, 60}, grid, order, 45, 15) == Days{{15, 45}, {15, 30}});
}

TEST_CASE("a dose is left out only when all doses are one smallest unit") {
    const DoseGrid grid = morphine_er(60);
    CHECK(days_below({15, 15, 15}, grid, cut_order(3, std::nullopt), 0, 15) == Days{{15, 15}});
    CHECK(days_below({15, 15}, grid, cut_order(2, std::nullopt), 0, 15) == Days{{15}});
    CHECK(days_below({15}, grid, cut_order(1, std::nullopt), 0, 15).empty());
    CHECK(days_below({15, 15}, grid, cut_order(2, std::nullopt), 16, 15).empty());
    CHECK(days_below({15, 30}, grid, cut_order(2, std::nullopt), 0, 15) == Days{{15, 15}});
}

TEST_CASE("doses below the smallest unit never become a larger one") {
    // Two doses of 3 where the smallest unit is 15: one dose of 15 would be five times as much in a dose.
    CHECK(days_below({3, 3}, morphine_er(60), cut_order(2, std::nullopt), 0, 15).empty());
    CHECK(days_below({14, 14}, morphine_er(60), cut_order(2, std::nullopt), 0, 15).empty());
}

TEST_CASE("the VA's example of 270 mg goes down by one 15 mg tablet a month to one at bedtime") {
    const std::vector<SolvedStep> steps = solve(va_slower({90, 90, 90}, 30));
    CHECK(doses_of(steps) == Days{{90, 75, 90},
                                  {75, 75, 90},
                                  {75, 75, 75},
                                  {75, 60, 75},
                                  {60, 60, 75},
                                  {60, 60, 60},
                                  {60, 45, 60},
                                  {45, 45, 60},
                                  {45, 45, 45},
                                  {45, 30, 45},
                                  {30, 30, 45},
                                  {30, 30, 30},
                                  {30, 15, 30},
                                  {15, 15, 30},
                                  {15, 15, 15},
                                  {15, 15},
                                  {15}});
    CHECK(days_of(steps) == std::vector{28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 56, 56});
    // 60 to 45 is 25 % and stands under the ceiling; 45 to 30 is 33 %: the tablets allow no smaller cut.
    CHECK(steps[14].limited_by == LimitedBy::nothing);
    CHECK(steps[15].limited_by == LimitedBy::grid);
    CHECK(steps[16].limited_by == LimitedBy::last_unit);
}

TEST_CASE("a goal is a floor") {
    TaperProblem problem = va_slower({60, 60, 60}, 30);
    problem.goal = 90;  // the VA's own patient plan: down to 30 mg every 8 hours
    CHECK(doses_of(solve(problem)) ==
          Days{{60, 45, 60}, {45, 45, 60}, {45, 45, 45}, {45, 30, 45}, {30, 30, 45}, {30, 30, 30}});
    problem.goal = 91;  // the lowest dose at or above the goal
    CHECK(totals_of(solve(problem)) == Totals{165, 150, 135, 120, 105});
    problem.goal = 165;
    CHECK(totals_of(solve(problem)) == Totals{165});
    problem.goal = 166;
    CHECK(solve(problem).empty());
}

TEST_CASE("the last cut to a goal may be smaller than the range") {
    // 5 to 10 % of 100: 100, 90, 81, and to the goal of 80 the cut is 1, below 5 %.
    TaperProblem problem = fine(100, {false, 0.05, 0.10, 0.10, 0, 28});
    problem.goal = 80;
    const std::vector<SolvedStep> steps = solve(problem);
    CHECK(totals_of(steps) == Totals{90, 81, 80});
    CHECK(steps.back().limited_by == LimitedBy::nothing);
    CHECK(steps.back().days == 28);
}

TEST_CASE("weekly cuts for short use go 90, 80 to 30 % of the original and then by a tenth of the rest") {
    // CDC 2022: by hand, the dose kept at the next whole unit up: 270, then 27 off, 24 off, 21 off ...
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0.30, 7});
    problem.paces.push_back({false, 0, 0.10, 0.10, 0, 7});
    problem.ceilings.bind = false;
    const Totals totals = totals_of(solve(problem));
    const Totals expected{900, 800, 700, 600, 500, 400, 300, 270, 243,
                          219, 198, 179, 162, 146, 132, 119, 108, 98};
    REQUIRE(totals.size() > expected.size());
    CHECK(Totals(totals.begin(), totals.begin() + static_cast<std::ptrdiff_t>(expected.size())) == expected);
    CHECK(totals.back() == 1);
}

TEST_CASE("a stretch ends at its share and not past it") {
    // 10 % of the original until 30 % is left, then 5 % of the rest. From 35 % only 5 % of the original is
    // left to the end of the stretch.
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0.30, 28});
    problem.paces.push_back({false, 0, 0.05, 0.05, 0, 28});
    problem.start = {350};
    const Totals totals = totals_of(solve(problem));
    REQUIRE(totals.size() > 3);
    CHECK(totals[0] == 300);
    CHECK(totals[1] == 285);  // 5 % of 300
    CHECK(totals[2] == 271);  // 5 % of 285 is 14.25
}

TEST_CASE("the cut stays within 25 % of the dose in force: just below, at and just above") {
    // A pace of up to 30 % of the dose in force on a grid of two amounts, held long enough for the weekly
    // ceiling.
    const Pace pace{false, 0.10, 0.30, 0.30, 0, 28};
    const auto first = [&](std::int64_t next) {
        TaperProblem problem = fine(1000, pace);
        problem.grid = only({next, 1000});
        return solve(problem).front();
    };
    CHECK(first(751).limited_by == LimitedBy::nothing);
    CHECK(first(750).limited_by == LimitedBy::nothing);
    CHECK(first(750).days == 28);
    CHECK(first(749).limited_by == LimitedBy::grid);
    CHECK(first(749).days == 56);
}

TEST_CASE("the cut stays within 10 % of the original for each 7 days: just below, at and just above") {
    const auto first = [](std::int64_t next, int interval) {
        TaperProblem problem = fine(1000, {false, 0.01, 0.25, 0.25, 0, interval});
        problem.grid = only({next, 1000});
        return solve(problem).front();
    };
    CHECK(first(901, 7).limited_by == LimitedBy::nothing);
    CHECK(first(900, 7).limited_by == LimitedBy::nothing);
    CHECK(first(899, 7).limited_by == LimitedBy::grid);
    CHECK(first(899, 13).limited_by == LimitedBy::grid);  // 13 days are one week
    CHECK(first(899, 14).limited_by == LimitedBy::nothing);
    CHECK(first(800, 14).limited_by == LimitedBy::nothing);
    CHECK(first(799, 14).limited_by == LimitedBy::grid);
    CHECK(first(899, 7).days == 14);
}

TEST_CASE("cuts within 14 days of each other are counted together, cuts 14 days apart are not") {
    // 10 % of the original each week under the ceilings. 1000, 900, 800; the next may reach 75 % of 900 (the
    // cut of day 0 is 14 days old): 700; then 75 % of 800: 600; then 75 % of 700 is 525, where 500 would be
    // the pace.
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0, 7});
    const std::vector<SolvedStep> steps = solve(problem);
    const Totals totals = totals_of(steps);
    REQUIRE(totals.size() > 5);
    CHECK(Totals(totals.begin(), totals.begin() + 5) == Totals{900, 800, 700, 600, 525});
    // On day 35 the window holds the cut of day 28, from 600: 450.
    CHECK(totals[5] == 450);
    // With 6 days between cuts two earlier ones are in the window; but less than a week earns no cut at all.
    problem.paces.front().interval = 6;
    CHECK(solve(problem).front().limited_by == LimitedBy::grid);
}

TEST_CASE("where no cut fits into the window the step before is held until it does") {
    // 100, then 80 after a cut of 20 %; the next amount, 70, is 30 % below 100: not within 14 days. Held 14
    // days, not 7.
    TaperProblem problem;
    problem.start = {100};
    problem.original = 100;
    problem.grid = only({10, 70, 80, 100});
    problem.goal = 70;
    problem.paces = {{false, 0.05, 0.20, 0.20, 0, 7}};
    problem.ceilings = {true, 0.25, 14, 0.20, 7};
    const std::vector<SolvedStep> steps = solve(problem);
    CHECK(totals_of(steps) == Totals{80, 70});
    CHECK(days_of(steps) == std::vector{14, 7});
    CHECK(steps[1].slowed_by_ceiling);
    CHECK(steps[1].limited_by == LimitedBy::nothing);
    // At exactly 25 % within the window nothing waits.
    problem.grid = only({10, 75, 80, 100});
    problem.goal = 75;
    CHECK(days_of(solve(problem)) == std::vector{7, 7});
    problem.grid = only({10, 74, 80, 100});
    problem.goal = 74;
    CHECK(days_of(solve(problem)) == std::vector{14, 7});
}

TEST_CASE(
    "where the grid has no cut in the range the smallest one is taken, flagged and held twice as long") {
    // 10 % is nominal and 20 % the most; from 100 the next amounts are 70 and 60.
    TaperProblem problem = fine(100, {false, 0.05, 0.10, 0.20, 0, 28});
    problem.grid = only({60, 70, 100});
    const std::vector<SolvedStep> steps = solve(problem);
    REQUIRE(!steps.empty());
    CHECK(steps[0].doses == DayDoses{70});
    CHECK(steps[0].limited_by == LimitedBy::grid);
    CHECK(steps[0].days == 56);
    problem.grid = only({60, 80, 100});  // a cut of 20 % is in the range
    CHECK(solve(problem).front().limited_by == LimitedBy::nothing);
    problem.grid = only({60, 79, 100});
    CHECK(solve(problem).front().limited_by == LimitedBy::grid);
    problem.grid = only({60, 95, 100});  // and so is one of 5 %
    CHECK(solve(problem).front().limited_by == LimitedBy::nothing);
    problem.grid = only({60, 96, 100});
    CHECK(solve(problem).front().doses == DayDoses{96});
    CHECK(solve(problem).front().limited_by == LimitedBy::grid);
}

TEST_CASE("a taper from one smallest unit a day has no step") {
    TaperProblem problem = va_slower({15}, 30);
    CHECK(solve(problem).empty());
}

TEST_CASE("below one unit at each dose of the label interval a cut is a last-unit step") {
    const auto last_cut_from = [](DayDoses start) {
        return solve(va_slower(std::move(start), 30)).front().limited_by;
    };
    CHECK(last_cut_from({15, 15}) == LimitedBy::last_unit);  // 30 is the zone
    CHECK(last_cut_from({15, 15, 15}) == LimitedBy::grid);   // 45 lies above
}
