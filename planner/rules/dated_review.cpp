#include <algorithm>

#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"

namespace stepdown::rules {

namespace {

bool ends_with_review(const Step& step) {
    return std::any_of(step.visits.begin(), step.visits.end(), [&](const Visit& visit) {
        return visit.kind == VisitKind::review && visit.on <= step.end() &&
               visit.on > plus_days(step.end(), -7);
    });
}

/// No stretch of the step longer than `every` without a visit, counted from its start.
bool is_visited_often_enough(const Step& step, int every) {
    Date seen = plus_days(step.start, -1);
    for (const Visit& visit : step.visits) {
        if (days_between(seen, visit.on) > every) return false;
        seen = visit.on;
    }
    return days_between(seen, step.end()) <= every;
}

/// Steps that share a review: the days until the next visit run on over the steps without one.
bool are_visited_often_enough(const std::vector<Step>& steps, int every) {
    int unseen = 0;
    for (const Step& step : steps) {
        const int until_seen =
            step.visits.empty() ? step.days : days_between(step.start, step.visits.front().on) + 1;
        if (unseen > 0 && unseen + until_seen > every) return false;
        unseen = step.visits.empty() ? unseen + step.days : 0;
        if (!step.visits.empty() && !is_visited_often_enough(step, every)) return false;
    }
    return unseen == 0;
}

int visited_every(const ReviewInput& in, const TaperProtocol& protocol) {
    return std::max(1, whole_days(visit_every(in.patient_case, protocol)));
}

Outcome one_review(const ReviewInput& in, int every) {
    Outcome outcome;
    outcome.looked_at = {"supervision"};
    const std::vector<Step>& steps = in.plan->steps;
    if (steps.empty() || (ends_with_review(steps.back()) && are_visited_often_enough(steps, every)))
        return outcome;
    Finding found = finding(
        Severity::block, "The plan does not end with a review, or is too long without one.",
        "Date a review with the prescriber in the last week of the last step.", grounds(in, "dated-review"));
    found.step = steps.back().number;
    outcome.findings.push_back(std::move(found));
    return outcome;
}

}  // namespace

Outcome dated_review(const ReviewInput& in) {
    if (in.patient_case.supervision.prescriber.empty()) {
        return fact_missing(Severity::block, "the name of the prescriber who supervises the taper",
                            "supervision: {prescriber: \"Dr ...\"}", grounds(in, "dated-review"));
    }
    Outcome outcome;
    outcome.looked_at = {"supervision"};
    if (!in.plan) return outcome;
    if (!in.plan->visits_known) {
        return fact_missing(Severity::warn, "when the reviews of this plan are",
                            "visits, or have the plan written as JSON", grounds(in, "dated-review"));
    }
    if (!in.protocol) return outcome;
    if (has_one_review(in.patient_case, *in.protocol)) return one_review(in, visited_every(in, *in.protocol));
    for (const Step& step : in.plan->steps) {
        const TaperProtocol* protocol =
            in.plan->segments.empty() ? in.protocol : in.library.taper(protocol_at(*in.plan, step.number));
        const int every = visited_every(in, protocol ? *protocol : *in.protocol);
        if (ends_with_review(step) && is_visited_often_enough(step, every)) continue;
        Finding found = finding(
            Severity::block, "The step has no review in its last 7 days, or too long without a visit.",
            "Date a review with the prescriber in the last week of the step.", grounds(in, "dated-review"));
        found.step = step.number;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
