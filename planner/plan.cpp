#include "planner/plan.hpp"

#include <algorithm>
#include <array>

#include "conversions/quantity_format.hpp"

namespace stepdown {

std::string_view word(StepKind kind) {
    static constexpr std::array words{"reduce", "hold", "switch", "overlap", "build-up"};
    return words[static_cast<std::size_t>(kind)];
}

std::string_view word(PlanKind kind) {
    return kind == PlanKind::taper ? "taper" : "rotate";
}

Mass given_in_a_day(const DoseAmount& amount) {
    return std::visit(overloaded{[](Mass swallowed) { return swallowed; },
                                 [](const Worn& patches) { return patches.rate * unit::days(1); }},
                      amount);
}

DoseRate mean_per_day(const DoseAmount& amount, int every_days) {
    return std::visit(overloaded{[&](Mass swallowed) { return swallowed / unit::days(every_days); },
                                 [](const Worn& patches) { return patches.rate; }},
                      amount);
}

std::string show_amount(const DoseAmount& amount) {
    return std::visit(overloaded{[](Mass swallowed) { return show(swallowed, unit::mg); },
                                 [](const Worn& patches) { return show(patches.rate, unit::mcg_per_hour); }},
                      amount);
}

const Worn* worn(const Taking& taking) {
    return taking.doses.empty() ? nullptr : std::get_if<Worn>(&taking.doses.front().amount);
}

DoseRate per_day(const Taking& taking) {
    DoseRate sum = unit::mg_per_day(0);
    for (const PlannedDose& dose : taking.doses) sum += mean_per_day(dose.amount, taking.every_days);
    if (taking.as_needed) sum += taking.as_needed->amount * taking.as_needed->counted_per_day / unit::days(1);
    return sum;
}

DoseRate total_per_day(const std::vector<Taking>& taking, DrugId drug) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& one : taking) {
        if (one.drug == drug) sum += per_day(one);
    }
    return sum;
}

std::vector<DrugId> drugs_in(const std::vector<Taking>& taking) {
    std::vector<DrugId> drugs;
    for (const Taking& one : taking) {
        if (std::find(drugs.begin(), drugs.end(), one.drug) == drugs.end()) drugs.push_back(one.drug);
    }
    return drugs;
}

const Taking* find(const std::vector<Taking>& taking, std::string_view id) {
    const auto found =
        std::find_if(taking.begin(), taking.end(), [&](const Taking& one) { return one.id == id; });
    return found == taking.end() ? nullptr : &*found;
}

Mass content_of_one(const Strength& strength) {
    return std::visit(
        overloaded{[](Mass mass) { return mass; }, [](Concentration per_ml) { return per_ml * unit::ml(1); },
                   [](DoseRate rate) { return rate * unit::days(1); }},
        strength.value);
}

std::string show_strength(const StrengthValue& value) {
    return std::visit(overloaded{[](Mass mass) { return show(mass, unit::mg); },
                                 [](Concentration per_ml) { return show(per_ml, unit::mg_per_ml); },
                                 [](DoseRate rate) { return show(rate, unit::mcg_per_hour); }},
                      value);
}

DoseRate also_per_day(const std::vector<Taking>& taking, const std::string& drug,
                      const Formulary& formulary) {
    DoseRate sum = unit::mg_per_day(0);
    const auto add = [&](const UnitCount& unit, double times_a_day) {
        for (const AlsoContains& also : formulary[unit.product].strengths[unit.strength].also) {
            if (also.drug != drug) continue;
            const Strength content{also.strength, "", {}, {Offer::yes, {}, Evidence::verified}, {}};
            sum += content_of_one(content) * (unit.thousandths / 1000.0 * times_a_day) / unit::days(1);
        }
    };
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            for (const UnitCount& unit : dose.units) add(unit, 1.0 / one.every_days);
        }
        if (!one.as_needed) continue;
        for (const UnitCount& unit : one.as_needed->units) add(unit, one.as_needed->counted_per_day);
    }
    return sum;
}

Regimen as_regimen(const Taking& taking) {
    Regimen regimen;
    regimen.drug = taking.drug;
    regimen.route = taking.route;
    regimen.release = taking.release;
    if (worn(taking)) {
        regimen.amount = Continuous{per_day(taking), static_cast<double>(taking.every_days)};
        return regimen;
    }
    Scheduled scheduled;
    scheduled.every_days = taking.every_days;
    for (const PlannedDose& dose : taking.doses)
        scheduled.doses.push_back({dose.time, given_in_a_day(dose.amount)});
    if (taking.as_needed) scheduled.doses = {{{}, per_day(taking) * unit::days(1)}};
    regimen.amount = std::move(scheduled);
    return regimen;
}

std::optional<MmeRate> mme_of(const std::vector<Taking>& taking, const ExposureTable& table) {
    std::vector<Regimen> regimens;
    for (const Taking& one : taking) regimens.push_back(as_regimen(one));
    return exposure(regimens, table, Counting::really_used).total;
}

std::vector<Transition> transitions(const DraftPlan& plan) {
    std::vector<Transition> all;
    const std::vector<Taking>* before = &plan.baseline;
    for (const Step& step : plan.steps) {
        all.push_back({before, &step.taking, &step, step.start});
        before = &step.taking;
    }
    all.push_back({before, &plan.ending.taking, nullptr, plan.ending.from});
    return all;
}

std::string_view word(ReplanAction action) {
    switch (action) {
        case ReplanAction::hold:
            return "hold";
        case ReplanAction::step_back:
            return "step-back";
        case ReplanAction::slower:
            return "slower";
        case ReplanAction::resume:
            return "resume";
    }
    return "";
}

const std::string& protocol_at(const DraftPlan& plan, int step) {
    const std::string* protocol = plan.segments.empty() ? &plan.protocol : &plan.segments.front().protocol;
    for (const Segment& segment : plan.segments) {
        if (segment.first_step <= step) protocol = &segment.protocol;
    }
    return *protocol;
}

bool is_cut(const std::vector<Taking>& before, const std::vector<Taking>& after) {
    return std::any_of(before.begin(), before.end(), [&](const Taking& one) {
        return exceeds(total_per_day(before, one.drug), total_per_day(after, one.drug));
    });
}

bool is_same_dose(const std::vector<Taking>& a, const std::vector<Taking>& b) {
    return !is_cut(a, b) && !is_cut(b, a);
}

int days_until_next_cut(const DraftPlan& plan, const Step& step) {
    int days = step.days;
    const std::vector<Taking>* before = &step.taking;
    for (const Step& later : plan.steps) {
        if (later.number <= step.number) continue;
        if (later.departure != Departure::as_taken && is_cut(*before, later.taking)) return days;
        days += later.days;
        before = &later.taking;
    }
    return days;
}

double change(DoseRate before, DoseRate after) {
    return exceeds(before, unit::mg_per_day(0)) ? ratio(after - before, before) : 0;
}

}  // namespace stepdown
