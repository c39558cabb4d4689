#include "planner/schedule_solver.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
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

/// A grid of exactly these amounts.
DoseGrid only(std::vector<std::int64_t> amounts) {
    DoseGrid grid;
    for (const std::int64_t amount : amounts) grid.amounts.push_back({{{Piece{amount}, 1}}, amount, 1});
    grid.spread = amounts.front();
    return grid;
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

// ---- random tapers, and the best of all their sequences
// ------------------------------------------------------------------------------

/// Shares in thousandths, so that every limit can be recomputed without rounding.
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

/// Few amounts with wide gaps between them: many flagged steps, and different ways to them.
Given random_coarse_day() {
    Given given;
    std::set<std::int64_t> amounts;
    for (int more = between(2, 7); more > 0; --more) amounts.insert(between<std::int64_t>(4, 40));
    given.grid = only({amounts.begin(), amounts.end()});
    given.grid.spread = between<std::int64_t>(1, 15);
    for (int doses = between(1, 3); doses > 0; --doses) {
        const auto pick = between<std::size_t>(given.grid.amounts.size() / 2, given.grid.amounts.size() - 1);
        given.now.push_back(given.grid.amounts[pick].micrograms);
    }
    if (between(0, 1) == 1) given.heaviest = between<std::size_t>(0, given.now.size() - 1);
    return given;
}

void add_other_form(TaperProblem& problem) {
    OtherForm other;
    const auto unit = between<std::int64_t>(1, 3);
    other.doses = between<std::size_t>(1, 3);
    other.grid = grid_of({unit}, between(2, 8), 8, unit);
    other.last_unit_zone = unit;
    if (between(0, 1) == 1) other.heaviest = between<std::size_t>(0, other.doses - 1);
    problem.other_forms.push_back(other);
}

/// More of the drug is taken besides; the goal may be all of it, to stop what is reduced here.
void take_besides(TaperProblem& problem) {
    problem.background = between<std::int64_t>(1, 40);
    problem.original += problem.background;
    problem.goal = between(0, 1) == 0 ? problem.background : problem.background + problem.goal;
}

RandomTaper random_taper() {
    RandomTaper taper;
    const Given given = between(0, 1) == 0 ? random_day(false) : random_coarse_day();
    taper.paces.push_back(random_shares(*rc::gen::elementOf(std::vector{5, 7, 10, 14, 28})));
    if (between(0, 2) == 0) {
        taper.paces.front().until = between<std::int64_t>(1, 8) * 100;
        taper.paces.push_back(random_shares(*rc::gen::elementOf(std::vector{7, 14, 28, 56})));
    }
    taper.limits.bind = between(0, 3) > 0;
    if (between(0, 4) == 0) taper.limits.window_days = 28;
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
    for (int more = std::max(between(-2, 2), 0); more > 0; --more) add_other_form(problem);
    if (between(0, 2) == 0) take_besides(problem);
    return taper;
}

/// One step of a sequence, and what it costs by the criteria in their order.
struct Tried {
    std::size_t form = 0;
    DayDoses day;
    int wait = 0, hold = 0;
    LimitedBy limited_by = LimitedBy::nothing;
    auto operator<=>(const Tried&) const = default;
};
/// Where a sequence stands. `cuts`: how many days ago, and the dose before, when the step in force may end.
struct Standing {
    std::size_t form = 0;
    DayDoses now;
    std::vector<std::pair<int, std::int64_t>> cuts;
    auto operator<=>(const Standing&) const = default;
};

struct Verdict {
    std::int64_t end = 0;
    int flagged = 0;
    std::int64_t cut = 0, before = 1;  // the largest flagged one
    std::array<std::int64_t, 4> sums{};
};
bool is_better(const Verdict& a, const Verdict& b) {
    if (a.end != b.end) return a.end < b.end;
    if (a.flagged != b.flagged) return a.flagged < b.flagged;
    if (a.cut * b.before != b.cut * a.before) return a.cut * b.before < b.cut * a.before;
    return a.sums < b.sums;
}

/// Tries every sequence that the documented limits allow. Written from the words of solve(), without its
/// code.
class EverySequence {
public:
    explicit EverySequence(const RandomTaper& taper) : taper_(taper), problem_(taper.problem) {}

    /// Of the drug: the day's doses and what is taken of it besides.
    std::int64_t sum_of(const DayDoses& day) const { return total_of(day) + problem_.background; }

    Standing start() const { return {0, problem_.start, {}}; }

    /// The best verdict; none when there are too many sequences to try.
    std::optional<Verdict> best() {
        best_.reset();
        left_ = 3000;
        try_all(start(), {});
        return left_ > 0 ? best_ : std::nullopt;
    }

    const std::vector<Tried>& next(const Standing& at) {
        const auto known = next_.find(at);
        if (known != next_.end()) return known->second;
        return next_.emplace(at, find_next(at)).first->second;
    }

    Standing after(const Standing& at, const Tried& step) const {
        Standing then{step.form, step.day, {}};
        for (const auto& [age, before] : at.cuts) {
            if (age + step.wait + step.hold < 100) then.cuts.push_back({age + step.wait + step.hold, before});
        }
        if (sum_of(step.day) < sum_of(at.now)) then.cuts.push_back({step.hold, sum_of(at.now)});
        // What is older than any window cannot tell two standings apart.
        std::erase_if(then.cuts, [&](const auto& cut) { return cut.first >= taper_.limits.window_days; });
        return then;
    }

    Verdict with(Verdict so_far, const Standing& at, const Tried& step) const {
        const std::int64_t now = sum_of(at.now), cut = now - sum_of(step.day);
        if (step.limited_by != LimitedBy::nothing) {
            ++so_far.flagged;
            if (cut * so_far.before > so_far.cut * now)
                std::tie(so_far.cut, so_far.before) = std::pair(cut, now);
        }
        const std::int64_t waited = 2 * pace(now).nominal * 1000 * step.wait / pace(now).interval;
        const std::array<std::int64_t, 4> costs{off_pace(now, cut) + waited, handling(at, step),
                                                unevenness(step), cut_late(step)};
        for (std::size_t i = 0; i < costs.size(); ++i) so_far.sums[i] += costs[i];
        return so_far;
    }

private:
    void try_all(const Standing& at, const Verdict& so_far) {
        if (left_ <= 0) return;
        const std::vector<Tried>& steps = next(at);
        if (steps.empty()) {
            --left_;
            Verdict whole = so_far;
            whole.end = sum_of(at.now);
            if (!best_ || is_better(whole, *best_)) best_ = whole;
        }
        for (const Tried& step : steps) try_all(after(at, step), with(so_far, at, step));
    }

    const DoseGrid& grid_of_form(std::size_t form) const {
        return form == 0 ? problem_.grid : problem_.other_forms[form - 1].grid;
    }
    Order order_of(std::size_t form, std::size_t doses) const {
        const std::size_t first = form == 0 ? problem_.start.size() : problem_.other_forms[form - 1].doses;
        const auto heaviest = form == 0 ? problem_.heaviest : problem_.other_forms[form - 1].heaviest;
        return cut_order(doses, doses == first ? heaviest : std::nullopt);
    }

    /// Of two doses that began equal, the one that is cut first is not above the other.
    bool is_cut_in_order(std::size_t form, const DayDoses& day) const {
        if (day.empty()) return true;
        const Order order = order_of(form, day.size());
        for (std::size_t a = 0; a < order.size(); ++a) {
            for (std::size_t b = a + 1; b < order.size(); ++b) {
                const bool began_apart = form == 0 && day.size() == problem_.start.size() &&
                                         problem_.start[order[a]] != problem_.start[order[b]];
                if (!began_apart && day[order[a]] > day[order[b]]) return false;
            }
        }
        return true;
    }

    const Shares& pace(std::int64_t now) const {
        for (const Shares& one : taper_.paces) {
            if (now * 1000 > one.until * problem_.original) return one;
        }
        return taper_.paces.back();
    }
    std::int64_t base(std::int64_t now) const {
        const Shares& one = pace(now);
        const bool has_room = !taper_.limits.bind ||
                              taper_.limits.window_cut * now / 1000 * 1000 >= one.least * problem_.original;
        return one.of_original && has_room ? problem_.original : now;
    }
    bool is_under_most(std::int64_t now, std::int64_t cut) const {
        return cut * 1000 <= pace(now).most * base(now) &&
               (!taper_.limits.bind || cut * 1000 <= taper_.limits.window_cut * now);
    }
    bool is_in_range(std::int64_t now, std::int64_t cut) const {
        return cut * 1000 >= pace(now).least * base(now) && is_under_most(now, cut);
    }
    bool runs_past_end(std::int64_t now, std::int64_t after) const {
        const Shares& one = pace(now);
        if (one.until == 0 || after * 1000 >= one.until * problem_.original) return false;
        const Shares& next = taper_.paces.back();
        return (now - after) * 1000 > next.most * (next.of_original ? problem_.original : now);
    }

    static std::int64_t gap(const DayDoses& now, const DayDoses& day) {
        std::int64_t widest = 0;
        for (std::size_t slot = 0; slot < day.size() && day.size() == now.size(); ++slot) {
            if (day[slot] != now[slot]) widest = std::max(widest, top_of(day) - day[slot]);
        }
        return widest;
    }

    std::vector<DayDoses> days_after(std::size_t form, const DayDoses& now) const {
        std::vector<DayDoses> all =
            every_day_below(now, grid_of_form(form), problem_.goal - problem_.background, any_spread);
        const bool is_last_dose = now == DayDoses{grid_of_form(form).smallest()};
        if (is_last_dose && problem_.background > 0 && problem_.background >= problem_.goal)
            all.emplace_back();
        std::erase_if(all, [&](const DayDoses& day) { return !is_cut_in_order(form, day); });
        return all;
    }

    /// Those with doses within the spread; where there are none, those that part least.
    static void keep_even(std::vector<DayDoses>& days, const DayDoses& now, std::int64_t spread) {
        std::int64_t most = any_spread;
        for (const DayDoses& day : days) most = std::min(most, gap(now, day));
        most = std::max(most, spread);
        std::erase_if(days, [&](const DayDoses& day) { return gap(now, day) > most; });
    }

    /// Any doses at any time, the smallest at the time that is cut first; doses of one time may rise.
    std::vector<DayDoses> rearranged(std::size_t form, const DayDoses& now) const {
        if (now.size() < 2) return {};
        std::vector<DayDoses> all;
        const Order order = order_of(form, now.size());
        DayDoses day(now.size());
        const std::function<void(std::size_t)> fill = [&](std::size_t rank) {
            if (rank == order.size()) {
                const std::int64_t sum = sum_of(day);
                if (sum < sum_of(now) && sum >= problem_.goal) all.push_back(day);
                return;
            }
            for (const Dispensed& amount : grid_of_form(form).amounts) {
                day[order[rank]] = amount.micrograms;
                if (rank == 0 || day[order[rank]] >= day[order[rank - 1]]) fill(rank + 1);
            }
        };
        fill(0);
        return all;
    }

    static std::int64_t apart(const DayDoses& day) {
        return top_of(day) - *std::min_element(day.begin(), day.end());
    }
    static void keep_closest(std::vector<DayDoses>& days) {
        std::int64_t least = any_spread;
        for (const DayDoses& day : days) least = std::min(least, apart(day));
        std::erase_if(days, [&](const DayDoses& day) { return apart(day) > least; });
    }
    void keep_highest(std::vector<DayDoses>& days) const {
        std::int64_t highest = 0;
        for (const DayDoses& day : days) highest = std::max(highest, sum_of(day));
        std::erase_if(days, [&](const DayDoses& day) { return sum_of(day) < highest; });
    }

    /// The smallest cuts, as even as can be; at other times only where that is smaller.
    std::vector<DayDoses> least_cuts(std::size_t form, const DayDoses& now) const {
        std::vector<DayDoses> days = days_after(form, now), elsewhere = rearranged(form, now);
        keep_highest(days);
        keep_highest(elsewhere);
        if (!elsewhere.empty() && (days.empty() || sum_of(elsewhere.front()) > sum_of(days.front()))) {
            keep_closest(elsewhere);
            return elsewhere;
        }
        keep_even(days, now, 0);
        return days;
    }

    /// The cuts in the range: at their times within the spread, at other times within the spread, at their
    /// times beyond it, at other times beyond it.
    std::vector<DayDoses> in_range(std::size_t form, const DayDoses& now) const {
        const std::int64_t total = sum_of(now), spread = grid_of_form(form).spread;
        std::vector<DayDoses> days = days_after(form, now), elsewhere = rearranged(form, now);
        const auto is_out = [&](const DayDoses& day) { return !is_in_range(total, total - sum_of(day)); };
        std::erase_if(days, is_out);
        std::erase_if(elsewhere, is_out);
        const auto is_even = [&](const DayDoses& day) { return gap(now, day) <= spread; };
        if (std::none_of(days.begin(), days.end(), is_even)) {
            std::vector<DayDoses> close = elsewhere;
            std::erase_if(close, [&](const DayDoses& day) { return apart(day) > spread; });
            if (!close.empty()) return close;
        }
        if (days.empty()) {
            keep_closest(elsewhere);
            return elsewhere;
        }
        keep_even(days, now, spread);
        return days;
    }

    std::vector<DayDoses> unflagged(std::size_t form, const DayDoses& now) const {
        const std::int64_t total = sum_of(now);
        const std::vector<DayDoses> all = days_after(form, now);
        std::vector<DayDoses> days = in_range(form, now);
        if (days.empty() && problem_.goal > 0 && !all.empty()) {
            // The goal leaves no larger cut than one below the range.
            std::int64_t lowest = total;
            for (const DayDoses& day : all) lowest = std::min(lowest, sum_of(day));
            if ((total - lowest) * 1000 < pace(total).least * base(total)) days = all;
            std::erase_if(days, [&](const DayDoses& day) { return sum_of(day) > lowest; });
            keep_even(days, now, 0);
        }
        const auto past = [&](const DayDoses& day) { return runs_past_end(total, sum_of(day)); };
        if (!std::all_of(days.begin(), days.end(), past)) std::erase_if(days, past);
        return days;
    }

    std::vector<Tried> moves(const DayDoses& now) const {
        std::vector<Tried> all;
        for (std::size_t form = 1; form <= problem_.other_forms.size(); ++form) {
            const OtherForm& other = problem_.other_forms[form - 1];
            DayDoses above(other.doses, other.grid.amounts.back().micrograms + 1);
            std::vector<DayDoses> days =
                every_day_below(above, other.grid, problem_.goal - problem_.background, any_spread);
            std::int64_t highest = 0;
            std::erase_if(days, [&](const DayDoses& day) {
                const auto [low, high] = std::minmax_element(day.begin(), day.end());
                const std::int64_t cut = sum_of(now) - sum_of(day);
                return other.grid.find(*high) == nullptr || *high - *low > other.grid.spread || cut < 0 ||
                       !is_cut_in_order(form, day) || !is_under_most(sum_of(now), cut);
            });
            for (const DayDoses& day : days) highest = std::max(highest, sum_of(day));
            for (const DayDoses& day : days) {
                if (sum_of(day) == highest && is_finer(form, day, now)) all.push_back({form, day});
            }
        }
        return all;
    }

    bool is_finer(std::size_t form, const DayDoses& day, const DayDoses& now) const {
        if (!unflagged(form, day).empty()) return true;
        const auto there = least_cuts(form, day), here = least_cuts(0, now);
        return !there.empty() && !here.empty() &&
               sum_of(day) - sum_of(there.front()) < sum_of(now) - sum_of(here.front());
    }

    bool passes_window(const Standing& at, std::int64_t after, int wait) const {
        return std::all_of(at.cuts.begin(), at.cuts.end(), [&](const auto& cut) {
            return cut.first + wait >= taper_.limits.window_days ||
                   after * 1000 >= (1000 - taper_.limits.window_cut) * cut.second;
        });
    }
    bool passes_week(std::int64_t cut, int hold) const {
        return !taper_.limits.bind || cut * 1000 <= taper_.limits.weekly_cut * problem_.original * (hold / 7);
    }

    std::vector<Tried> find_next(const Standing& at) const {
        const std::int64_t now = sum_of(at.now);
        std::vector<Tried> steps;
        for (const DayDoses& day : unflagged(at.form, at.now)) steps.push_back({at.form, day});
        if (steps.empty() && at.form == 0) steps = moves(at.now);
        if (steps.empty()) return flagged(at);
        int least = 100'000;
        for (Tried& step : steps) {
            step.hold = pace(now).interval;
            while (!passes_week(now - sum_of(step.day), step.hold)) ++step.hold;
            if (step.hold > pace(now).interval) step.hold = (step.hold + 6) / 7 * 7;
            while (taper_.limits.bind && !passes_window(at, sum_of(step.day), step.wait)) ++step.wait;
            least = std::min(least, step.wait + step.hold);
        }
        std::erase_if(steps, [&](const Tried& step) { return step.wait + step.hold > least; });
        return steps;
    }

    std::vector<Tried> flagged(const Standing& at) const {
        const std::int64_t now = sum_of(at.now);
        const std::int64_t zone =
            at.form == 0 ? problem_.last_unit_zone : problem_.other_forms[at.form - 1].last_unit_zone;
        std::vector<Tried> steps;
        for (const DayDoses& day : least_cuts(at.form, at.now)) {
            Tried step{at.form, day, 0, flagged_hold(now, now - sum_of(day)),
                       now <= zone ? LimitedBy::last_unit : LimitedBy::grid};
            for (const auto& [age, before] : at.cuts) {
                if (taper_.limits.bind) step.wait = std::max(step.wait, taper_.limits.window_days - age);
            }
            steps.push_back(step);
        }
        return steps;
    }

    /// Twice the interval; and so long that cuts under the ceilings would have added up to this one.
    int flagged_hold(std::int64_t now, std::int64_t cut) const {
        int hold = 2 * pace(now).interval;
        if (!taper_.limits.bind) return hold;
        int windows = 1, weeks = 1;
        while (windows * taper_.limits.window_cut * now < cut * 1000) ++windows;
        while (weeks * taper_.limits.weekly_cut * problem_.original < cut * 1000) ++weeks;
        return std::max({hold, windows * taper_.limits.window_days, weeks * 7});
    }

    std::int64_t off_pace(std::int64_t now, std::int64_t cut) const {
        const std::int64_t share = cut * 1'000'000 / base(now), nominal = pace(now).nominal * 1000;
        const std::int64_t off = share <= nominal ? nominal - share : share - nominal;
        const std::int64_t distance = off + off * off / nominal;
        return share <= nominal ? distance : 2 * distance * share / nominal;
    }

    std::int64_t handling(const Standing& at, const Tried& step) const {
        std::set<Piece> kinds;
        std::int64_t pieces = 0, changes = 0;
        for (std::size_t slot = 0; slot < step.day.size(); ++slot) {
            if (const Dispensed* dose = grid_of_form(step.form).find(step.day[slot])) {
                pieces += dose->total;
                for (const PieceCount& part : dose->pieces) kinds.insert(part.piece);
            }
            changes += slot < at.now.size() && step.day[slot] != at.now[slot] ? 1 : 0;
        }
        if (step.form != at.form || step.day.size() != at.now.size()) changes = 1;
        return pieces + static_cast<std::int64_t>(kinds.size()) + changes;
    }
    std::int64_t unevenness(const Tried& step) const {
        if (step.day.empty()) return 0;
        const std::int64_t low = *std::min_element(step.day.begin(), step.day.end()), high = top_of(step.day);
        return high - low + high - step.day[order_of(step.form, step.day.size()).back()];
    }
    std::int64_t cut_late(const Tried& step) const {
        if (step.day.empty()) return 0;
        const Order order = order_of(step.form, step.day.size());
        std::int64_t sum = 0;
        for (std::size_t rank = 0; rank < order.size(); ++rank)
            sum += step.day[order[rank]] * static_cast<std::int64_t>(order.size() - rank - 1);
        return sum;
    }

    const RandomTaper& taper_;
    const TaperProblem& problem_;
    std::map<Standing, std::vector<Tried>> next_;
    std::optional<Verdict> best_;
    int left_ = 0;
};

std::string described(const RandomTaper& taper, const std::vector<SolvedStep>& solved) {
    const auto numbers = [](const DayDoses& day) {
        std::string text;
        for (const std::int64_t dose : day) text += std::to_string(dose) + " ";
        return text;
    };
    const TaperProblem& problem = taper.problem;
    std::string text = "from " + numbers(problem.start) + "of " + std::to_string(problem.original) +
                       ", goal " + std::to_string(problem.goal) + ", amounts ";
    for (const Dispensed& amount : problem.grid.amounts) text += std::to_string(amount.micrograms) + " ";
    text +=
        ", ceilings " + std::to_string(taper.limits.bind) + " " + std::to_string(taper.limits.window_days);
    for (const Shares& one : taper.paces) {
        text += "\npace " + std::to_string(one.of_original) + ": " + std::to_string(one.least) + " " +
                std::to_string(one.nominal) + " " + std::to_string(one.most) + " until " +
                std::to_string(one.until) + " every " + std::to_string(one.interval);
    }
    for (const SolvedStep& step : solved) {
        text += "\n" + numbers(step.doses) + "form " + std::to_string(step.form) + ", " +
                std::to_string(step.days) + " days, " + std::to_string(static_cast<int>(step.limited_by));
    }
    return text + "\n";
}

struct SolverCount {
    int tried = 0, flagged = 0, waited = 0, moved = 0, left_off = 0;
};

/// Every step of the solution is one that is allowed, and no sequence of allowed steps is better.
void solution_is_the_best_of_all(SolverCount& count) {
    const RandomTaper taper = random_taper();
    EverySequence all(taper);
    const std::vector<SolvedStep> solved = solve(taper.problem);
    RC_LOG(described(taper, solved));
    Standing at = all.start();
    Verdict verdict;
    for (std::size_t i = 0; i < solved.size(); ++i) {
        const std::vector<Tried>& allowed = all.next(at);
        const auto step = std::find_if(allowed.begin(), allowed.end(), [&](const Tried& one) {
            return one.day == solved[i].doses && one.form == solved[i].form;
        });
        RC_ASSERT(step != allowed.end());
        RC_ASSERT((step->limited_by == solved[i].limited_by));
        const Tried taken = *step;
        verdict = all.with(verdict, at, taken);
        at = all.after(at, taken);
        const std::vector<Tried>& then = all.next(at);
        const int longer = solved[i].days - taken.hold;
        const bool waits =
            i + 1 < solved.size() && std::any_of(then.begin(), then.end(), [&](const Tried& one) {
                return one.day == solved[i + 1].doses && one.wait == longer;
            });
        RC_ASSERT((i + 1 < solved.size() ? waits : longer == 0));
        RC_ASSERT((longer == 0 || solved[i + 1].slowed_by_ceiling ||
                   solved[i + 1].limited_by != LimitedBy::nothing));
        count.flagged += taken.limited_by == LimitedBy::nothing ? 0 : 1;
        count.waited += longer > 0 ? 1 : 0;
        count.moved += taken.form == 0 ? 0 : 1;
    }
    RC_ASSERT(all.next(at).empty());
    count.left_off += at.now.empty() ? 1 : 0;
    verdict.end = all.sum_of(at.now);
    const std::optional<Verdict> best = all.best();
    if (!best) return;
    ++count.tried;
    RC_ASSERT(!is_better(*best, verdict));
    RC_ASSERT(!is_better(verdict, *best));
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

}  // namespace

TEST_CASE("the days below a day are those that trying every combination gives, the best one for each total") {
    CHECK(holds("days_below", 20'000, days_are_those_of_brute_force));
}

TEST_CASE("no sequence of allowed steps is better than the solution") {
    SolverCount count;
    CHECK(holds("solve", 5000, [&count] { solution_is_the_best_of_all(count); }));
    MESSAGE(count.tried << " tapers with every sequence tried, " << count.flagged << " flagged steps, "
                        << count.waited << " held longer, " << count.moved << " in another form");
    CHECK(count.tried > 0);
    CHECK(count.flagged > 0);
    CHECK(count.waited > 0);
    CHECK(count.moved > 0);
    CHECK(count.left_off > 0);
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

TEST_CASE("the VA's example of 270 mg goes down by what is nearest to a tenth of it, and slower at the end") {
    // Cuts are multiples of 15 mg. 30 mg is 11.1 % of the original and 1.1 above the nominal 10 %; 15 mg is
    // 5.6 % and 4.4 below. From 90 mg on 30 mg are more than 25 % of the dose in force.
    const std::vector<SolvedStep> steps = solve(va_slower({90, 90, 90}, 30));
    CHECK(doses_of(steps) == Days{{75, 75, 90},
                                  {75, 60, 75},
                                  {60, 60, 60},
                                  {45, 45, 60},
                                  {45, 30, 45},
                                  {30, 30, 30},
                                  {30, 15, 30},
                                  {15, 15, 30},
                                  {15, 15, 15},
                                  {15, 15},
                                  {15}});
    CHECK(days_of(steps) == std::vector{28, 28, 28, 28, 28, 28, 28, 28, 28, 56, 56});
    // 60 to 45 is 25 % and stands under the ceiling; 45 to 30 is 33 %: the tablets allow no smaller cut.
    REQUIRE(steps.size() == 11);
    CHECK(steps[8].limited_by == LimitedBy::nothing);
    CHECK(steps[9].limited_by == LimitedBy::grid);
    CHECK(steps[10].limited_by == LimitedBy::last_unit);
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
    // 5 to 10 % of 100, and 4 to the goal.
    TaperProblem problem = fine(100, {false, 0.05, 0.10, 0.10, 0, 28});
    problem.goal = 96;
    const std::vector<SolvedStep> steps = solve(problem);
    CHECK(totals_of(steps) == Totals{96});
    CHECK(steps.back().limited_by == LimitedBy::nothing);
    CHECK(steps.back().days == 28);
}

TEST_CASE("cuts to a goal are shared out: no full ones with a rest of nothing at the end") {
    // To 80 in three cuts, which cannot be fewer at 10 % each: 90, 81, 80 would be allowed. Of three cuts to
    // 80 those are the most even that are nearly the same share: 7, 7.5 and 7 %.
    TaperProblem problem = fine(100, {false, 0.05, 0.10, 0.10, 0, 28});
    problem.goal = 80;
    CHECK(totals_of(solve(problem)) == Totals{93, 86, 80});
}

TEST_CASE(
    "weekly cuts for short use go 90, 80 to 30 % of the original and then by at most a tenth of the rest") {
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0.30, 7});
    problem.paces.push_back({false, 0, 0.10, 0.10, 0, 7});
    problem.ceilings.bind = false;
    problem.goal = 243;  // 10 % of 300 and of 270
    CHECK(totals_of(solve(problem)) == Totals{900, 800, 700, 600, 500, 400, 300, 270, 243});
    problem.goal = 0;
    const Totals totals = totals_of(solve(problem));
    REQUIRE(totals.size() > 7);
    CHECK(Totals(totals.begin(), totals.begin() + 7) == Totals{900, 800, 700, 600, 500, 400, 300});
    for (std::size_t i = 7; i < totals.size() && totals[i] >= 10; ++i) {
        const std::int64_t cut = totals[i - 1] - totals[i];
        CHECK(cut * 10 <= totals[i - 1]);
        CHECK((cut + 3) * 10 >= totals[i - 1]);  // whole units: never far below
    }
    CHECK(totals.back() == 1);
}

TEST_CASE("a stretch ends at its share and not past it") {
    // 10 % of the original until 30 % is left, then 5 % of the rest. From 35 % only 5 % of the original is
    // left to the end of the stretch.
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0.30, 28});
    problem.paces.push_back({false, 0, 0.05, 0.05, 0, 28});
    problem.start = {350};
    problem.goal = 270;
    // 5 % of 300 is 15, and of 285 no more than 14.
    CHECK(totals_of(solve(problem)) == Totals{300, 290, 280, 270});
    problem.goal = 271;
    CHECK(totals_of(solve(problem)) == Totals{300, 285, 271});
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

TEST_CASE("a step is held 7 days for each 10 % of the original that it cuts: just below, at and just above") {
    const auto first = [](std::int64_t next, int interval) {
        TaperProblem problem = fine(1000, {false, 0.01, 0.25, 0.25, 0, interval});
        problem.grid = only({next, 1000});
        return solve(problem).front();
    };
    const auto days = [&](std::int64_t next, int interval) { return first(next, interval).days; };
    CHECK(days(901, 7) == 7);
    CHECK(days(900, 7) == 7);
    CHECK(days(899, 7) == 14);
    CHECK(days(900, 6) == 7);  // less than a week earns no cut at all
    CHECK(days(899, 13) == 14);
    CHECK(days(899, 14) == 14);
    CHECK(days(800, 14) == 14);
    CHECK(days(799, 14) == 21);
    CHECK(first(900, 7).limited_by == LimitedBy::nothing);
    CHECK(first(899, 7).limited_by == LimitedBy::nothing);
    CHECK(!first(900, 7).slowed_by_ceiling);
    CHECK(first(899, 7).slowed_by_ceiling);
}

TEST_CASE("a cut that needs no longer hold comes before one that does") {
    // 12 % of the original would be nearer to the nominal 15 % than 10 %, but must be held for 14 days.
    TaperProblem problem = fine(1000, {false, 0.05, 0.15, 0.20, 0, 7});
    problem.grid = only({880, 900, 1000});
    problem.goal = 880;
    CHECK(totals_of(solve(problem)).front() == 900);
}

TEST_CASE("cuts within 14 days of each other are counted together, cuts 14 days apart are not") {
    // 10 % of the original each week. From 800 after 900 the window leaves 675; from 600 after 700 only 525.
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0, 7});
    problem.goal = 600;
    CHECK(totals_of(solve(problem)) == Totals{900, 800, 700, 600});
    problem.goal = 525;
    const std::vector<SolvedStep> weekly = solve(problem);
    CHECK(days_of(weekly) == std::vector{7, 7, 7, 7, 7});
    problem.paces.front().interval = 14;
    problem.goal = 500;
    CHECK(totals_of(solve(problem)) == Totals{900, 800, 700, 600, 500});
}

