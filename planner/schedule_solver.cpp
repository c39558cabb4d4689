#include "planner/schedule_solver.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

namespace stepdown {

namespace {

constexpr double equal_within = 1e-9;  // of a share: 0.25 x 60 mg reaches 15 mg

/// Enumerates the days below one day whose largest dose is `top`.
class DayEnumerator {
public:
    DayEnumerator(const DayDoses& now, const DoseGrid& grid, std::span<const std::size_t> order,
                  std::int64_t floor, std::int64_t spread)
        : now_(now), grid_(grid), order_(order), floor_(floor), spread_(spread), day_(now) {}

    void run(std::map<std::int64_t, DayDoses>& best) {
        std::vector<std::int64_t> tops;
        for (const Dispensed& dose : grid_.amounts) tops.push_back(dose.micrograms);
        tops.insert(tops.end(), now_.begin(), now_.end());
        std::sort(tops.begin(), tops.end());
        tops.erase(std::unique(tops.begin(), tops.end()), tops.end());
        for (const std::int64_t top : tops) {
            if (top > *std::max_element(now_.begin(), now_.end())) break;
            std::int64_t most = 0;
            for (const std::int64_t dose : now_) most += std::min(dose, top);
            if (most >= floor_) choose(0, top, most, best);
        }
    }

private:
    /// Fills the slots in cut order. `most` is the largest total still possible.
    void choose(std::size_t rank, std::int64_t top, std::int64_t most,
                std::map<std::int64_t, DayDoses>& best) {
        if (rank == order_.size()) {
            keep(best);
            return;
        }
        const std::size_t slot = order_[rank];
        const std::int64_t ceiling = std::min(now_[slot], top);
        // Slots that were equal are cut in order: an earlier one never ends above a later one.
        std::int64_t least = 0;
        for (std::size_t earlier = 0; earlier < rank; ++earlier) {
            if (now_[order_[earlier]] == now_[slot]) least = std::max(least, day_[order_[earlier]]);
        }
        const auto try_dose = [&](std::int64_t dose) {
            if (dose < least || most - ceiling + dose < floor_) return;
            day_[slot] = dose;
            choose(rank + 1, top, most - ceiling + dose, best);
        };
        if (now_[slot] <= top) try_dose(now_[slot]);
        for (const Dispensed& amount : grid_.amounts) {
            const std::int64_t dose = amount.micrograms;
            if (dose > ceiling || dose == now_[slot]) continue;
            if (dose >= top - spread_) try_dose(dose);
        }
    }

    void keep(std::map<std::int64_t, DayDoses>& best) const {
        const std::int64_t total = total_of(day_);
        if (total >= total_of(now_) || total < floor_) return;
        const auto [at, is_new] = best.try_emplace(total, day_);
        if (!is_new && cost(day_) < cost(at->second)) at->second = day_;
    }

    /// Unevenness, whether the dose that is cut last is below another, pieces, kinds of pieces, changed
    /// doses, then the doses in reverse cut order, larger first.
    std::tuple<std::int64_t, bool, int, std::size_t, int, std::vector<std::int64_t>> cost(
        const DayDoses& day) const {
        const auto [low, high] = std::minmax_element(day.begin(), day.end());
        int pieces = 0, changed = 0;
        std::vector<Piece> kinds;
        for (std::size_t slot = 0; slot < day.size(); ++slot) {
            changed += day[slot] != now_[slot] ? 1 : 0;
            if (const Dispensed* dose = grid_.find(day[slot])) {
                pieces += dose->total;
                for (const PieceCount& part : dose->pieces) kinds.push_back(part.piece);
            }
        }
        std::sort(kinds.begin(), kinds.end());
        kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
        std::vector<std::int64_t> last_first;
        for (auto slot = order_.rbegin(); slot != order_.rend(); ++slot) last_first.push_back(-day[*slot]);
        return {*high - *low, day[order_.back()] != *high, pieces, kinds.size(), changed, last_first};
    }

    const DayDoses& now_;
    const DoseGrid& grid_;
    std::span<const std::size_t> order_;
    std::int64_t floor_, spread_;
    DayDoses day_;
};

/// One taper in the making.
class Solver {
public:
    explicit Solver(const TaperProblem& problem) : problem_(problem), now_(problem.start) {}

    std::vector<SolvedStep> run() {
        while (std::optional<SolvedStep> step = next()) {
            cuts_.push_back({day_, total_of(now_)});
            now_ = step->doses;
            day_ += step->days;
            steps_.push_back(std::move(*step));
        }
        return std::move(steps_);
    }

private:
    struct Cut {
        int day;
        std::int64_t before;
    };
    struct Range {
        double least, nominal, most;  // micrograms
        double uncapped_nominal;      // what the pace alone would take at most
        double most_past_end;         // where a cut may go past the end of its stretch
    };

