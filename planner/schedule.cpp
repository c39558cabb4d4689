#include "planner/schedule.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

namespace {

bool is_same_strength(const UnitCount& a, const UnitCount& b) {
    return a.product == b.product && a.strength == b.strength;
}

int needed_in(const Taking& taking, int days, const UnitCount& strength) {
    for (const UnitCount& one : stepdown::needed_in(taking, days)) {
        if (is_same_strength(one, strength)) return one.thousandths;
    }
    return 0;
}

std::string named_directions(const UnitCount& strength, const Taking& taking, const Formulary& formulary) {
    const ProductLine& line = formulary[strength.product];
    const Strength& of = line.strengths[strength.strength];
    return name_of(line, of, formulary) + " " + strength_with_all(of, line.route) + ": " +
           directions_for(strength, taking, formulary);
}

bool is_measured(Form form) {
    return form == Form::solution || form == Form::concentrate;
}

/// Nobody hands out half a tablet: what is counted is rounded up to whole units.
int to_be_handed_out(int thousandths, Form form) {
    return is_measured(form) ? thousandths : (thousandths + 999) / 1000 * 1000;
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

double handed_out_a_day(const Taking& taking) {
    if (!taking.as_needed) return 0;
    const AsNeededUse& use = *taking.as_needed;
    return taking.role == Role::rescue ? use.most_per_day.value_or(0) : use.counted_per_day;
}

std::vector<UnitCount> needed_in(const Taking& taking, int days) {
    std::vector<UnitCount> needed;
    const auto add = [&](UnitCount unit, double times) {
        unit.thousandths = static_cast<int>(std::ceil(unit.thousandths * times - 1e-6));
        const auto same = std::find_if(needed.begin(), needed.end(),
                                       [&](const UnitCount& other) { return is_same_strength(unit, other); });
        if (same == needed.end()) {
            needed.push_back(unit);
        } else {
            same->thousandths += unit.thousandths;
        }
    };
    const int times = (days + taking.every_days - 1) / taking.every_days;
    for (const PlannedDose& dose : taking.doses) {
        for (const UnitCount& unit : dose.units) add(unit, times);
    }
    if (taking.as_needed) {
        for (const UnitCount& unit : taking.as_needed->units) add(unit, handed_out_a_day(taking) * days);
    }
    return needed;
}

std::vector<Visit> visits_of(const Step& step, int at_most_every) {
    const int every = std::max(1, at_most_every);
    std::vector<Visit> visits;
    Date seen = plus_days(step.start, -1);
    while (days_between(seen, step.end()) > every) {
        const Date moved = working_day_at_or_before(plus_days(seen, every));
        const Date on = moved > seen && moved >= step.start ? moved : plus_days(seen, every);
        visits.push_back({on, VisitKind::visit});
        seen = on;
    }
    Date last = std::max(working_day_at_or_before(step.end()), step.start);
    if (days_between(last, step.end()) > every) last = step.end();  // daily visits do not rest on a weekend
    while (!visits.empty() && visits.back().on >= last) visits.pop_back();
    visits.push_back({last, VisitKind::review});
    return visits;
}

std::vector<Step> with_one_review(std::vector<Step> steps, int every) {
    constexpr int week = 7;
    int unseen = 0;  // days since the last visit
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        unseen += steps[i].days;
        if (steps[i].days >= week || unseen + steps[i + 1].days > every) {
            unseen = 0;
        } else {
            steps[i].visits.clear();
        }
    }
    return steps;
}

bool has_one_review(const Case& patient_case, const TaperProtocol& protocol) {
    return protocol.one_review && protocol.used_below && patient_case.used_for &&
           !reaches(*patient_case.used_for, protocol.used_below->for_caution());
}

bool is_unlocked(const Case& patient_case, const TaperProtocol& protocol) {
    return protocol.locked && patient_case.supervision.setting == protocol.locked->setting &&
           std::any_of(patient_case.overrides.begin(), patient_case.overrides.end(),
                       [](const CaseOverride& one) { return one.rule == "locked-protocol"; });
}

bool exempt_from_ceilings(const Case& patient_case, const TaperProtocol& protocol) {
    if (is_unlocked(patient_case, protocol)) return true;
    return protocol.exempt_below && patient_case.used_for &&
           !reaches(*patient_case.used_for, protocol.exempt_below->for_caution());
}

Duration visit_every(const Case& patient_case, const TaperProtocol& protocol) {
    const Duration by_protocol = protocol.visit_every.for_caution();
    const Duration by_case = patient_case.supervision.review_every.value_or(by_protocol);
    return exceeds(by_case, by_protocol) ? by_protocol : by_case;
}

std::vector<Fill> fills_of(const Step& step, int fill_days, Date plan_start, int firm_days,
                           const Formulary& formulary) {
    std::vector<Fill> fills;
    for (const Taking& taking : step.taking) {
        // A patch is worn to its end: a fill lasts for whole changes.
        const int change = worn(taking) ? taking.every_days : 1;
        const int span = std::max(fill_days / change, 1) * change;
        for (const UnitCount& daily : needed_in(taking, 1)) {
            int handed_out = 0;
            for (int day = 0; day < step.days; day += span) {
                Fill fill;
                fill.days = std::min(span, step.days - day);
                // What is needed until the end of this fill, in whole tablets, less what the fills before
                // have given.
                const int needed = needed_in(taking, day + fill.days, daily);
                const int until_here = to_be_handed_out(needed, formulary[daily.product].form);
                fill.quantity = {daily.product, daily.strength, until_here - handed_out};
                handed_out = until_here;
                fill.fill_on = plus_days(step.start, day);
                const bool ends_within =
                    step.firm && days_between(plan_start, fill.fill_on) + fill.days <= firm_days;
                fill.written_on = ends_within ? plan_start : fill.fill_on;
                fill.directions = named_directions(daily, taking, formulary);
                if (fill.quantity.thousandths > 0) fills.push_back(std::move(fill));
            }
        }
    }
    std::stable_sort(fills.begin(), fills.end(),
                     [](const Fill& a, const Fill& b) { return a.fill_on < b.fill_on; });
    return fills;
}

std::string count_in_words(int thousandths, Form form) {
    if (is_measured(form)) return show_decimal(thousandths / 1000.0) + " mL";
    const int whole = thousandths / 1000, part = thousandths % 1000;
    const std::string one(unit_word(form, false)), several(unit_word(form, true));
    if (part == 500 && whole == 0) return "half " + one;
    if (part == 250 && whole == 0) return "a quarter of a " + one;
    if (part == 750 && whole == 0) return "three quarters of a " + one;
    const std::string_view and_part = part == 250   ? " and a quarter "
                                      : part == 500 ? " and a half "
                                      : part == 750 ? " and three quarters "
                                                    : " ";
    return std::to_string(whole) + std::string(and_part) + (whole > 1 || part > 0 ? several : one);
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

std::string name_of(const ProductLine& line, const Strength& strength, const Formulary& formulary) {
    std::string name = formulary[line.drug].id;
    for (const AlsoContains& also : strength.also) name += " and " + also.drug;
    if (line.form == Form::patch) return name + " patch";
    return name + (line.release == Release::extended ? " extended-release" : "");
}

std::string name_of(const Taking& taking, const Formulary& formulary) {
    std::vector<UnitCount> units;
    if (taking.as_needed) units = taking.as_needed->units;
    if (!taking.doses.empty()) units = taking.doses.front().units;
    const std::string release = " " + std::string(word(taking.release)) + "-release";
    if (units.empty()) return formulary[taking.drug].id + release;
    const ProductLine& line = formulary[units.front().product];
    const std::string name = name_of(line, line.strengths[units.front().strength], formulary);
    return line.release == Release::extended ? name : name + release;
}

std::string strength_with_all(const Strength& strength, Route route) {
    std::string text = show_strength(strength.value, route);
    for (const AlsoContains& also : strength.also) text += " and " + show_strength(also.strength);
    return text;
}

std::string limits_in_words(const AsNeededUse& use) {
    std::string text;
    if (use.at_most_every) text += ", at most every " + show(*use.at_most_every, unit::hours);
    if (use.most_per_day) text += ", at most " + show_decimal(*use.most_per_day) + " times a day";
    if (use.counted_per_day > 0)
        text += ", as until now (" + show_decimal(use.counted_per_day, 2) + " a day)";
    return text;
}

namespace {

/// Where what is not swallowed goes.
std::string_view way_in(Route route) {
    if (route == Route::sublingual) return "under the tongue";
    if (route == Route::buccal) return "against the inside of the cheek";
    return "by mouth";
}

/// "Apply 2 patches (100 mcg/h) to the skin every 3 days. Take the old one off first. Never cut it."
std::string directions_for_patches(const UnitCount& strength, const Taking& taking,
                                   const Formulary& formulary) {
    int thousandths = 0, patches = 0;
    for (const PlannedDose& dose : taking.doses) {
        for (const UnitCount& unit : dose.units) {
            patches += unit.thousandths / 1000;
            if (is_same_strength(unit, strength)) thousandths += unit.thousandths;
        }
    }
    if (thousandths == 0) return "";
    const ProductLine& line = formulary[strength.product];
    const DoseRate rate = content_of_one(line.strengths[strength.strength]) / unit::days(1);
    const int here = thousandths / 1000;
    std::string text = "Apply " + count_in_words(thousandths, line.form) +
                       (here > 1 ? " (" + show_daily(rate * double(here), Route::transdermal) + ")" : "") +
                       " to the skin every " + std::to_string(taking.every_days) + " days";
    if (patches > here) text += ", together with the patch of the other strength";
    return text + ". Take the old patch off first. Never cut a patch.";
}

}  // namespace

std::string directions_for(const UnitCount& strength, const Taking& taking, const Formulary& formulary) {
    const ProductLine& line = formulary[strength.product];
    if (worn(taking)) return directions_for_patches(strength, taking, formulary);
    const bool liquid = line.form == Form::solution || line.form == Form::concentrate;
    std::string text;
    std::vector<std::string> parts;
    for (const PlannedDose& dose : taking.doses) {
        for (const UnitCount& unit : dose.units) {
            if (!is_same_strength(unit, strength)) continue;
            const Mass amount = content_of_one(line.strengths[unit.strength]) * (unit.thousandths / 1000.0);
            const std::string holds =
                liquid || unit.thousandths != 1000 ? " (" + show_mass(amount, line.route) + ")" : "";
            parts.push_back(count_in_words(unit.thousandths, line.form) + holds +
                            (parts.empty() ? " " + std::string(way_in(line.route)) + " " : " ") +
                            std::string(when_in_words(dose.time.at)));
        }
    }
    if (taking.as_needed) {
        const auto& use = *taking.as_needed;
        for (const UnitCount& unit : use.units) {
            if (!is_same_strength(unit, strength)) continue;
            const Mass amount = content_of_one(line.strengths[unit.strength]) * (unit.thousandths / 1000.0);
            parts.push_back(
                count_in_words(unit.thousandths, line.form) +
                (liquid || unit.thousandths != 1000 ? " (" + show_mass(amount, line.route) + ")" : "") + " " +
                std::string(way_in(line.route)) + " as needed" + limits_in_words(use));
        }
    }
    if (parts.empty()) return "";
    text = "Take " + parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i)
        text += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
    text += ".";
    if (line.release == Release::extended) text += " Swallow whole.";
    if (line.route == Route::sublingual || line.route == Route::buccal) text += " Do not swallow.";
    if (liquid) text += " Measure with an oral syringe.";
    return text;
}

}  // namespace stepdown
