#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

bool has_tolerant_only_unit(const Taking& taking, const Formulary& formulary) {
    return std::any_of(taking.doses.begin(), taking.doses.end(), [&](const PlannedDose& dose) {
        return std::any_of(dose.units.begin(), dose.units.end(), [&](const UnitCount& unit) {
            const ProductLine& line = formulary[unit.product];
            return line.offer.for_caution() == Offer::tolerant_only ||
                   line.strengths[unit.strength].offer.for_caution() == Offer::tolerant_only;
        });
    });
}

}  // namespace

Outcome tolerant_only_form(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Step& step : in.plan->steps) {
        for (const Taking& taking : step.taking) {
            const auto& line = in.library.formulary[taking.drug].tolerance_line;
            if (!line || !has_tolerant_only_unit(taking, in.library.formulary)) continue;
            outcome.looked_at = {"forms for opioid-tolerant people only", "daily dose"};
            if (reaches(per_day(taking), line->for_caution())) continue;
            Finding found =
                finding(Severity::warn,
                        "From here on the dose is below " + show_daily(line->for_caution(), taking.route) +
                            ", the line for opioid tolerance, with a form that is only for tolerant people.",
                        "Go on only without a break in dosing; after a break this form must not be "
                        "started again. Prefer a form without that limit.",
                        {line->citation()});
            found.step = step.number;
            found.opioid = taking.id;
            outcome.findings.push_back(std::move(found));
            return outcome;  // the first step says it for all that follow
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
