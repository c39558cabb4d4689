#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome smallest_patch_step(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const SafetyLimits& limits = in.limits();
    for (const Transition& change : transitions(*in.plan)) {
        for (const BaselineOpioid& opioid : in.opioids) {
            if (!opioid.stock.patches || stops_early(change, in)) continue;
            outcome.looked_at = {"each cut between two strengths of a patch"};
            const bool is_as_taken = change.to && change.to->departure == Departure::as_taken;
            if (is_as_taken || !is_more_than_half(change, opioid, in)) continue;  // nobody planned that cut
            const DoseRate before = total_per_day(*change.before, opioid.taking.drug),
                           after = total_per_day(*change.after, opioid.taking.drug);
            Finding found = finding(
                Severity::block,
                "From " + show_daily(before, opioid.taking.route) + " to " +
                    show_daily(after, opioid.taking.route) + " is a cut of " +
                    show_percent(ratio(before - after, before)) + " of the current dose; more than " +
                    show_percent(limits.block_above.for_caution().of_one) + " is taken only with a reason.",
                instead_of_patch_step(opioid, before, in) +
                    " To go on with patches: overrides: [{rule: smallest-patch-step, reason: ..., by: ...}].",
                {limits.block_above.citation()});
            found.opioid = opioid.taking.id;
            outcome.findings.push_back(at(change, std::move(found)));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