    std::optional<SolvedStep> next() {
        const Pace& pace = pace_now();
        const Range range = range_for(pace);
        if (std::optional<SolvedStep> step = even_or_uneven(pace, range, day_, false)) return step;
        // The cuts before may stand in the way: then the step before is held until they no longer count.
        const int wait = problem_.ceilings.bind && !cuts_.empty()
                             ? cuts_.back().day + problem_.ceilings.window_days - day_
                             : 0;
        if (wait > 0) {
            if (std::optional<SolvedStep> step = even_or_uneven(pace, range, day_ + wait, true)) {
                steps_.back().days += wait;
                day_ += wait;
                return step;
            }
        }
        return flagged(pace);
    }

    /// A step inside the range: with even doses if there is one, else with uneven ones; not past the end of
    /// the stretch if there is one, else past it.
    std::optional<SolvedStep> even_or_uneven(const Pace& pace, const Range& range, int day,
                                             bool waited) const {
        Range past_end = range;
        past_end.most = range.most_past_end;
        for (const Range& one : {range, past_end}) {
            for (const std::int64_t spread : {problem_.grid.spread, any_spread}) {
                if (std::optional<SolvedStep> step = within(pace, one, day, waited, spread)) return step;
            }
        }
        return std::nullopt;
    }

    const Pace& pace_now() const {
        const double share = static_cast<double>(total_of(now_)) / static_cast<double>(problem_.original);
        for (const Pace& pace : problem_.paces) {
            if (share > pace.until + equal_within) return pace;
        }
        return problem_.paces.back();
    }

    Range range_for(const Pace& pace) const {
        const double now = static_cast<double>(total_of(now_)),
                     original = static_cast<double>(problem_.original);
        const Ceilings& ceilings = problem_.ceilings;
        double base = pace.of_original ? original : now;
        const double uncapped_nominal = pace.nominal * base;
        double most = pace.most * base;
        if (ceilings.bind) {
            const int whole_weeks = pace.interval / ceilings.week_days;
            const double cap =
                std::min(ceilings.window_cut * now, ceilings.weekly_cut * original * double(whole_weeks));
            if (pace.of_original && cap < pace.least * base) {
                base = now;  // the same shares, of the dose in force: they fit under the ceiling
                most = pace.most * base;
            }
            most = std::min(most, cap);
        }
        const double most_past_end = most;
        if (pace.until > 0) {
            // Not past the point where the next stretch begins, save at that stretch's own pace.
            const Pace& after = *(&pace + 1);
            const double next_cut = after.most * (after.of_original ? original : now);
            most = std::min(most, std::max(now - pace.until * original, next_cut));
        }
        return {pace.least * base, pace.nominal * base, most, uncapped_nominal, most_past_end};
    }

    /// The lowest total that the window ceiling allows for a cut on `day`.
    std::int64_t window_floor(int day) const {
        if (!problem_.ceilings.bind) return 0;
        double floor = (1 - problem_.ceilings.window_cut) * static_cast<double>(total_of(now_));
        for (const Cut& cut : cuts_) {
            if (day - cut.day >= problem_.ceilings.window_days) continue;
            floor = std::max(floor, (1 - problem_.ceilings.window_cut) * static_cast<double>(cut.before));
        }
        return static_cast<std::int64_t>(std::ceil(floor * (1 - equal_within)));
    }

    std::optional<SolvedStep> within(const Pace& pace, const Range& range, int day, bool waited,
                                     std::int64_t spread) const {
        const std::int64_t now = total_of(now_);
        const auto floor = static_cast<std::int64_t>(
            std::ceil((static_cast<double>(now) - range.most) - equal_within * static_cast<double>(now)));
        const std::int64_t lowest = std::max(floor, window_floor(day));
        const std::vector<DayDoses> days = below(lowest, spread);
        const DayDoses* chosen = nullptr;  // days fall: the cut grows
        for (const DayDoses& candidate : days) {
            const auto cut = static_cast<double>(now - total_of(candidate));
            const double slack = equal_within * static_cast<double>(now);
            const bool last_to_goal =
                problem_.goal > 0 && lowest <= problem_.goal && &candidate == &days.back();
            if (cut < range.least - slack && !last_to_goal) continue;
            if (!chosen || cut <= range.nominal + slack) chosen = &candidate;
        }
        if (!chosen) return std::nullopt;
        const auto cut = static_cast<double>(now - total_of(*chosen));
        return SolvedStep{*chosen, pace.interval, LimitedBy::nothing, waited || would_cut_more(range, cut)};
    }

