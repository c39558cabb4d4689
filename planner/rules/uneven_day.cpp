#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// Largest less smallest dose of a day.
Mass spread_of(const Taking& taking) {
    Mass least = given_in_a_day(taking.doses.front().amount), most = least;
    for (const PlannedDose& dose : taking.doses) {
        const Mass here = given_in_a_day(dose.amount);
        if (exceeds(least, here)) least = here;
        if (exceeds(here, most)) most = here;
    }
    return most - least;
}

/// Whether the doses of a day lie further apart than one smallest whole unit, and than they did at first.
bool is_uneven(const Taking& taking, const BaselineOpioid& opioid) {
    if (taking.doses.size() < 2 || worn(taking)) return false;
    const Mass unit = unit::mcg(static_cast<double>(stock_of(opioid, taking).smallest_whole));
    const Mass spread = spread_of(taking);
    return exceeds(spread, unit) &&
           (opioid.taking.doses.size() < 2 || exceeds(spread, spread_of(opioid.taking)));
}

}  // namespace

Outcome uneven_day(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        if (opioid.taking.doses.empty()) continue;
        bool was_uneven = false;
        for (const Step& step : in.plan->steps) {
            const Taking* taking = find(step.taking, opioid.taking.id);
            if (!taking || taking->doses.empty()) continue;
            outcome.looked_at = {"the doses of each day"};
            const bool uneven = is_uneven(*taking, opioid);
            if (uneven && !was_uneven) {
                Finding found =
                    finding(Severity::note,
                            "From here on the doses of the day differ by up to " +
                                show(spread_of(*taking), unit::mg) + ", more than one smallest unit (" +
                                show(unit::mcg(static_cast<double>(stock_of(opioid, *taking).smallest_whole)),
                                     unit::mg) +
                                "): more even ones allow no cut of this size.",
                            "Ask for withdrawal before the smaller doses; hold, or use a form with smaller "
                            "strengths.",
                            grounds(in, "uneven-day"));
                found.step = step.number;
                found.opioid = in.plan->baseline.size() > 1 ? opioid.taking.id : "";
                outcome.findings.push_back(std::move(found));
            }
            was_uneven = uneven;
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
