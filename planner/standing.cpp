#include "planner/standing.hpp"

namespace stepdown {

namespace {

int step_on(const WrittenPlan& plan, Date on) {
    int number = 0;
    for (const WrittenStep& step : plan.steps) number += step.start <= on ? 1 : 0;
    const bool is_over = number == static_cast<int>(plan.steps.size()) && on > plan.steps.back().end();
    return is_over ? number + 1 : number;
}

bool is_worn(const WrittenOpioid& opioid) {
    return !opioid.doses.empty() && std::holds_alternative<Worn>(opioid.doses.front().amount);
}

/// What a step has taken on one of its days: a dose for every other day is due on the first, the third ...
/// Patches are worn on every day.
std::vector<WrittenOpioid> due(const std::vector<WrittenOpioid>& opioids, int day_of_step) {
    std::vector<WrittenOpioid> all;
    for (const WrittenOpioid& one : opioids) {
        if (is_worn(one) || (day_of_step - 1) % one.every_days == 0) all.push_back(one);
    }
    return all;
}

std::vector<WrittenOpioid> after(const WrittenPlan& plan) {
    return plan.after ? *plan.after : plan.steps.back().opioids;
}

/// Keeps what is on `on` or later: all within the days ahead, and the next one in any case.
template <class Due, class When>
void keep_coming(std::vector<Due>& all, Date on, int ahead, When when) {
    std::vector<Due> coming;
    for (Due& one : all) {
        const int days = days_between(on, when(one));
        if (days >= 0 && (days < ahead || coming.empty())) coming.push_back(std::move(one));
    }
    all = std::move(coming);
}

}  // namespace

Standing standing(const WrittenPlan& plan, Date on, int ahead) {
    Standing result;
    result.on = on;
    result.step = step_on(plan, on);
    const int last = static_cast<int>(plan.steps.size());
    if (result.step == 0) {
        result.today = plan.before.value_or(std::vector<WrittenOpioid>{});
        result.next_change = plan.steps.front().start;
        result.then = plan.steps.front().opioids;
    } else if (result.step <= last) {
        const WrittenStep& step = plan.steps[static_cast<std::size_t>(result.step) - 1];
        result.day_of_step = days_between(step.start, on) + 1;
        result.today = due(step.opioids, result.day_of_step);
        result.next_change = plus_days(step.end(), 1);
        result.then =
            result.step < last ? plan.steps[static_cast<std::size_t>(result.step)].opioids : after(plan);
    } else {
        result.today = after(plan);
    }
    int number = 0;
    for (const WrittenStep& step : plan.steps) {
        ++number;
        for (const Visit& visit : step.visits) result.visits.push_back({visit, number});
        for (const WrittenFill& fill : step.fills) result.fills.push_back({fill, number});
    }
    for (const Visit& visit : plan.visits_after) result.visits.push_back({visit, 0});
    keep_coming(result.visits, on, ahead, [](const DueVisit& due) { return due.visit.on; });
    keep_coming(result.fills, on, ahead, [](const DueFill& due) { return due.fill.fill_on; });
    return result;
}

}  // namespace stepdown
