#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The longest directions of the fills of a step, in characters.
std::size_t longest(const Step& step) {
    std::size_t most = 0;
    for (const Fill& fill : step.fills) most = std::max(most, fill.directions.size());
    return most;
}

}  // namespace

Outcome long_directions(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const Sourced<double>&old = in.limits().short_directions, &present = in.limits().long_directions;
    std::size_t most = 0;
    int first = 0, steps = 0;
    for (const Step& step : in.plan->steps) {
        if (step.fills.empty()) continue;
        outcome.looked_at = {"the directions of each fill"};
        const std::size_t here = longest(step);
        if (static_cast<double>(here) <= old.for_caution()) continue;
        if (steps++ == 0) first = step.number;
        most = std::max(most, here);
    }
    if (steps == 0) return outcome;
    const bool too_long = static_cast<double>(most) > present.for_caution();
    outcome.findings.push_back(finding(
        too_long ? Severity::warn : Severity::note,
        "The directions of " + std::string(steps == 1 ? "one step" : std::to_string(steps) + " steps") +
            " are up to " + std::to_string(most) + " characters long; " +
            (too_long ? "electronic prescriptions carry " + show_decimal(present.for_caution(), 0)
                      : "older systems carry " + show_decimal(old.for_caution(), 0)) +
            ", and cut off what is more.",
        "See that the whole text arrives, or give the patient this plan and name it in the directions.",
        {old.citation()}));
    outcome.findings.back().step = first;
    return outcome;
}

}  // namespace stepdown::rules
