#include "planner/schedule.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

bool is_same_strength(const UnitCount& a, const UnitCount& b) {
    return a.product == b.product && a.strength == b.strength;
}

/// What one day of the step needs of each strength.
std::vector<UnitCount> needed_per_day(const Step& step) {
    std::vector<UnitCount> needed;
    for (const Taking& taking : step.taking) {
        for (const PlannedDose& dose : taking.doses) {
            for (const UnitCount& unit : dose.units) {
                const auto same = std::find_if(needed.begin(), needed.end(), [&](const UnitCount& other) {
                    return is_same_strength(unit, other);
                });
                if (same == needed.end()) {
                    needed.push_back(unit);
                } else {
                    same->thousandths += unit.thousandths;
                }
            }
        }
    }
    return needed;
}

std::string directions_in_step(const UnitCount& strength, const Step& step, const Formulary& formulary) {
    for (const Taking& taking : step.taking) {
        const std::string directions = directions_for(strength, taking, formulary);
        if (!directions.empty()) return directions;
    }
    return "";
}

std::string_view unit_word(Form form, bool several) {
    switch (form) {
        case Form::capsule:
            return several ? "capsules" : "capsule";
        case Form::solution:
        case Form::concentrate:
            return "mL";
        case Form::film:
            return several ? "films" : "film";
        case Form::patch:
            return several ? "patches" : "patch";
        case Form::suppository:
            return several ? "suppositories" : "suppository";
        default:
            return several ? "tablets" : "tablet";
    }
}

}  // namespace

std::vector<Visit> visits_of(const Step& step, int every) {
    std::vector<Visit> visits;
    Date seen = plus_days(step.start, -1);
    while (days_between(seen, step.end()) > every) {
        const Date moved = working_day_at_or_before(plus_days(seen, every));
        const Date on = moved > seen && moved >= step.start ? moved : plus_days(seen, every);
        visits.push_back({on, VisitKind::visit});
        seen = on;
    }
    const Date last = std::max(working_day_at_or_before(step.end()), step.start);
    if (!visits.empty() && visits.back().on >= last) visits.pop_back();
    visits.push_back({last, VisitKind::review});
    return visits;
}

std::vector<Fill> fills_of(const Step& step, int fill_days, Date plan_start, int firm_days,
                           const Formulary& formulary) {
    std::vector<Fill> fills;
    for (const UnitCount& daily : needed_per_day(step)) {
        for (int day = 0; day < step.days; day += fill_days) {
            Fill fill;
            fill.days = std::min(fill_days, step.days - day);
            fill.quantity = daily;
            fill.quantity.thousandths *= fill.days;
            fill.fill_on = plus_days(step.start, day);
            fill.written_on = days_between(plan_start, fill.fill_on) < firm_days ? plan_start : fill.fill_on;
            fill.directions = directions_in_step(daily, step, formulary);
            fills.push_back(std::move(fill));
        }
    }
    return fills;
}

std::string count_in_words(int thousandths, Form form) {
    const bool liquid = form == Form::solution || form == Form::concentrate;
    if (liquid) return show_decimal(thousandths / 1000.0) + " mL";
    const int whole = thousandths / 1000;
    const bool half = thousandths % 1000 == 500;
    if (half && whole == 0) return "half " + std::string(unit_word(form, false));
    return std::to_string(whole) + (half ? " and a half " : " ") +
           std::string(unit_word(form, whole > 1 || half));
}

std::string_view when_in_words(TimeOfDay at) {
    switch (at) {
        case TimeOfDay::morning:
            return "in the morning";
        case TimeOfDay::noon:
            return "at noon";
        case TimeOfDay::afternoon:
            return "in the afternoon";
        case TimeOfDay::evening:
            return "in the evening";
        case TimeOfDay::bedtime:
            return "at bedtime";
        case TimeOfDay::night:
            return "during the night";
    }
    return "";
}

std::string directions_for(const UnitCount& strength, const Taking& taking, const Formulary& formulary) {
    const ProductLine& line = formulary[strength.product];
    const std::string of = show_strength(line.strengths[strength.strength].value);
    std::vector<std::string> parts;
    for (const PlannedDose& dose : taking.doses) {
        for (const UnitCount& unit : dose.units) {
            if (!is_same_strength(unit, strength)) continue;
            parts.push_back(count_in_words(unit.thousandths, line.form) + " of " + of +
                            (parts.empty() ? " by mouth " : " ") + std::string(when_in_words(dose.time.at)));
        }
    }
    if (parts.empty()) return "";
    std::string text = "Take " + parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i)
        text += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text + ".";
}

}  // namespace stepdown
