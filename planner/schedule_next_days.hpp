#pragma once
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <vector>

#include "planner/schedule_solver.hpp"

// The edges of the solver's graph: which days can follow which. For the solver only.
namespace stepdown::schedule {

inline constexpr std::int64_t whole = 1'000'000;  // shares are counted in millionths

inline std::int64_t millionths(double of_one) {
    return std::llround(of_one * static_cast<double>(whole));
}
inline std::int64_t rounded_up(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

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
class NextDays {
public:
    explicit NextDays(const TaperProblem& problem);
    Options after(const Place& place) const;
    /// Of the drug: the day's doses and what is taken of it besides.
    std::int64_t total(const DayDoses& day) const;
    Range range_at(std::int64_t now) const;
    /// Whether the ceilings kept a cut of the place away that is larger than `cut` and not above the nominal.
    /// `keeps_away` says so of one total.
    bool is_kept_from_nominal(const Place& place, std::int64_t cut,
                              const std::function<bool(std::int64_t)>& keeps_away) const;

private:
    void add_form(const DoseGrid& grid, std::int64_t last_unit_zone, std::size_t doses);
    /// For each number of doses that the form can have, from none.
    std::vector<Slots> slots_of(std::size_t form) const;
    const Pace& pace_at(std::int64_t total) const;
    std::int64_t window_most(std::int64_t now) const;
    int hold_for(const Pace& pace, std::int64_t cut) const;
    /// A flagged cut is held `flagged_hold` times the interval, and no shorter than the ceilings would have
    /// had cuts of their size add up to it: a cut of 50 % where 25 % in 14 days are allowed is held for 28
    /// days.
    int flagged_hold(const Range& range, std::int64_t cut) const;
    /// Every day with a smaller total of at least `floor`; one with a dose less only when all doses are one
    /// smallest unit, and one without a dose only where the drug is taken besides.
    template <class Visit>
    void each_below(const Place& place, std::int64_t floor, std::int64_t spread, Visit visit) const;
    /// The same days with the doses put elsewhere, so that one of them may rise while the total falls.
    template <class Visit>
    void each_rearranged_below(const Place& place, std::int64_t floor, std::int64_t spread,
                               Visit visit) const;
    std::vector<Option> cuts_between(const Place& place, const Range& range, std::int64_t spread) const;
    std::vector<Option> rearranged_between(const Place& place, const Range& range, std::int64_t spread) const;
    /// The cuts in the range, not past the end of the stretch if there are such. Doses stay within the spread
    /// if they can, and at their times if they can: within the spread at other times comes before beyond it.
    std::vector<Option> in_range(const Place& place, const Range& range) const;
    /// All days with the smallest cut that there is, as even as they can be; doses at other times only where
    /// that makes it smaller.
    std::vector<Option> smallest_cut(const Place& place) const;
    /// The cut to the lowest day that the goal leaves, where that is below the range.
    std::vector<Option> last_to_goal(const Place& place, const Range& range) const;
    /// The days of the other forms at this total, or at the highest one below it in the range, from which a
    /// cut in the range or a smaller smallest cut is there.
    std::vector<Option> to_other_forms(const Place& place, const Range& range) const;
    bool is_finer(const Place& other, const Place& place) const;
    std::vector<Option> first_days(std::size_t form, const Range& range) const;
    StepCost cost_of(const Place& place, const Option& next, std::int64_t off_pace) const;
    std::int64_t handling_of(const Place& place, const Option& next) const;

    const TaperProblem& problem_;
    std::vector<Form> forms_;
    std::vector<std::vector<Slots>> slots_;  // by form and number of doses
};

}  // namespace stepdown::schedule
