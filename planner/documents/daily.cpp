#include "planner/documents/daily.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/messages.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string name_of(const Taking& taking, const Formulary& formulary) {
    if (taking.doses.empty() || taking.doses.front().units.empty()) return formulary[taking.drug].id;
    const UnitCount& unit = taking.doses.front().units.front();
    const ProductLine& line = formulary[unit.product];
    return name_of(line, line.strengths[unit.strength], formulary);
}

std::string units_of(const PlannedDose& dose, const Formulary& formulary) {
    std::vector<std::string> parts;
    for (const UnitCount& unit : dose.units) {
        const ProductLine& line = formulary[unit.product];
        parts.push_back(count_in_words(unit.thousandths, line.form) + " of " +
                        strength_with_all(line.strengths[unit.strength]));
    }
    return joined(parts);
}

std::string amount_of(const PlannedDose& dose) {
    return show(dose.amount, unit::mg);
}

/// Each strength once: what is in use.
std::vector<UnitCount> strengths_of(const std::vector<Taking>& taking) {
    std::vector<UnitCount> all;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            for (const UnitCount& unit : dose.units) {
                const UnitCount strength{unit.product, unit.strength, 0};
                if (std::find(all.begin(), all.end(), strength) == all.end()) all.push_back(strength);
            }
        }
    }
    return all;
}

std::string plural(Form form) {
    const std::string two = count_in_words(2000, form);
    return two.substr(two.find(' ') + 1);
}

}  // namespace

InForce in_force_on(const DraftPlan& plan, Date day) {
    if (plan.steps.empty() || day < plan.steps.front().start) return {&plan.baseline, nullptr, true};
    for (const Step& step : plan.steps) {
        if (day <= step.end()) return {&step.taking, &step, false};
    }
    return {&plan.ending.taking, nullptr, false};
}

std::vector<CalendarPart> calendar_of(const DraftPlan& plan, int firm_days) {
    std::vector<CalendarPart> parts;
    for (const Step& step : plan.steps) {
        if (!step.firm && !parts.empty()) break;
        const Date last = plus_days(plan.steps.front().start, firm_days - 1);
        parts.push_back({&step, step.firm ? step.end() : std::min(last, step.end())});
        if (!step.firm) break;
    }
    return parts;
}

std::vector<DoseTime> times_in(const std::vector<Taking>& taking) {
    std::vector<DoseTime> times;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            if (std::find(times.begin(), times.end(), dose.time) == times.end()) times.push_back(dose.time);
        }
    }
    std::sort(times.begin(), times.end());
    return times;
}

namespace {

/// `words` of each dose at that time, with the drug's name where there are several.
template <class Words>
std::string told_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary,
                    Words words) {
    const bool several = names_of(taking, formulary).size() > 1;
    std::string text;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            if (dose.time != time) continue;
            const std::string told = words(dose);
            text += (text.empty() ? "" : "; ") +
                    (several ? say("dose.drug", {{"drug", name_of(one, formulary)}, {"dose", told}}) : told);
        }
    }
    return text;
}

}  // namespace

std::string dose_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary) {
    return told_at(time, taking, formulary, [&](const PlannedDose& dose) {
        return units_of(dose, formulary) + " (" + amount_of(dose) + ")";
    });
}

std::string doses_of_day(const std::vector<Taking>& taking, const Formulary& formulary,
                         const std::string& between) {
    std::string text;
    for (const DoseTime time : times_in(taking)) {
        text += (text.empty() ? "" : between) + std::string(word(time.at)) + " " +
                dose_at(time, taking, formulary);
    }
    return text;
}

std::string amount_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary) {
    return told_at(time, taking, formulary, amount_of);
}

std::string whole_day(const std::vector<Taking>& taking, const Formulary& formulary) {
    const bool several = taking.size() > 1;
    std::vector<std::string> parts;
    for (const Taking& one : taking) {
        const std::string amount = show(per_day(one) * unit::days(1), unit::mg);
        parts.push_back(several ? say("dose.day", {{"amount", amount}, {"drug", name_of(one, formulary)}})
                                : amount);
    }
    return joined(parts);
}

std::vector<std::string> names_of(const std::vector<Taking>& taking, const Formulary& formulary) {
    std::vector<std::string> names;
    for (const Taking& one : taking) {
        const std::string name = name_of(one, formulary);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

std::vector<UnitCount> units_a_day(const std::vector<Taking>& taking) {
    std::vector<UnitCount> all;
    for (const Taking& one : taking) {
        if (one.every_days != 1) continue;
        for (const PlannedDose& dose : one.doses) {
            for (const UnitCount& unit : dose.units) {
                const auto same = std::find_if(all.begin(), all.end(), [&](const UnitCount& other) {
                    return other.product == unit.product && other.strength == unit.strength;
                });
                if (same == all.end()) {
                    all.push_back(unit);
                } else {
                    same->thousandths += unit.thousandths;
                }
            }
        }
    }
    return all;
}

std::vector<std::string> handed_back(const std::vector<Taking>& before, const std::vector<Taking>& after,
                                     const Formulary& formulary) {
    const std::vector<UnitCount> kept = strengths_of(after);
    std::vector<std::string> back;
    for (const UnitCount& old : strengths_of(before)) {
        if (std::find(kept.begin(), kept.end(), old) != kept.end()) continue;
        const ProductLine& line = formulary[old.product];
        back.push_back(strength_with_all(line.strengths[old.strength]) + " " + plural(line.form));
    }
    return back;
}

std::string told(const Fill& fill, const Formulary& formulary) {
    const ProductLine& line = formulary[fill.quantity.product];
    const Strength& strength = line.strengths[fill.quantity.strength];
    return say("dates.of", {{"count", count_in_words(fill.quantity.thousandths, line.form)},
                            {"medicine", name_of(line, strength, formulary)},
                            {"strength", strength_with_all(strength)}});
}

std::string told(const Visit& visit) {
    return visit.kind == VisitKind::review ? say("dates.review") : say("dates.visit");
}

std::string clock_in_words(DoseTime time) {
    const int hour = time.minute / 60 % 24, minute = time.minute % 60;
    if (minute == 0 && hour == 12) return "12 noon";
    if (minute == 0 && hour == 0) return "12 midnight";
    const int shown = hour % 12 == 0 ? 12 : hour % 12;
    const std::string minutes =
        minute == 0 ? "" : ":" + std::string(minute < 10 ? "0" : "") + std::to_string(minute);
    return std::to_string(shown) + minutes + (hour < 12 ? " AM" : " PM");
}

}  // namespace stepdown
