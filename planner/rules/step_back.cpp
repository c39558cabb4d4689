#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What was taken before the dose that the step back leaves, and since when that dose was in force.
struct Left {
    const std::vector<Taking>* before;
    Date since;
    bool by_patient = false;  // less was taken than planned: no cut of the plan
};

/// Looks back over the steps that held the same dose.
Left left_by(std::size_t index, const DraftPlan& plan) {
    std::size_t first = index - 1;
    while (first > 0 && is_same_dose(plan.steps[first - 1].taking, plan.steps[first].taking)) --first;
    return {first > 0 ? &plan.steps[first - 1].taking : &plan.baseline, plan.steps[first].start,
            plan.steps[first].departure == Departure::as_taken};
}

std::string daily(const std::vector<Taking>& taking) {
    std::string text;
    for (const Taking& one : taking)
        text += (text.empty() ? "" : " and ") + show(per_day(one), unit::mg_per_day);
    return text;
}

/// What is wrong with a step back; empty when nothing is.
std::string fault_in(std::size_t index, const ReviewInput& in) {
    const DraftPlan& plan = *in.plan;
    const Step& step = plan.steps[index];
    const ReplanGuide& guide = in.library.replanning;
    const Replan* why = replan_behind(step, plan);
    if (!why || why->action != ReplanAction::step_back) return "Nobody has given a reason and a name for it.";
    if (index == 0) return "There is no step before it.";
    const Left left = left_by(index, plan);
    if (!is_same_dose(*left.before, step.taking) || !is_cut(*left.before, plan.steps[index - 1].taking))
        return "It does not lead to the dose before the present one.";
    if (left.by_patient) return "The dose before it was not a cut of the plan: less was taken.";
    const int days = days_between(left.since, step.start);
    const int within = whole_days(guide.step_back_within.for_caution());
    if (days > within) {
        return "That dose was left " + std::to_string(days) + " days before; at most " +
               std::to_string(within) + " are allowed.";
    }
    if (why->days_without_dose && reaches(unit::days(*why->days_without_dose), guide.gap_from.for_caution()))
        return "It follows " + std::to_string(*why->days_without_dose) + " days without a dose.";
    return "";
}

}  // namespace

Outcome step_back(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const ReplanGuide& guide = in.library.replanning;
    const std::vector<Transition> changes = transitions(*in.plan);
    for (std::size_t i = 0; i < in.plan->steps.size(); ++i) {
        if (in.plan->steps[i].departure != Departure::step_back) continue;
        outcome.looked_at = {
            "the dose before, when it was left, the reason and the name, the pace afterwards"};
        const std::string fault = fault_in(i, in);
        Finding found = fault.empty()
                            ? finding(Severity::warn,
                                      "A step back, from " + daily(*changes[i].before) + " to " +
                                          daily(*changes[i].after) + ". Every later step is held at least " +
                                          show_decimal(guide.slower.for_caution()) +
                                          " times as long as the protocol says.",
                                      "Check that naloxone is at hand and that no doses were missed.",
                                      {guide.step_back_within.citation()})
                            : finding(Severity::block, "A step back that is not allowed. " + fault,
                                      "Hold the present dose, and decide on a dose anew.",
                                      {guide.step_back_within.citation()});
        outcome.findings.push_back(at(changes[i], std::move(found)));
    }
    return outcome;
}

}  // namespace stepdown::rules
