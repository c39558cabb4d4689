#include "conversions/quantity_format.hpp"
#include "planner/patches.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome no_increase(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    outcome.looked_at = {"each drug's daily dose", "total MME"};
    const ExposureTable& table = in.library.exposure();
    for (const Transition& change : transitions(*in.plan)) {
        if (change.to && change.to->departure == Departure::step_back)
            continue;  // the rule step-back looks at it
        const auto fire = [&](const std::string& what) {
            outcome.findings.push_back(
                at(change, finding(Severity::block, what + " rises.", "A taper pauses; it does not go up.",
                                   grounds(in, "no-increase"))));
        };
        for (const DrugId drug : drugs_in(*change.after)) {
            const DoseRate before = total_per_day(*change.before, drug),
                           after = total_per_day(*change.after, drug);
            if (exceeds(after, before)) {
                fire(in.library.formulary[drug].id + " from " +
                     show_daily(before, route_of(drug, *change.after)) + " to " +
                     show_daily(after, route_of(drug, *change.after)));
            }
        }
        const auto before = mme_of(*change.before, table), after = mme_of(*change.after, table);
        if (before && after && exceeds(*after, *before)) {
            fire("The total from " + show(*before, unit::mme_per_day) + " to " +
                 show(*after, unit::mme_per_day));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
