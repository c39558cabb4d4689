#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

/// What a day can come to: doses at fixed times, and as many rescue doses as are allowed. A partial agonist
/// has no factor, and what it does beside a full agonist is not what a second one would do: it is left out.
std::optional<MmeRate> most_on(const std::vector<Taking>& taking, const ReviewInput& in) {
    std::vector<Taking> all;
    for (Taking one : taking) {
        if (in.library.formulary[one.drug].agonism == Agonism::partial) continue;
        if (one.as_needed && one.role == Role::rescue) {
            one.doses = {{DoseTime{}, one.as_needed->amount * one.as_needed->most_per_day.value_or(0), {}}};
            one.as_needed.reset();
        }
        all.push_back(std::move(one));
    }
    return mme_of(all, in.library.exposure());
}

bool has_unlimited_rescue(const std::vector<Taking>& taking) {
    return std::any_of(taking.begin(), taking.end(), [](const Taking& one) {
        return one.role == Role::rescue && one.as_needed && !one.as_needed->most_per_day;
    });
}

std::string too_much(MmeRate here, MmeRate before) {
    return "Up to " + show(here, unit::mme_per_day) +
           " in a day, rescue doses included; before the rotation it was " + show(before, unit::mme_per_day) +
           ".";
}

}  // namespace

Outcome overlap_ceiling(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.target) return outcome;
    outcome.looked_at = {"old, new and rescue doses of each day", "the exposure before"};
    const Sourced<Fraction>& share = in.library.rotation.overlap_ceiling;
    const auto before = most_on(in.plan->baseline, in);
    for (const Transition& change : transitions(*in.plan)) {
        if (has_unlimited_rescue(*change.after)) {
            outcome.findings.push_back(
                at(change, finding(Severity::block, "Rescue doses without a most a day have no ceiling.",
                                   "Say how many a day at most.", {share.citation()})));
            continue;
        }
        const bool both = has_old_opioid(*change.after, in) &&
                          exceeds(target_per_day(*change.after, in), unit::mg_per_day(0));
        const auto here = most_on(*change.after, in);
        if (!before || !here) {
            if (!both) continue;
            return fact_missing(Severity::block, "a factor for every opioid of the days with both",
                                "another way to change (at once)", {share.citation()});
        }
        if (!exceeds(*here, *before * share.for_caution().of_one)) continue;
        outcome.findings.push_back(at(change, finding(Severity::block, too_much(*here, *before),
                                                      both ? "Take away more of the old opioid on this day."
                                                           : "Begin lower, or allow fewer rescue doses.",
                                                      {share.citation()})));
    }
    return outcome;
}

}  // namespace stepdown::rules
