#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What is taken of this drug, in words.
std::string taken_of(DrugId drug, const std::vector<Taking>& taking) {
    std::string text;
    for (const Taking& one : taking) {
        if (one.drug == drug) text += (text.empty() ? "" : " and ") + show_daily(per_day(one), one.route);
    }
    return text;
}

}  // namespace

Outcome abrupt_stop(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        outcome.looked_at = {"the dose before each stop"};
        if (stops_early(change, in)) continue;
        for (const DrugId drug : drugs_in(*change.before)) {
            const DoseRate none = unit::mg_per_day(0);
            const bool stops = exceeds(total_per_day(*change.before, drug), none) &&
                               !exceeds(total_per_day(*change.after, drug), none);
            if (!stops || is_one_smallest_unit_a_day(*change.before, drug, in)) continue;
            const std::string which =
                in.plan->baseline.size() > 1 ? in.library.formulary[drug].id : "The opioid";
            outcome.findings.push_back(
                at(change,
                   finding(Severity::block,
                           which + " would stop at " + taken_of(drug, *change.before) + ": an abrupt stop.",
                           "Go down to one smallest unit first: one tablet once a day, or one patch.",
                           grounds(in, "abrupt-stop"))));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
