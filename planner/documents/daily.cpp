#include "planner/documents/daily.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/documents/wording.hpp"
#include "planner/dose_words.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::vector<UnitCount> units_of_one_dose(const Taking& taking) {
    if (taking.as_needed) return taking.as_needed->units;
    return taking.doses.empty() ? std::vector<UnitCount>() : taking.doses.front().units;
}

std::string name_of(const Taking& taking, const Formulary& formulary, const Messages& words) {
    const std::vector<UnitCount> units = units_of_one_dose(taking);
    const std::string& id = formulary[taking.drug].id;
    if (units.empty()) return words.say_named("drug." + id, id);
    const UnitCount& unit = units.front();
    const ProductLine& line = formulary[unit.product];
    return medicine_in(words, line, line.strengths[unit.strength], formulary);
}

/// "1 tablet of 60 mg and 1 tablet of 15 mg (75 mg)".
std::string units_in(const Messages& words, const std::vector<UnitCount>& units, const std::string& amount,
                     const Formulary& formulary) {
    std::vector<std::string> parts;
    for (const UnitCount& unit : units) {
        const ProductLine& line = formulary[unit.product];
        parts.push_back(words.say(
            "dose.units", {{"count", count_in(words, unit.thousandths, line.form)},
                           {"strength", strength_in(words, line.strengths[unit.strength], line.route)}}));
    }
    return words.say("dose.amount", {{"units", joined_in(words, parts)}, {"amount", amount}});
}

std::string amount_of(const Taking& taking, const PlannedDose& dose) {
    return show_amount(dose.amount, taking.route);
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

}  // namespace

Telling telling_of(const DraftPlan& plan, const Formulary& formulary, const Messages& words) {
    std::vector<Taking> all = plan.baseline;
    for (const Step& step : plan.steps) all.insert(all.end(), step.taking.begin(), step.taking.end());
    all.insert(all.end(), plan.ending.taking.begin(), plan.ending.taking.end());
    return {words, names_of(all, formulary).size() > 1};
}

InForce in_force_on(const DraftPlan& plan, Date day) {
    if (plan.steps.empty() || day < plan.steps.front().start) return {&plan.baseline, nullptr, true};
    for (const Step& step : plan.steps) {
        if (day <= step.end()) return {&step.taking, &step, false};
    }
    return {&plan.ending.taking, nullptr, false};
}

namespace {

/// Of a changed plan the day of the last change.
Date first_day_of_calendar(const DraftPlan& plan) {
    return plan.replans.empty() ? plan.steps.front().start : plan.replans.back().on;
}

}  // namespace

const std::vector<Taking>& taken_before_calendar(const DraftPlan& plan) {
    if (plan.steps.empty() || plan.replans.empty()) return plan.baseline;
    return *in_force_on(plan, plus_days(first_day_of_calendar(plan), -1)).taking;
}

