#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome specialist_support(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    const std::optional<MmeRate> now = mme_of(in.plan->baseline, in.library.exposure());
    if (!now) return outcome;
    outcome.looked_at = {"total MME"};
    const Sourced<MmeRate>& line = in.limits().specialist_above;
    if (exceeds(*now, line.for_caution())) {
        outcome.findings.push_back(finding(Severity::warn,
                                           "The present dose is " + show(*now, unit::mme_per_day, 1) +
                                               ", above " + show(line.for_caution(), unit::mme_per_day) + ".",
                                           "Plan this taper with specialist support.", {line.citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
