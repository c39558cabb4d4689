#include "planner/schedule_next_days.hpp"

#include <algorithm>
#include <bit>

namespace stepdown::schedule {

namespace {

std::int64_t apart(const DayDoses& day) {
    const auto [low, high] = std::minmax_element(day.begin(), day.end());
    return *high - *low;
}

std::int64_t gap_of(const DayDoses& now, const DayDoses& day) {
    if (now.size() != day.size()) return 0;
    const std::int64_t top = *std::max_element(day.begin(), day.end());
    std::int64_t gap = 0;
    for (std::size_t slot = 0; slot < day.size(); ++slot) {
        if (day[slot] != now[slot]) gap = std::max(gap, top - day[slot]);
    }
    return gap;
}

void keep_least_gap(std::vector<Option>& found) {
    std::int64_t least = any_spread;
    for (const Option& one : found) least = std::min(least, one.gap);
    std::erase_if(found, [&](const Option& one) { return one.gap > least; });
}

/// Adds a day to those of the highest total.
void keep_highest(std::vector<Option>& found, Option option) {
    if (!found.empty() && option.total < found.front().total) return;
    if (!found.empty() && option.total > found.front().total) found.clear();
    found.push_back(std::move(option));
}

}  // namespace

NextDays::NextDays(const TaperProblem& problem) : problem_(problem) {
    add_form(problem.grid, problem.last_unit_zone, problem.start.size());
    for (const OtherForm& other : problem.other_forms)
        add_form(other.grid, other.last_unit_zone, other.doses);
    for (std::size_t form = 0; form < forms_.size(); ++form) slots_.push_back(slots_of(form));
}

template <class Visit>
void NextDays::each_below(const Place& place, std::int64_t floor, std::int64_t spread, Visit visit) const {
    if (place.day.empty()) return;
    const Form& form = forms_[place.form];
    const Slots& slots = slots_[place.form][place.day.size()];
    const std::int64_t besides = problem_.background;
    const std::int64_t least = std::max(floor, problem_.goal) - besides;
    DayWalk{place.day, form.amounts, slots.order, slots.alike, least, spread}.each(
        [&](const DayDoses& day, std::int64_t sum) { visit(day, sum + besides); });
    const std::int64_t smallest = form.grid->smallest();
    const bool all_smallest =
        std::all_of(place.day.begin(), place.day.end(), [&](std::int64_t dose) { return dose == smallest; });
    if (!all_smallest || (place.day.size() < 2 && besides == 0)) return;
    const DayDoses fewer(place.day.size() - 1, smallest);
    if (total_of(fewer) >= least) visit(fewer, total(fewer));
}

template <class Visit>
void NextDays::each_rearranged_below(const Place& place, std::int64_t floor, std::int64_t spread,
                                     Visit visit) const {
    if (place.day.size() < 2) return;
    const std::int64_t besides = problem_.background;
    each_rearranged(forms_[place.form].amounts, slots_[place.form][place.day.size()].order,
                    std::max(floor, problem_.goal) - besides, total_of(place.day), spread,
                    [&](const DayDoses& day, std::int64_t sum) { visit(day, sum + besides); });
}

Options NextDays::after(const Place& place) const {
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
        one.hold =
            options.limited_by == LimitedBy::nothing ? hold_for(*range.pace, cut) : flagged_hold(range, cut);
        one.cost = cost_of(place, one, range.off_pace(cut));
    }
    return options;
}

std::int64_t NextDays::total(const DayDoses& day) const {
    return total_of(day) + problem_.background;
}

Range NextDays::range_at(std::int64_t now) const {
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

bool NextDays::is_kept_from_nominal(const Place& place, std::int64_t cut,
                                    const std::function<bool(std::int64_t)>& keeps_away) const {
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

void NextDays::add_form(const DoseGrid& grid, std::int64_t last_unit_zone, std::size_t doses) {
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

std::vector<Slots> NextDays::slots_of(std::size_t form) const {
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

const Pace& NextDays::pace_at(std::int64_t total) const {
    for (const Pace& pace : problem_.paces) {
        if (total * whole > millionths(pace.until) * problem_.original) return pace;
    }
    return problem_.paces.back();
}

std::int64_t NextDays::window_most(std::int64_t now) const {
    return problem_.ceilings.bind ? millionths(problem_.ceilings.window_cut) * now / whole : now;
}

int NextDays::hold_for(const Pace& pace, std::int64_t cut) const {
    if (!problem_.ceilings.bind || cut == 0) return pace.interval;
    const std::int64_t a_week = millionths(problem_.ceilings.weekly_cut) * problem_.original;
    const auto weeks = static_cast<int>(rounded_up(cut * whole, a_week));
    return std::max(pace.interval, weeks * problem_.ceilings.week_days);
}

int NextDays::flagged_hold(const Range& range, std::int64_t cut) const {
    const int hold = static_cast<int>(std::ceil(problem_.flagged_hold * range.pace->interval));
    if (!problem_.ceilings.bind) return hold;
    const std::int64_t a_window = millionths(problem_.ceilings.window_cut) * range.now;
    const auto windows = static_cast<int>(rounded_up(cut * whole, a_window));
    return std::max({hold, hold_for(*range.pace, cut), windows * problem_.ceilings.window_days});
}

std::vector<Option> NextDays::cuts_between(const Place& place, const Range& range,
                                           std::int64_t spread) const {
    std::vector<Option> found;
    each_below(place, range.now - range.most, spread, [&](const DayDoses& day, std::int64_t total) {
        const std::int64_t cut = range.now - total;
        if (cut < range.least || cut > range.most) return;
        found.push_back({place.form, day, total, spread == any_spread ? gap_of(place.day, day) : 0});
    });
    return found;
}

std::vector<Option> NextDays::rearranged_between(const Place& place, const Range& range,
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

std::vector<Option> NextDays::in_range(const Place& place, const Range& range) const {
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

std::vector<Option> NextDays::smallest_cut(const Place& place) const {
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

std::vector<Option> NextDays::last_to_goal(const Place& place, const Range& range) const {
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

std::vector<Option> NextDays::to_other_forms(const Place& place, const Range& range) const {
    std::vector<Option> found;
    if (place.form != 0) return found;
    for (std::size_t form = 1; form < forms_.size(); ++form) {
        for (Option& one : first_days(form, range)) {
            if (is_finer({form, one.day}, place)) found.push_back(std::move(one));
        }
    }
    return found;
}

bool NextDays::is_finer(const Place& other, const Place& place) const {
    if (!in_range(other, range_at(total(other.day))).empty()) return true;
    const std::vector<Option> here = smallest_cut(place), there = smallest_cut(other);
    if (here.empty() || there.empty()) return false;
    return total(place.day) - here.front().total > total(other.day) - there.front().total;
}

std::vector<Option> NextDays::first_days(std::size_t form, const Range& range) const {
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
    DayWalk{full, forms_[form].amounts, slots.order, slots.alike, floor - besides, forms_[form].grid->spread}
        .each([&](const DayDoses& day, std::int64_t sum) { keep(day, sum + besides); });
    if (total(full) >= floor) keep(full, total(full));
    return found;
}

StepCost NextDays::cost_of(const Place& place, const Option& next, std::int64_t off_pace) const {
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

std::int64_t NextDays::handling_of(const Place& place, const Option& next) const {
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

}  // namespace stepdown::schedule