TEST_CASE("under the window regular cuts come before pauses with large ones") {
    // From 40 % of the original on a weekly cut of 10 % is too much: about 13 % of the dose in force each
    // week adds up to 25 % in two.
    TaperProblem problem = fine(1000, {true, 0, 0.10, 0.10, 0, 7});
    problem.start = {400};
    problem.goal = 120;
    const std::vector<SolvedStep> steps = solve(problem);
    for (const SolvedStep& step : steps) CHECK(step.days == 7);
    std::int64_t before = 400;
    for (const SolvedStep& step : steps) {
        const std::int64_t after = total_of(step.doses);
        CHECK((before - after) * 100 <= 25 * before);
        CHECK((before - after) * 100 >= 8 * before);
        before = after;
    }
    CHECK(before == 120);
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

TEST_CASE("a dose may rise at one time where only so a cut of the range is there") {
    // 15 and 60 mg, one tablet a dose of 15, 30 or 60: at their times 30 and 45 are the cuts, of 40 % at
    // least. 30 and 30 is 20 % less.
    TaperProblem problem = va_slower({15, 60}, 30);
    problem.grid = only({15, 30, 60});
    const std::vector<SolvedStep> steps = solve(problem);
    REQUIRE_FALSE(steps.empty());
    CHECK(steps.front().doses == DayDoses{30, 30});
    CHECK(steps.front().limited_by == LimitedBy::nothing);
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
