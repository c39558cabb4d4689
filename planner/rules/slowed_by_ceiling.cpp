#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The stretch of the protocol in which a cut from `before` is made.
const Phase& phase_at(const TaperProtocol& protocol, DoseRate original, DoseRate before) {
    for (const Phase& phase : protocol.phases) {
        if (!phase.until || exceeds(before, original * phase.until->for_caution().of_one)) return phase;
    }
    return protocol.phases.back();
}

/// What the protocol alone would take away at this step.
DoseRate nominal_cut(const Phase& phase, DoseRate original, DoseRate before) {
    return (phase.base == Base::original ? original : before) * phase.nominal_cut.for_caution().of_one;
}

/// True where the protocol's own cut, at its own interval, is more than the weekly ceiling has.
bool weekly_ceiling_slows(const Phase& phase, DoseRate cut, DoseRate original, const SafetyLimits& limits) {
    const int weeks = whole_days(phase.interval.for_caution()) / whole_days(limits.week.for_caution());
    return exceeds(cut, original * (limits.largest_weekly_cut.for_caution().of_one * double(weeks)));
}

struct Slowed {
    std::string steps;
    void add(int number) { steps += (steps.empty() ? "" : ", ") + std::to_string(number); }
};

Finding told(const std::string& steps, const std::string& by, CitationId source) {
    return finding(
        Severity::note,
        (steps.find(',') == std::string::npos ? "Step " + steps + " goes" : "Steps " + steps + " go") +
            " more slowly than the protocol: " + by,
        "No option lifts a ceiling; a faster taper is not planned here.", {source});
}

}  // namespace

Outcome slowed_by_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.protocol || in.protocol->phases.empty()) return outcome;
    const SafetyLimits& limits = in.limits();
    outcome.looked_at = {"each cut beside the protocol's pace"};
    Slowed by_week, by_window;
    for (const Transition& change : transitions(*in.plan)) {
        if (!change.to || !change.to->slowed_by_ceiling) continue;
        for (const BaselineOpioid& opioid : in.opioids) {
            const DoseRate original = total_per_day(in.plan->baseline, opioid.taking.drug);
            const DoseRate before = total_per_day(*change.before, opioid.taking.drug);
            const Phase& phase = phase_at(*in.protocol, original, before);
            const DoseRate cut = nominal_cut(phase, original, before);
            (weekly_ceiling_slows(phase, cut, original, limits) ? by_week : by_window).add(change.to->number);
        }
    }
    if (!by_week.steps.empty()) {
        outcome.findings.push_back(told(by_week.steps,
                                        "at most " +
                                            show_percent(limits.largest_weekly_cut.for_caution().of_one) +
                                            " of the original dose goes for each " +
                                            std::to_string(whole_days(limits.week.for_caution())) +
                                            " days that a step is held (weekly-ceiling).",
                                        limits.largest_weekly_cut.citation()));
    }
    if (!by_window.steps.empty()) {
        outcome.findings.push_back(
            told(by_window.steps,
                 "at most " + show_percent(limits.largest_window_cut.for_caution().of_one) +
                     " of the dose in force goes within any " +
                     std::to_string(whole_days(limits.window.for_caution())) + " days (window-ceiling).",
                 limits.largest_window_cut.citation()));
    }
    return outcome;
}

}  // namespace stepdown::rules
