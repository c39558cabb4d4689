#include "planner/leftovers.hpp"

#include <algorithm>

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

}  // namespace stepdown
