#include "planner/documents/daily.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/messages.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::vector<UnitCount> units_of_one_dose(const Taking& taking) {
    if (taking.as_needed) return taking.as_needed->units;
    return taking.doses.empty() ? std::vector<UnitCount>() : taking.doses.front().units;
}

std::string name_on_label(const Taking& taking, const Formulary& formulary) {
    const std::vector<UnitCount> units = units_of_one_dose(taking);
    if (units.empty()) return formulary[taking.drug].id;
    const UnitCount& unit = units.front();
    const ProductLine& line = formulary[unit.product];
    return name_of(line, line.strengths[unit.strength], formulary);
}

std::string in_words(const std::vector<UnitCount>& units, const Formulary& formulary) {
    std::vector<std::string> parts;
    for (const UnitCount& unit : units) {
        const ProductLine& line = formulary[unit.product];
        parts.push_back(count_in_words(unit.thousandths, line.form) + " of " +
                        strength_with_all(line.strengths[unit.strength]));
    }
    return joined(parts);
}

std::string amount_of(const PlannedDose& dose) {
    return show_amount(dose.amount);
}

/// Each strength once: what is in use.
std::vector<UnitCount> strengths_of(const std::vector<Taking>& taking) {
    std::vector<UnitCount> all;
    for (const Taking& one : taking) {
        const auto add = [&](const UnitCount& unit) {
            const UnitCount strength{unit.product, unit.strength, 0};
            if (std::find(all.begin(), all.end(), strength) == all.end()) all.push_back(strength);
        };
        for (const PlannedDose& dose : one.doses) std::for_each(dose.units.begin(), dose.units.end(), add);
        if (one.as_needed) std::for_each(one.as_needed->units.begin(), one.as_needed->units.end(), add);
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

/// `words` of each dose at that time, where there are any, with the drug's name where there are several.
template <class Words>
std::string told_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary,
                    Words words) {
    const bool several = names_of(taking, formulary).size() > 1;
    std::string text;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            const std::string told = dose.time == time ? words(one, dose) : std::string();
            if (told.empty()) continue;
            text += (text.empty() ? "" : "; ") +
                    (several ? say("dose.drug", {{"drug", name_on_label(one, formulary)}, {"dose", told}})
                             : told);
        }
    }
    return text;
}

/// Whether a dose of this step is taken, or a patch changed, on a day of it.
bool is_due(const Taking& taking, const PlannedDose& dose, const Step& step, Date day) {
    if (const Worn* patches = std::get_if<Worn>(&dose.amount); patches && !patches->change_on.empty())
        return std::find(patches->change_on.begin(), patches->change_on.end(), day) !=
               patches->change_on.end();
    return days_between(step.start, day) % taking.every_days == 0;
}

}  // namespace

std::string dose_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary) {
    return told_at(time, taking, formulary, [&](const Taking& one, const PlannedDose& dose) {
        const std::string units = in_words(dose.units, formulary) + " (" + amount_of(dose) + ")";
        const Fields fields{{"dose", units}, {"days", std::to_string(one.every_days)}};
        if (std::holds_alternative<Worn>(dose.amount)) return say("dose.worn", fields);
        return one.every_days == 1 ? units : say("dose.not-daily", fields);
    });
}

std::string amount_on(Date day, DoseTime time, const Step& step, const Formulary& formulary) {
    return told_at(time, step.taking, formulary, [&](const Taking& one, const PlannedDose& dose) {
        if (!is_due(one, dose, step, day)) return std::string();
        return std::holds_alternative<Worn>(dose.amount) ? say("dose.new-patch", {{"dose", amount_of(dose)}})
                                                         : amount_of(dose);
    });
}

bool has_patches(const std::vector<Taking>& taking) {
    return std::any_of(taking.begin(), taking.end(), [](const Taking& one) { return worn(one) != nullptr; });
}

std::vector<std::string> when_needed(const std::vector<Taking>& taking, const Formulary& formulary) {
    std::vector<std::string> lines;
    for (const Taking& one : taking) {
        if (!one.as_needed) continue;
        const std::string dose =
            in_words(one.as_needed->units, formulary) + " (" + show(one.as_needed->amount, unit::mg) + ")";
        lines.push_back(say("dose.as-needed", {{"drug", name_on_label(one, formulary)},
                                               {"dose", dose},
                                               {"limits", limits_in_words(*one.as_needed)}}));
    }
    return lines;
}

std::string doses_of_day(const std::vector<Taking>& taking, const Formulary& formulary,
                         const std::string& between) {
    std::string text;
    for (const DoseTime time : times_in(taking)) {
        text += (text.empty() ? "" : between) + std::string(word(time.at)) + " " +
                dose_at(time, taking, formulary);
    }
    for (const std::string& line : when_needed(taking, formulary))
        text += (text.empty() ? "" : between) + line;
    return text;
}

std::string whole_day(const std::vector<Taking>& taking, const Formulary& formulary) {
    const bool several = taking.size() > 1;
    std::vector<std::string> parts;
    for (const Taking& one : taking) {
        const std::string amount =
            worn(one) ? show_daily(per_day(one), one.route) : show(per_day(one) * unit::days(1), unit::mg);
        parts.push_back(several
                            ? say("dose.day", {{"amount", amount}, {"drug", name_on_label(one, formulary)}})
                            : amount);
    }
    return joined(parts);
}

std::vector<std::string> names_of(const std::vector<Taking>& taking, const Formulary& formulary) {
    std::vector<std::string> names;
    for (const Taking& one : taking) {
        const std::string name = name_on_label(one, formulary);
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
