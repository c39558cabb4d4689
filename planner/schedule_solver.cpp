#include "planner/schedule_solver.hpp"

#include <bit>
#include <cmath>
#include <deque>
#include <queue>
#include <tuple>
#include <unordered_map>

namespace stepdown {

namespace {

constexpr std::int64_t whole = 1'000'000;  // shares are counted in millionths

std::int64_t millionths(double of_one) {
    return std::llround(of_one * static_cast<double>(whole));
}
std::int64_t rounded_up(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

struct Hash {
    std::uint64_t value = 0x9E3779B97F4A7C15U;
    void mix(std::int64_t number) {
        value = (value ^ static_cast<std::uint64_t>(number)) * 0xFF51AFD7ED558CCDU;
        value ^= value >> 32U;
    }
};

/// A form of the drug, with what the search looks up again and again.
struct Form {
    const DoseGrid* grid;
    std::int64_t last_unit_zone;
    std::size_t doses;  // of its first day
    std::vector<std::int64_t> amounts;
    std::vector<std::uint64_t> kinds;  // of the pieces of each amount, one bit for each
};

/// The order of the doses of a day, for one form and number of doses.
struct Slots {
    std::vector<std::size_t> order, alike;
};

/// A day of one form.
struct Place {
    std::size_t form = 0;
    DayDoses day;
    bool operator==(const Place&) const = default;
};
struct PlaceHash {
    std::size_t operator()(const Place& place) const {
        Hash hash;
        hash.mix(static_cast<std::int64_t>(place.form));
        for (const std::int64_t dose : place.day) hash.mix(dose);
        return hash.value;
    }
};

/// What the pace and the ceilings allow from one total.
struct Range {
    std::int64_t now = 0;
    std::int64_t base = 0;             // of which the pace is a share
    std::int64_t least = 0, most = 0;  // cut
    std::int64_t nominal = 0;          // share of the base, in millionths
    std::int64_t stretch_end = 0;      // total in millionths; a total below it runs past the end ...
    std::int64_t most_past_end = 0;    // ... if its cut, in millionths, is above this
    const Pace* pace = nullptr;

    bool runs_past_end(std::int64_t total) const {
        return total * whole < stretch_end && (now - total) * whole > most_past_end;
    }
    /// StepCost::off_pace of a cut.
    std::int64_t off_pace(std::int64_t cut) const {
        const std::int64_t share = cut * whole / base, off = std::abs(share - nominal);
        const std::int64_t distance = off + off * off / nominal;
        return share <= nominal ? distance : 2 * distance * share / nominal;
    }
    /// The same for days without a cut.
    std::int64_t off_pace_of_waiting(int days) const { return off_pace(0) * days / pace->interval; }
};

/// A next day.
struct Option {
    std::size_t form = 0;
    DayDoses day;
    std::int64_t total = 0;
    std::int64_t gap = 0;                    // from the day's largest dose to the lowest reduced one
    int hold = 0;                            // days
    StepCost cost = {};                      // off_pace as if the step before is not held longer for this one
    std::size_t place = 0;                   // index, as `node`
    std::optional<std::uint32_t> node = {};  // what follows where no earlier cut counts any more
};

/// All that can follow a day, whatever came before it; the ceiling of the window is not looked at yet.
struct Options {
    std::vector<Option> next;
    LimitedBy limited_by = LimitedBy::nothing;
};

/// Which days can follow which.
class Steps {
public:
    explicit Steps(const TaperProblem& problem) : problem_(problem) {
        add_form(problem.grid, problem.last_unit_zone, problem.start.size());
        for (const OtherForm& other : problem.other_forms)
            add_form(other.grid, other.last_unit_zone, other.doses);
        for (std::size_t form = 0; form < forms_.size(); ++form) slots_.push_back(slots_of(form));
    }

    Options after(const Place& place) const {
        const Range range = range_at(total(place.day));
        Options options{in_range(place, range), LimitedBy::nothing};
        if (options.next.empty()) options.next = to_other_forms(place, range);
        if (options.next.empty()) {
            options.next = smallest_cut(place);
            options.limited_by =
                range.now <= forms_[place.form].last_unit_zone ? LimitedBy::last_unit : LimitedBy::grid;
        }
        for (Option& one : options.next) {
            const std::int64_t cut = range.now - one.total;
            one.hold = options.limited_by == LimitedBy::nothing ? hold_for(*range.pace, cut)
                                                                : flagged_hold(range, cut);
            one.cost = cost_of(place, one, range.off_pace(cut));
        }
        return options;
    }

    /// Of the drug: the day's doses and what is taken of it besides.
    std::int64_t total(const DayDoses& day) const { return total_of(day) + problem_.background; }

    Range range_at(std::int64_t now) const {
        const Pace& pace = pace_at(now);
        const std::int64_t original = problem_.original, ceiling = window_most(now);
        Range range;
        range.now = now;
        range.pace = &pace;
        range.base = pace.of_original ? original : now;
        // Where the ceiling leaves no room for a share of the original: the same share of the dose in force.
        const bool has_room = ceiling * whole >= millionths(pace.least) * original;
        if (pace.of_original && problem_.ceilings.bind && !has_room) range.base = now;
        range.least = rounded_up(millionths(pace.least) * range.base, whole);
        range.most = std::min(millionths(pace.most) * range.base / whole, ceiling);
        range.nominal = std::max<std::int64_t>(millionths(pace.nominal), 1);
        if (pace.until > 0 && &pace != &problem_.paces.back()) {
            const Pace& next = *(&pace + 1);
            range.stretch_end = millionths(pace.until) * original;
            range.most_past_end = millionths(next.most) * (next.of_original ? original : now);
        }
        return range;
    }

    /// Whether the ceilings kept a cut of the place away that is larger than `cut` and not above the nominal.
    /// `keeps_away` says so of one total.
    template <class KeepsAway>
    bool is_kept_from_nominal(const Place& place, std::int64_t cut, KeepsAway keeps_away) const {
        const std::int64_t now = total(place.day);
        const Pace& pace = pace_at(now);
        const std::int64_t base = pace.of_original ? problem_.original : now;
        const std::int64_t nominal = millionths(pace.nominal) * base / whole;
        bool kept = false;
        each_below(place, now - nominal, forms_[place.form].grid->spread,
                   [&](const DayDoses&, std::int64_t total) {
                       const bool away = now - total > window_most(now) || keeps_away(total) ||
                                         hold_for(pace, now - total) > pace.interval;
                       kept = kept || (now - total > cut && away);
                   });
        return kept;
    }

private:
    void add_form(const DoseGrid& grid, std::int64_t last_unit_zone, std::size_t doses) {
        Form form{&grid, last_unit_zone, doses, {}, {}};
        std::vector<Piece> pieces;
        for (const Dispensed& amount : grid.amounts) {
            form.amounts.push_back(amount.micrograms);
            std::uint64_t kinds = 0;
            for (const PieceCount& part : amount.pieces) {
                const auto at = std::find(pieces.begin(), pieces.end(), part.piece);
                kinds |= std::uint64_t{1} << std::min<std::ptrdiff_t>(at - pieces.begin(), 63);
                if (at == pieces.end()) pieces.push_back(part.piece);
            }
            form.kinds.push_back(kinds);
        }
        forms_.push_back(std::move(form));
    }

    /// For each number of doses that the form can have, from none.
    std::vector<Slots> slots_of(std::size_t form) const {
        const auto heaviest = form == 0 ? problem_.heaviest : problem_.other_forms[form - 1].heaviest;
        std::vector<Slots> all(1);
        for (std::size_t doses = 1; doses <= forms_[form].doses; ++doses) {
            const bool as_at_first = doses == forms_[form].doses;
            Slots slots;
            slots.order = cut_order(doses, as_at_first ? heaviest : std::nullopt);
            const bool began_so = form == 0 && as_at_first;
            slots.alike = ranks_alike(began_so ? problem_.start : DayDoses(doses, 0), slots.order);
            all.push_back(std::move(slots));
        }
        return all;
    }

    const Pace& pace_at(std::int64_t total) const {
        for (const Pace& pace : problem_.paces) {
            if (total * whole > millionths(pace.until) * problem_.original) return pace;
        }
        return problem_.paces.back();
    }

    std::int64_t window_most(std::int64_t now) const {
        return problem_.ceilings.bind ? millionths(problem_.ceilings.window_cut) * now / whole : now;
    }

    int hold_for(const Pace& pace, std::int64_t cut) const {
        if (!problem_.ceilings.bind || cut == 0) return pace.interval;
        const std::int64_t a_week = millionths(problem_.ceilings.weekly_cut) * problem_.original;
        const auto weeks = static_cast<int>(rounded_up(cut * whole, a_week));
        return std::max(pace.interval, weeks * problem_.ceilings.week_days);
    }

    /// A flagged cut is held `flagged_hold` times the interval, and no shorter than the ceilings would have
    /// had cuts of their size add up to it: a cut of 50 % where 25 % in 14 days are allowed is held for 28
    /// days.
    int flagged_hold(const Range& range, std::int64_t cut) const {
        const int hold = static_cast<int>(std::ceil(problem_.flagged_hold * range.pace->interval));
        if (!problem_.ceilings.bind) return hold;
        const std::int64_t a_window = millionths(problem_.ceilings.window_cut) * range.now;
        const auto windows = static_cast<int>(rounded_up(cut * whole, a_window));
        return std::max({hold, hold_for(*range.pace, cut), windows * problem_.ceilings.window_days});
    }

    /// Every day with a smaller total of at least `floor`; one with a dose less only when all doses are one
    /// smallest unit, and one without a dose only where the drug is taken besides.
    template <class Visit>
    void each_below(const Place& place, std::int64_t floor, std::int64_t spread, Visit visit) const {
        if (place.day.empty()) return;
        const Form& form = forms_[place.form];
        const Slots& slots = slots_[place.form][place.day.size()];
        const std::int64_t besides = problem_.background;
        const std::int64_t least = std::max(floor, problem_.goal) - besides;
        DayWalk{place.day, form.amounts, slots.order, slots.alike, least, spread}.each(
            [&](const DayDoses& day, std::int64_t sum) { visit(day, sum + besides); });
        const std::int64_t smallest = form.grid->smallest();
        const bool all_smallest = std::all_of(place.day.begin(), place.day.end(),
                                              [&](std::int64_t dose) { return dose == smallest; });
        if (!all_smallest || (place.day.size() < 2 && besides == 0)) return;
        const DayDoses fewer(place.day.size() - 1, smallest);
        if (total_of(fewer) >= least) visit(fewer, total(fewer));
    }

    /// The same days with the doses put elsewhere, so that one of them may rise while the total falls.
    template <class Visit>
    void each_rearranged_below(const Place& place, std::int64_t floor, std::int64_t spread,
                               Visit visit) const {
        if (place.day.size() < 2) return;
        const std::int64_t besides = problem_.background;
        each_rearranged(forms_[place.form].amounts, slots_[place.form][place.day.size()].order,
                        std::max(floor, problem_.goal) - besides, total_of(place.day), spread,
                        [&](const DayDoses& day, std::int64_t sum) { visit(day, sum + besides); });
    }

    static std::int64_t apart(const DayDoses& day) {
        const auto [low, high] = std::minmax_element(day.begin(), day.end());
        return *high - *low;
    }

    static std::int64_t gap_of(const DayDoses& now, const DayDoses& day) {
        if (now.size() != day.size()) return 0;
        const std::int64_t top = *std::max_element(day.begin(), day.end());
        std::int64_t gap = 0;
        for (std::size_t slot = 0; slot < day.size(); ++slot) {
            if (day[slot] != now[slot]) gap = std::max(gap, top - day[slot]);
        }
        return gap;
    }

    static void keep_least_gap(std::vector<Option>& found) {
        std::int64_t least = any_spread;
        for (const Option& one : found) least = std::min(least, one.gap);
        std::erase_if(found, [&](const Option& one) { return one.gap > least; });
    }

    std::vector<Option> cuts_between(const Place& place, const Range& range, std::int64_t spread) const {
        std::vector<Option> found;
        each_below(place, range.now - range.most, spread, [&](const DayDoses& day, std::int64_t total) {
            const std::int64_t cut = range.now - total;
            if (cut < range.least || cut > range.most) return;
            found.push_back({place.form, day, total, spread == any_spread ? gap_of(place.day, day) : 0});
        });
        return found;
    }

    std::vector<Option> rearranged_between(const Place& place, const Range& range,
                                           std::int64_t spread) const {
        std::vector<Option> found;
        each_rearranged_below(
            place, range.now - range.most, spread, [&](const DayDoses& day, std::int64_t total) {
                const std::int64_t cut = range.now - total;
                if (cut >= range.least && cut <= range.most)
                    found.push_back({place.form, day, total, spread == any_spread ? apart(day) : 0});
            });
        return found;
    }

    /// The cuts in the range, not past the end of the stretch if there are such. Doses stay within the spread
    /// if they can, and at their times if they can: within the spread at other times comes before beyond it.
    std::vector<Option> in_range(const Place& place, const Range& range) const {
        const std::int64_t even = forms_[place.form].grid->spread;
        std::vector<Option> found = cuts_between(place, range, even);
        if (found.empty()) found = rearranged_between(place, range, even);
        if (found.empty()) found = cuts_between(place, range, any_spread);
        if (found.empty()) found = rearranged_between(place, range, any_spread);
        keep_least_gap(found);
        if (found.empty()) found = last_to_goal(place, range);
        const auto runs_past_end = [&](const Option& one) { return range.runs_past_end(one.total); };
        if (!std::all_of(found.begin(), found.end(), runs_past_end)) std::erase_if(found, runs_past_end);
        return found;
    }

    /// Adds a day to those of the highest total.
    static void keep_highest(std::vector<Option>& found, Option option) {
        if (!found.empty() && option.total < found.front().total) return;
        if (!found.empty() && option.total > found.front().total) found.clear();
        found.push_back(std::move(option));
    }

    /// All days with the smallest cut that there is, as even as they can be; doses at other times only where
    /// that makes it smaller.
    std::vector<Option> smallest_cut(const Place& place) const {
        const std::int64_t now = total(place.day);
        std::vector<Option> found, elsewhere;
        for (std::int64_t reach = std::max<std::int64_t>(forms_[place.form].grid->spread, 1); found.empty();
             reach *= 2) {
            each_below(place, now - reach, any_spread, [&](const DayDoses& day, std::int64_t total) {
                keep_highest(found, {place.form, day, total, gap_of(place.day, day)});
            });
            if (reach >= now) break;
        }
        const std::int64_t above = found.empty() ? 0 : found.front().total + 1;
        each_rearranged_below(place, above, any_spread, [&](const DayDoses& day, std::int64_t total) {
            keep_highest(elsewhere, {place.form, day, total, apart(day)});
        });
        if (!elsewhere.empty()) found = std::move(elsewhere);
        keep_least_gap(found);
        return found;
    }

    /// The cut to the lowest day that the goal leaves, where that is below the range.
    std::vector<Option> last_to_goal(const Place& place, const Range& range) const {
        if (problem_.goal == 0) return {};
        std::vector<Option> found;
        each_below(place, 0, any_spread, [&](const DayDoses& day, std::int64_t total) {
            if (!found.empty() && total > found.front().total) return;
            if (!found.empty() && total < found.front().total) found.clear();
            found.push_back({place.form, day, total, gap_of(place.day, day)});
        });
        if (found.empty() || range.now - found.front().total >= range.least) return {};
        keep_least_gap(found);
        return found;
    }

    /// The days of the other forms at this total, or at the highest one below it in the range, from which a
    /// cut in the range or a smaller smallest cut is there.
    std::vector<Option> to_other_forms(const Place& place, const Range& range) const {
        std::vector<Option> found;
        if (place.form != 0) return found;
        for (std::size_t form = 1; form < forms_.size(); ++form) {
            for (Option& one : first_days(form, range)) {
                if (is_finer({form, one.day}, place)) found.push_back(std::move(one));
            }
        }
        return found;
    }

    bool is_finer(const Place& other, const Place& place) const {
        if (!in_range(other, range_at(total(other.day))).empty()) return true;
        const std::vector<Option> here = smallest_cut(place), there = smallest_cut(other);
        if (here.empty() || there.empty()) return false;
        return total(place.day) - here.front().total > total(other.day) - there.front().total;
    }

    std::vector<Option> first_days(std::size_t form, const Range& range) const {
        const std::size_t doses = forms_[form].doses;
        const Slots& slots = slots_[form][doses];
        const DayDoses full(doses, forms_[form].amounts.back());
        std::vector<Option> found;
        const auto keep = [&](const DayDoses& day, std::int64_t total) {
            if (total > range.now || (!found.empty() && total < found.front().total)) return;
            if (!found.empty() && total > found.front().total) found.clear();
            found.push_back({form, day, total});
        };
        const std::int64_t besides = problem_.background;
        const std::int64_t floor = std::max(range.now - range.most, problem_.goal);
        DayWalk{full,        forms_[form].amounts, slots.order,
                slots.alike, floor - besides,      forms_[form].grid->spread}
            .each([&](const DayDoses& day, std::int64_t sum) { keep(day, sum + besides); });
        if (total(full) >= floor) keep(full, total(full));
        return found;
    }

    StepCost cost_of(const Place& place, const Option& next, std::int64_t off_pace) const {
        StepCost cost{off_pace, handling_of(place, next), 0, 0};
        if (next.day.empty()) return cost;
        const auto [low, high] = std::minmax_element(next.day.begin(), next.day.end());
        const Slots& slots = slots_[next.form][next.day.size()];
        cost.unevenness = (*high - *low) + (*high - next.day[slots.order.back()]);
        for (std::size_t rank = 0; rank < slots.order.size(); ++rank) {
            cost.cut_late +=
                next.day[slots.order[rank]] * static_cast<std::int64_t>(slots.order.size() - 1 - rank);
        }
        return cost;
    }

    std::int64_t handling_of(const Place& place, const Option& next) const {
        const Form& form = forms_[next.form];
        std::uint64_t kinds = 0;
        std::int64_t handling = 0;
        for (const std::int64_t dose : next.day) {
            const auto at = std::lower_bound(form.amounts.begin(), form.amounts.end(), dose);
            if (at == form.amounts.end() || *at != dose) continue;
            const auto amount = static_cast<std::size_t>(at - form.amounts.begin());
            kinds |= form.kinds[amount];
            handling += form.grid->amounts[amount].total;
        }
        handling += std::popcount(kinds);
        if (next.form != place.form || next.day.size() != place.day.size()) return handling + 1;
        for (std::size_t slot = 0; slot < next.day.size(); ++slot)
            handling += next.day[slot] != place.day[slot] ? 1 : 0;
        return handling;
    }

    const TaperProblem& problem_;
    std::vector<Form> forms_;
    std::vector<std::vector<Slots>> slots_;  // by form and number of doses
};

/// A cut that may still count in the window.
struct RecentCut {
    int age = 0;  // days, when the step in force may end
    std::int64_t before = 0;
    bool operator==(const RecentCut&) const = default;
};

/// All that the rest of the taper depends on.
struct State {
    std::size_t place = 0;
    std::vector<RecentCut> recent;
    bool operator==(const State&) const = default;
};
struct StateHash {
    std::size_t operator()(const State& state) const {
        Hash hash;
        hash.mix(static_cast<std::int64_t>(state.place));
        for (const RecentCut& cut : state.recent) {
            hash.mix(cut.age);
            hash.mix(cut.before);
        }
        return hash.value;
    }
};

struct Edge {
    std::uint32_t to = 0, option = 0;
    int wait = 0;  // more days for the step before
};

/// A flagged cut as a share of the dose before it.
struct Share {
    std::int64_t cut = 0, before = 1;
    bool operator<(const Share& other) const { return cut * other.before < other.cut * before; }
};

/// A state in the graph, with the best that can follow it.
struct Node {
    State state;
    std::vector<Edge> edges = {};
    // Over all ways on from here: the lowest total that is reached, the fewest flagged steps to it, and the
    // least largest of their cuts.
    std::int64_t end = 0;
    int flagged = 0;
    Share largest = {};
    // Over those ways that have no larger flagged cut than the plan as a whole needs.
    std::optional<StepCost> cost = {};
    const Edge* best = nullptr;
};

/// All states that can be reached; then one pass for each criterion that is not a sum.
class Search {
public:
    explicit Search(const TaperProblem& problem) : problem_(problem), steps_(problem) {}

    std::vector<SolvedStep> run() {
        reach_all();
        find_bottleneck();
        sum_costs();
        return best_steps();
    }

private:
    struct Known {
        Place place;
        std::int64_t total = 0;
        Range range;
        std::optional<Options> options;
    };

    std::size_t place_at(Place place) {
        const auto [at, is_new] = place_index_.try_emplace(std::move(place), places_.size());
        if (is_new) {
            const std::int64_t total = steps_.total(at->first.day);
            places_.push_back({at->first, total, steps_.range_at(total), std::nullopt});
        }
        return at->second;
    }

    Options& options_at(std::size_t place) {
        if (!places_[place].options) {
            Options options = steps_.after(places_[place].place);
            for (Option& one : options.next) one.place = place_at({one.form, std::move(one.day)});
            places_[place].options = std::move(options);
        }
        return *places_[place].options;
    }

    std::uint32_t node_at(State state) {
        forget_what_no_longer_counts(state);
        const auto [at, is_new] =
            node_index_.try_emplace(std::move(state), static_cast<std::uint32_t>(nodes_.size()));
        if (is_new) {
            const Known& known = places_[at->first.place];
            // Totals fall along a taper, and another form is a later one: all that leads to a node comes
            // first.
            open_.push({known.total, -static_cast<std::int64_t>(known.place.form), nodes_.size()});
            nodes_.push_back({at->first});
        }
        return at->second;
    }

    void reach_all() {
        node_at({place_at({0, problem_.start}), {}});
        while (!open_.empty()) {
            const std::size_t index = std::get<2>(open_.top());
            open_.pop();
            falling_.push_back(index);
            std::vector<Edge> edges = edges_of(nodes_[index].state);
            nodes_[index].edges = std::move(edges);
        }
    }

    /// The options that hold the step before and their own step least.
    std::vector<Edge> edges_of(const State& state) {
        Options& options = options_at(state.place);
        const bool is_flagged = options.limited_by != LimitedBy::nothing;
        std::vector<Edge> edges;
        int least = std::numeric_limits<int>::max();
        for (std::uint32_t i = 0; i < options.next.size(); ++i) {
            const Option& one = options.next[i];
            const int wait = is_flagged ? until_clear(state) : wait_for(state, one.total);
            const int days = is_flagged ? 0 : wait + one.hold;
            if (days > least) continue;
            if (days < least) edges.clear();
            least = days;
            edges.push_back({0, i, wait});
        }
        for (Edge& edge : edges) edge.to = node_after(state, options.next[edge.option], edge.wait);
        return edges;
    }

    std::uint32_t node_after(const State& state, Option& next, int wait) {
        const bool all_too_old =
            std::all_of(state.recent.begin(), state.recent.end(), [&](const RecentCut& cut) {
                return cut.age + wait + next.hold >= problem_.ceilings.window_days;
            });
        if (!all_too_old) return node_at(after(state, next, wait));
        if (!next.node) next.node = node_at(after(state, next, wait));
        return *next.node;
    }

    State after(const State& state, const Option& next, int wait) const {
        State then{next.place, {}};
        if (!problem_.ceilings.bind) return then;
        const auto keep = [&](int age, std::int64_t before) {
            if (age < problem_.ceilings.window_days) then.recent.push_back({age, before});
        };
        for (const RecentCut& cut : state.recent) keep(cut.age + wait + next.hold, cut.before);
        const std::int64_t before = places_[state.place].total;
        if (next.total < before) keep(next.hold, before);
        return then;
    }

    bool is_above_window(std::int64_t total, std::int64_t before) const {
        return total * whole < (whole - millionths(problem_.ceilings.window_cut)) * before;
    }
    /// How many more days the step in force is held before the total may come down so far.
    int wait_for(const State& state, std::int64_t total) const {
        int wait = 0;
        for (const RecentCut& cut : state.recent) {
            if (is_above_window(total, cut.before))
                wait = std::max(wait, problem_.ceilings.window_days - cut.age);
        }
        return wait;
    }
    int until_clear(const State& state) const {
        int wait = 0;
        for (const RecentCut& cut : state.recent)
            wait = std::max(wait, problem_.ceilings.window_days - cut.age);
        return wait;
    }

    /// States that differ only in cuts which keep the same next days away are one. Only cuts that will have
    /// left the window after the next step are looked at so.
    void forget_what_no_longer_counts(State& state) {
        if (state.recent.size() != 1) return;
        const Known& known = places_[state.place];
        RecentCut& cut = state.recent.front();
        if (cut.age + known.range.pace->interval < problem_.ceilings.window_days) return;
        const Options& options = options_at(state.place);
        if (options.limited_by != LimitedBy::nothing) return;
        std::int64_t kept_away = -1;
        for (const Option& one : options.next) {
            if (is_above_window(one.total, cut.before)) kept_away = std::max(kept_away, one.total);
        }
        if (kept_away < 0) {
            state.recent.clear();
        } else {
            cut.before = kept_away * whole / (whole - millionths(problem_.ceilings.window_cut)) + 1;
        }
    }

    const Options& options_of(const Node& node) const { return *places_[node.state.place].options; }
    bool is_flagged(const Node& node) const { return options_of(node).limited_by != LimitedBy::nothing; }
    Share share_of(const Node& node, const Edge& edge) const {
        const std::int64_t before = places_[node.state.place].total;
        return {before - options_of(node).next[edge.option].total, before};
    }
    std::pair<std::int64_t, int> through(const Node& node, const Edge& edge) const {
        return {nodes_[edge.to].end, nodes_[edge.to].flagged + (is_flagged(node) ? 1 : 0)};
    }

    /// The lowest end, the fewest flagged steps to it, and their least largest cut.
    void find_bottleneck() {
        for (auto index = falling_.rbegin(); index != falling_.rend(); ++index) {
            Node& node = nodes_[*index];
            node.end = places_[node.state.place].total;
            for (const Edge& edge : node.edges) {
                const auto counts = through(node, edge);
                Share largest = nodes_[edge.to].largest;
                if (is_flagged(node)) largest = std::max(largest, share_of(node, edge));
                const bool is_first = &edge == &node.edges.front();
                const std::pair so_far(node.end, node.flagged);
                if (!is_first && (so_far < counts || (counts == so_far && !(largest < node.largest))))
                    continue;
                std::tie(node.end, node.flagged) = counts;
                node.largest = largest;
            }
        }
    }

    /// The least cost of all ways with those counts and no larger flagged cut.
    void sum_costs() {
        const Share most = nodes_.front().largest;
        for (auto index = falling_.rbegin(); index != falling_.rend(); ++index) {
            Node& node = nodes_[*index];
            if (node.edges.empty()) node.cost = StepCost{};
            for (const Edge& edge : node.edges) {
                const std::optional<StepCost>& rest = nodes_[edge.to].cost;
                if (!rest || through(node, edge) != std::pair(node.end, node.flagged)) continue;
                if (is_flagged(node) && most < share_of(node, edge)) continue;
                const StepCost cost = cost_of(node, edge) + *rest;
                if (node.cost && *node.cost <= cost) continue;
                node.cost = cost;
                node.best = &edge;
            }
        }
    }

    StepCost cost_of(const Node& node, const Edge& edge) const {
        StepCost cost = options_of(node).next[edge.option].cost;
        cost.off_pace += places_[node.state.place].range.off_pace_of_waiting(edge.wait);
        return cost;
    }

    bool is_slowed(const Node& node, const Edge& edge) const {
        if (!problem_.ceilings.bind || is_flagged(node)) return false;
        const Known& known = places_[node.state.place];
        const Option& next = options_of(node).next[edge.option];
        if (edge.wait > 0 || next.hold > known.range.pace->interval) return true;
        return steps_.is_kept_from_nominal(known.place, known.total - next.total, [&](std::int64_t total) {
            return wait_for(node.state, total) > 0;
        });
    }

    std::vector<SolvedStep> best_steps() const {
        std::vector<SolvedStep> steps;
        for (const Node* node = &nodes_.front(); node->best; node = &nodes_[node->best->to]) {
            const Edge& edge = *node->best;
            const Option& next = options_of(*node).next[edge.option];
            if (!steps.empty()) steps.back().days += edge.wait;
            steps.push_back({places_[next.place].place.day, next.hold, options_of(*node).limited_by,
                             is_slowed(*node, edge), next.form});
        }
        return steps;
    }

    const TaperProblem& problem_;
    Steps steps_;
    std::deque<Known> places_;  // deques: what is held of one stays where it is
    std::unordered_map<Place, std::size_t, PlaceHash> place_index_;
    std::deque<Node> nodes_;  // the start first
    std::unordered_map<State, std::uint32_t, StateHash> node_index_;
    std::priority_queue<std::tuple<std::int64_t, std::int64_t, std::size_t>> open_;
    std::vector<std::size_t> falling_;  // by total: the order in which they were taken out
};

}  // namespace

std::vector<SolvedStep> solve(const TaperProblem& problem) {
    return Search(problem).run();
}

}  // namespace stepdown