    /// Whether the pace alone, without the ceilings, would have taken a larger cut than this.
    bool would_cut_more(const Range& range, double cut) const {
        const auto now = static_cast<double>(total_of(now_));
        if (!problem_.ceilings.bind || range.uncapped_nominal <= cut) return false;
        const std::vector<DayDoses> days =
            below(static_cast<std::int64_t>(std::ceil(now - range.uncapped_nominal)), problem_.grid.spread);
        return !days.empty() && now - static_cast<double>(total_of(days.back())) > cut;
    }

    std::optional<SolvedStep> flagged(const Pace& pace) const {
        std::vector<DayDoses> days;
        for (std::int64_t reach = problem_.grid.spread; days.empty(); reach *= 2) {
            days = below(total_of(now_) - reach, any_spread);
            if (reach >= total_of(now_)) break;
        }
        if (days.empty()) return std::nullopt;
        const int hold = flagged_hold(pace, total_of(now_) - total_of(days.front()));
        const LimitedBy why =
            total_of(now_) <= problem_.last_unit_zone ? LimitedBy::last_unit : LimitedBy::grid;
        return SolvedStep{days.front(), hold, why, false};
    }

    /// A flagged cut is held `flagged_hold` times the interval, and no shorter than the ceilings would have
    /// had cuts of their size add up to it: a cut of 50 % where 25 % in 14 days are allowed is held for 28
    /// days.
    int flagged_hold(const Pace& pace, std::int64_t cut_by) const {
        const Ceilings& ceilings = problem_.ceilings;
        int hold = static_cast<int>(std::ceil(problem_.flagged_hold * pace.interval));
        if (!ceilings.bind) return hold;
        const auto cut = static_cast<double>(cut_by);
        const double windows = cut / (ceilings.window_cut * static_cast<double>(total_of(now_)));
        const double weeks = cut / (ceilings.weekly_cut * static_cast<double>(problem_.original));
        hold = std::max(hold, ceilings.window_days * static_cast<int>(std::ceil(windows - equal_within)));
        return std::max(hold, ceilings.week_days * static_cast<int>(std::ceil(weeks - equal_within)));
    }

    std::vector<DayDoses> below(std::int64_t floor, std::int64_t spread) const {
        return days_below(now_, problem_.grid, cut_order(now_.size(), heaviest()),
                          std::max(floor, problem_.goal), spread);
    }

    std::optional<std::size_t> heaviest() const {
        if (now_.size() != problem_.start.size()) return std::nullopt;
        return problem_.heaviest;
    }

    const TaperProblem& problem_;
    DayDoses now_;
    int day_ = 0;
    std::vector<Cut> cuts_;
    std::vector<SolvedStep> steps_;
};

}  // namespace

std::int64_t total_of(const DayDoses& day) {
    return std::accumulate(day.begin(), day.end(), std::int64_t{0});
}

const Dispensed* DoseGrid::find(std::int64_t micrograms) const {
    const auto at = std::partition_point(amounts.begin(), amounts.end(),
                                         [&](const Dispensed& dose) { return dose.micrograms < micrograms; });
    return at != amounts.end() && at->micrograms == micrograms ? &*at : nullptr;
}

std::vector<DayDoses> days_below(const DayDoses& now, const DoseGrid& grid,
                                 std::span<const std::size_t> order, std::int64_t floor,
                                 std::int64_t spread) {
    std::map<std::int64_t, DayDoses> best;
    DayEnumerator(now, grid, order, floor, spread).run(best);
    const bool all_smallest =
        std::all_of(now.begin(), now.end(), [&](std::int64_t dose) { return dose == grid.smallest(); });
    if (all_smallest && now.size() > 1) {
        const DayDoses fewer(now.size() - 1, grid.smallest());
        if (total_of(fewer) >= floor) best.try_emplace(total_of(fewer), fewer);
    }
    std::vector<DayDoses> days;
    for (auto day = best.rbegin(); day != best.rend(); ++day) days.push_back(std::move(day->second));
    return days;
}

std::vector<std::size_t> cut_order(std::size_t doses, std::optional<std::size_t> heaviest) {
    std::vector<std::size_t> order;
    for (std::size_t slot = 1; slot + 1 < doses; ++slot) order.push_back(slot);
    order.push_back(0);
    if (doses > 1) order.push_back(doses - 1);
    if (heaviest) {
        order.erase(std::find(order.begin(), order.end(), *heaviest));
        order.push_back(*heaviest);
    }
    return order;
}

std::vector<SolvedStep> solve(const TaperProblem& problem) {
    return Solver(problem).run();
}

}  // namespace stepdown
