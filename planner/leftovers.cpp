#include "planner/leftovers.hpp"

#include <algorithm>
#include <cmath>

#include "planner/schedule.hpp"

namespace stepdown {

namespace {

void add(std::vector<UnitCount>& to, const UnitCount& unit) {
    const auto same = std::find_if(to.begin(), to.end(), [&](const UnitCount& other) {
        return other.product == unit.product && other.strength == unit.strength;
    });
    if (same == to.end()) {
        to.push_back(unit);
    } else {
        same->thousandths += unit.thousandths;
    }
}

}  // namespace

std::vector<UnitCount> left_over(const Step& step, Date on) {
    std::vector<UnitCount> left;
    for (const Fill& fill : step.fills) {
        if (fill.fill_on < on) add(left, fill.quantity);
    }
    const int days = std::clamp(days_between(step.start, on), 0, step.days);
    for (const Taking& taking : step.taking) {
        for (UnitCount taken : needed_in(taking, days)) {
            taken.thousandths = -taken.thousandths;
            add(left, taken);
        }
    }
    std::erase_if(left, [](const UnitCount& unit) { return unit.thousandths <= 0; });
    return left;
}

std::vector<UnitCount> handed_back(const std::vector<Step>& steps, std::size_t step) {
    return step == 0 ? std::vector<UnitCount>{} : left_over(steps[step - 1], steps[step].start);
}

std::string when_handed_out(const DraftPlan& plan) {
    if (plan.steps.size() < 2) return "";
    const bool is_reviewed = std::any_of(plan.steps.begin(), std::prev(plan.steps.end()),
                                         [](const Step& step) { return !step.visits.empty(); });
    return is_reviewed ? "Fills of a step are for after the review that ends the step before it."
                       : "No review lies between these steps: each fill is for the first day of its step.";
}

std::vector<WrittenFill> void_fills(const WrittenPlan& before, const DraftPlan& after,
                                    const Formulary& formulary) {
    std::vector<WrittenFill> all;
    if (after.replans.empty()) return all;
    const Date on = after.replans.back().on;
    const auto is_same = [&](const WrittenFill& old, const Fill& now) {
        const auto quantity = static_cast<int>(std::lround(old.quantity * 1000));
        return now.fill_on == old.fill_on && now.written_on == old.written_on &&
               formulary[now.quantity.product].id == old.product && now.directions == old.directions &&
               now.quantity.thousandths == quantity;
    };
    for (const WrittenStep& step : before.steps) {
        for (const WrittenFill& old : step.fills) {
            const bool is_kept = std::any_of(after.steps.begin(), after.steps.end(), [&](const Step& now) {
                return std::any_of(now.fills.begin(), now.fills.end(),
                                   [&](const Fill& fill) { return is_same(old, fill); });
            });
            if (old.written_on < on && old.fill_on >= on && !is_kept) all.push_back(old);
        }
    }
    return all;
}

}  // namespace stepdown
