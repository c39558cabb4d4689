#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

/// What a day can come to: doses at fixed times, and as many rescue doses as are allowed.
std::optional<MmeRate> most_on(const std::vector<Taking>& taking, const ReviewInput& in) {
    std::vector<Taking> all;
    for (Taking one : taking) {
        if (one.as_needed && one.role == Role::rescue) {
            const double times = one.as_needed->most_per_day.value_or(0);
            if (!one.as_needed->most_per_day) return std::nullopt;
            one.doses = {{DoseTime{}, one.as_needed->amount * times, {}}};
            one.as_needed.reset();
        }
        all.push_back(std::move(one));
    }
    return mme_of(all, in.library.exposure());
}

}  // namespace

Outcome overlap_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.target) return outcome;
    outcome.looked_at = {"old, new and rescue doses of each day", "the exposure before"};
    const Sourced<Fraction>& share = in.library.rotation.overlap_ceiling;
    const auto before = mme_of(in.plan->baseline, in.library.exposure());
    for (const Transition& change : transitions(*in.plan)) {
        const bool both = has_old_opioid(*change.after, in) &&
                          exceeds(target_per_day(*change.after, in), unit::mg_per_day(0));
        const auto here = most_on(*change.after, in);
        if (!before || !here) {
            if (!both) continue;
            return fact_missing(Severity::block, "a factor for every opioid of the days with both",
                                "another way to change (at once)", {share.citation()});
        }
        if (!exceeds(*here, *before * share.for_caution().of_one)) continue;
        outcome.findings.push_back(
            at(change,
               finding(Severity::block,
                       "Up to " + show(*here, unit::mme_per_day) +
                           " in a day, rescue doses included; before the rotation it "
                           "was " +
                           show(*before, unit::mme_per_day) + ".",
                       both ? "Take away more of the old opioid on this day." : "Allow fewer rescue doses.",
                       {share.citation()})));
    }
    return outcome;
}

}  // namespace stepdown::rules
