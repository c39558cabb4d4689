#include "planner/plan.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"

namespace stepdown {

DoseRate per_day(const Taking& taking) {
    Mass sum = unit::mg(0);
    for (const PlannedDose& dose : taking.doses) sum += dose.amount;
    return sum / unit::days(taking.every_days);
}

DoseRate total_per_day(const std::vector<Taking>& taking, DrugId drug) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& one : taking) {
        if (one.drug == drug) sum += per_day(one);
    }
    return sum;
}

Mass content_of_one(const Strength& strength) {
    return std::visit(
        overloaded{[](Mass mass) { return mass; }, [](Concentration per_ml) { return per_ml * unit::ml(1); },
                   [](DoseRate) { return unit::mg(0); }},
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
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            for (const UnitCount& unit : dose.units) {
                for (const AlsoContains& also : formulary[unit.product].strengths[unit.strength].also) {
                    if (also.drug != drug) continue;
                    const Strength content{also.strength, "", {}, {Offer::yes, {}, Evidence::verified}, {}};
                    sum += content_of_one(content) * (unit.thousandths / 1000.0) / unit::days(one.every_days);
                }
            }
        }
    }
    return sum;
}

Regimen as_regimen(const Taking& taking) {
    Scheduled scheduled;
    scheduled.every_days = taking.every_days;
    for (const PlannedDose& dose : taking.doses) scheduled.doses.push_back({dose.time, dose.amount});
    Regimen regimen;
    regimen.drug = taking.drug;
    regimen.route = taking.route;
    regimen.release = taking.release;
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
