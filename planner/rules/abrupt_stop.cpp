#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

bool stops(const Transition& change) {
    for (const Taking& before : *change.before) {
        const bool goes_on = exceeds(total_per_day(*change.after, before.drug), unit::mg_per_day(0));
        if (!goes_on && !before.doses.empty()) return true;
    }
    return false;
}

}  // namespace

Outcome abrupt_stop(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        outcome.looked_at = {"the dose before each stop"};
        if (!stops(change) || is_one_smallest_unit_a_day(*change.before, in)) continue;
        if (stops_early(change, in)) continue;
        std::string last;
        for (const Taking& before : *change.before) last += show(per_day(before), unit::mg_per_day);
        outcome.findings.push_back(at(
            change, finding(Severity::block, "The opioid would stop at " + last + ": an abrupt stop.",
                            "Go down to one smallest unit once a day first.", grounds(in, "abrupt-stop"))));
    }
    return outcome;
}

}  // namespace stepdown::rules
