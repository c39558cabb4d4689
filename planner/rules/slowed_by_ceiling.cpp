#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What the protocol alone would take away at this step.
DoseRate nominal_cut(const Phase& phase, DoseRate original, DoseRate before) {
    return (phase.base == Base::original ? original : before) * phase.nominal_cut.for_caution().of_one;
}

/// What the protocol allows at most at this step.
DoseRate largest_cut(const Phase& phase, DoseRate original, DoseRate before) {
    return (phase.base == Base::original ? original : before) * phase.largest_cut.for_caution().of_one;
}

/// True where the protocol alone, at its own interval, would have gone faster: the solver says so, or a cut
/// that the protocol allows is held as if tablets allowed no other.
bool is_slowed(const Step& step, DoseRate cut, DoseRate most) {
    return step.slowed_by_ceiling || (step.limited_by == LimitedBy::grid && !exceeds(cut, most));
}

/// True where the weekly ceiling is the one that a cut at the protocol's own interval runs into first: of a
/// step that is held longer, its own cut, else the one that the protocol would make.
bool weekly_ceiling_slows(const Phase& phase, DoseRate wanted, DoseRate original, DoseRate before,
                          const SafetyLimits& limits) {
    const int weeks = whole_days(phase.interval.for_caution()) / whole_days(limits.week.for_caution());
    const DoseRate by_week = original * (limits.largest_weekly_cut.for_caution().of_one * double(weeks));
    const DoseRate by_window = before * limits.largest_window_cut.for_caution().of_one;
    return exceeds(wanted, by_week) && exceeds(by_window, by_week);
}

/// "2, 4 to 7".
std::string in_a_row(const std::vector<int>& numbers) {
    std::string text;
    for (std::size_t first = 0; first < numbers.size();) {
        std::size_t last = first;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        text += (text.empty() ? "" : ", ") + std::to_string(numbers[first]);
        if (last > first) text += " to " + std::to_string(numbers[last]);
        first = last + 1;
    }
    return text;
}

Finding told(const std::vector<int>& steps, const std::string& by, CitationId source) {
    const std::string who =
        steps.size() == 1 ? "Step " + in_a_row(steps) + " goes" : "Steps " + in_a_row(steps) + " go";
    return finding(Severity::note, who + " more slowly than the protocol: " + by,
                   "No option lifts a ceiling; a faster taper is not planned here.", {source});
}

}  // namespace

Outcome slowed_by_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const SafetyLimits& limits = in.limits();
    std::vector<int> by_week, by_window;
    for (const Transition& change : transitions(*in.plan)) {
        const ReviewInput here = under_protocol_of(in, change);
        if (!here.protocol || here.protocol->phases.empty() || exempt_from_ceilings(here)) continue;
        outcome.looked_at = {"each cut beside the protocol's pace"};
        if (!change.to || change.to->departure != Departure::none) continue;
        for (const DrugId drug : drugs_in(in.plan->baseline)) {
            const DoseRate original = total_per_day(in.plan->baseline, drug);
            const DoseRate before = total_per_day(*change.before, drug);
            const DoseRate cut = before - total_per_day(*change.after, drug);
            if (!exceeds(cut, unit::mg_per_day(0))) continue;
            const Phase& phase = phase_at(*here.protocol, original, before);
            const DoseRate most = largest_cut(phase, original, before);
            if (!is_slowed(*change.to, cut, most)) continue;
            const bool by_grid = change.to->limited_by == LimitedBy::grid;
            const bool held = exceeds(unit::days(change.to->days), phase.interval.for_caution());
            const DoseRate wanted = by_grid ? most : held ? cut : nominal_cut(phase, original, before);
            (weekly_ceiling_slows(phase, wanted, original, before, limits) ? by_week : by_window)
                .push_back(change.to->number);
        }
    }
    if (!by_week.empty()) {
        outcome.findings.push_back(told(by_week,
                                        "at most " +
                                            show_percent(limits.largest_weekly_cut.for_caution().of_one) +
                                            " of the original dose goes for each " +
                                            std::to_string(whole_days(limits.week.for_caution())) +
                                            " days that a step is held (weekly-ceiling).",
                                        limits.largest_weekly_cut.citation()));
    }
    if (!by_window.empty()) {
        outcome.findings.push_back(
            told(by_window,
                 "at most " + show_percent(limits.largest_window_cut.for_caution().of_one) +
                     " of the dose in force goes within any " +
                     std::to_string(whole_days(limits.window.for_caution())) + " days (window-ceiling).",
                 limits.largest_window_cut.citation()));
    }
    return outcome;
}

}  // namespace stepdown::rules
