#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// A published day table that cuts its units says into how many parts.
bool is_cut_by_table(const UnitCount& unit, const ReviewInput& in) {
    const SwitchProtocol* method =
        in.kind == PlanKind::rotation ? in.library.switch_protocol(in.plan->protocol) : nullptr;
    return method && method->table && method->table->product == unit.product &&
           unit.thousandths * method->table->parts % 1000 == 0;
}

/// Whether this many thousandths of a unit can be taken without dividing what must stay whole.
bool may_be_taken(const UnitCount& unit, const ReviewInput& in) {
    const ProductLine& line = in.library.formulary[unit.product];
    if (unit.thousandths <= 0) return false;
    if (line.form == Form::solution || line.form == Form::concentrate) return true;
    if (unit.thousandths % 1000 == 0 || is_cut_by_table(unit, in)) return true;
    return unit.thousandths % 500 == 0 && line.release == Release::immediate && line.form == Form::tablet &&
           line.split.for_caution() == Split::half_if_scored && in.patient_case.preferences.tablets_scored;
}

}  // namespace

Outcome whole_units(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    outcome.looked_at = {"units of each dose", "tablets_scored"};
    for (const Transition& change : transitions(*in.plan)) {
        for (const Taking& one : *change.after) {
            for (const PlannedDose& dose : one.doses) {
                Mass sum = unit::mg(0);
                bool whole = true, own = true;  // own: nothing but the opioid of this plan
                for (const UnitCount& unit : dose.units) {
                    own = own && in.library.formulary[unit.product].drug == one.drug;
                    sum += content_of_one(in.library.formulary[unit.product].strengths[unit.strength]) *
                           (unit.thousandths / 1000.0);
                    whole = whole && may_be_taken(unit, in);
                }
                const bool adds_up = own && reaches(sum, given_in_a_day(dose.amount)) &&
                                     reaches(given_in_a_day(dose.amount), sum);
                if (whole && adds_up) continue;
                outcome.findings.push_back(
                    at(change, finding(Severity::block,
                                       "A dose of " + show_amount(dose.amount, one.route) +
                                           (adds_up ? " would divide a form that must be swallowed whole."
                                                    : " is not what its units add up to."),
                                       "Use whole units; halves only of immediate-release tablets that the "
                                       "case says are scored.",
                                       grounds(in, "whole-units"))));
            }
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