std::vector<CalendarPart> calendar_of(const DraftPlan& plan, int firm_days) {
    std::vector<CalendarPart> parts;
    if (plan.steps.empty()) return parts;
    const Date first = first_day_of_calendar(plan), last = plus_days(first, firm_days - 1);
    for (const Step& step : plan.steps) {
        if (step.end() < first) continue;
        if (!step.firm && !parts.empty()) break;
        parts.push_back(
            {&step, step.firm ? step.end() : std::min(last, step.end()), std::max(first, step.start)});
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

/// What `tell` says of each dose at that time, where there are any, with the drug's name where there are
/// several.
template <class Tell>
std::string told_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary,
                    const Telling& telling, Tell tell) {
    const Messages& words = telling.words;
    const bool several = telling.names_drug || names_of(taking, formulary).size() > 1;
    std::string text;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            const std::string told = dose.time == time ? tell(one, dose) : std::string();
            if (told.empty()) continue;
            text +=
                (text.empty() ? "" : "; ") +
                (several ? words.say("dose.drug", {{"drug", name_of(one, formulary, words)}, {"dose", told}})
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

std::string dose_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary,
                    const Telling& telling) {
    return told_at(time, taking, formulary, telling, [&](const Taking& one, const PlannedDose& dose) {
        const std::string units = units_in(telling.words, dose.units, amount_of(one, dose), formulary);
        const Fields fields{{"dose", units}, {"days", std::to_string(one.every_days)}};
        if (std::holds_alternative<Worn>(dose.amount)) return telling.words.say("dose.worn", fields);
        return one.every_days == 1 ? units : telling.words.say("dose.not-daily", fields);
    });
}

std::string amount_on(Date day, DoseTime time, const Step& step, const Formulary& formulary,
                      const Telling& telling) {
    return told_at(time, step.taking, formulary, telling, [&](const Taking& one, const PlannedDose& dose) {
        if (!is_due(one, dose, step, day)) return std::string();
        return std::holds_alternative<Worn>(dose.amount)
                   ? telling.words.say("dose.new-patch", {{"dose", amount_of(one, dose)}})
                   : amount_of(one, dose);
    });
}

bool has_patches(const std::vector<Taking>& taking) {
    return std::any_of(taking.begin(), taking.end(), [](const Taking& one) { return worn(one) != nullptr; });
}

std::vector<std::string> when_needed(const std::vector<Taking>& taking, const Formulary& formulary,
                                     const Messages& words) {
    std::vector<std::string> lines;
    for (const Taking& one : taking) {
        if (!one.as_needed) continue;
        const std::string dose =
            units_in(words, one.as_needed->units, show_mass(one.as_needed->amount, one.route), formulary);
        lines.push_back(words.say("dose.as-needed", {{"drug", name_of(one, formulary, words)},
                                                     {"dose", dose},
                                                     {"limits", limits_in(words, *one.as_needed)}}));
    }
    return lines;
}

std::string doses_of_day(const std::vector<Taking>& taking, const Formulary& formulary,
                         const std::string& between, const Telling& telling) {
    std::string text;
    for (const DoseTime time : times_in(taking)) {
        text += (text.empty() ? "" : between) + std::string(word(time.at)) + " " +
                dose_at(time, taking, formulary, telling);
    }
    for (const std::string& line : when_needed(taking, formulary, telling.words))
        text += (text.empty() ? "" : between) + line;
    return text;
}

std::string whole_day(const std::vector<Taking>& taking, const Formulary& formulary, const Telling& telling) {
    const Messages& words = telling.words;
    const bool several = telling.names_drug || taking.size() > 1;
    std::vector<std::string> parts;
    for (const Taking& one : taking) {
        const std::string amount = worn(one) ? show_daily(per_day(one), one.route)
                                             : show_mass(per_day(one) * unit::days(1), one.route);
        parts.push_back(
            several ? words.say("dose.day", {{"amount", amount}, {"drug", name_of(one, formulary, words)}})
                    : amount);
    }
    return joined_in(words, parts);
}

std::vector<std::string> names_of(const std::vector<Taking>& taking, const Formulary& formulary,
                                  const Messages& words) {
    std::vector<std::string> names;
    for (const Taking& one : taking) {
        const std::string name = name_of(one, formulary, words);
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
                                     const Formulary& formulary, const Messages& words) {
    const std::vector<UnitCount> kept = strengths_of(after);
    std::vector<std::string> back;
    for (const UnitCount& old : strengths_of(before)) {
        if (std::find(kept.begin(), kept.end(), old) != kept.end()) continue;
        const ProductLine& line = formulary[old.product];
        back.push_back(words.say("back.things",
                                 {{"strength", strength_in(words, line.strengths[old.strength], line.route)},
                                  {"things", things_in(words, line.form)}}));
    }
    return back;
}

std::string told(const Fill& fill, const Formulary& formulary, const Messages& words) {
    const ProductLine& line = formulary[fill.quantity.product];
    const Strength& strength = line.strengths[fill.quantity.strength];
    const std::string medicine = medicine_in(words, line, strength, formulary);
    return words.say("dates.of",
                     {{"count", count_in(words, fill.quantity.thousandths, line.form)},
                      {"medicine", medicine_with_label(words, medicine, name_of(line, strength, formulary))},
                      {"strength", strength_in(words, strength, line.route)}});
}

std::string told(const Visit& visit, const Messages& words) {
    return visit.kind == VisitKind::review ? words.say("dates.review") : words.say("dates.visit");
}

}  // namespace stepdown
