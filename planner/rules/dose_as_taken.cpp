#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome dose_as_taken(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        if (!change.to || change.to->departure != Departure::as_taken) continue;
        outcome.looked_at = {"what is really taken beside what was planned"};
        const bool documented = replan_behind(*change.to, *in.plan) != nullptr;
        for (const Taking& one : *change.before) {
            const DoseRate planned = total_per_day(*change.before, one.drug),
                           taken = total_per_day(*change.after, one.drug);
            if (!exceeds(planned, taken)) continue;
            Finding found = finding(
                documented ? Severity::warn : Severity::block,
                "From " + in_words(change.on) + " on " + show(taken, unit::mg_per_day) + " is taken, " +
                    show_percent(ratio(planned - taken, planned)) + " less than the " +
                    show(planned, unit::mg_per_day) + " that were planned." +
                    (documented ? "" : " Nobody has given a reason for that."),
                documented
                    ? "Ask since when and why, look for withdrawal and for other opioids, and do not go back "
                      "to the planned dose."
                    : "Cut as the protocol says, or change the plan with a reason and a name.",
                grounds(in, "dose-as-taken"));
            found.acknowledge = documented;
            found.opioid = one.id;
            outcome.findings.push_back(at(change, std::move(found)));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
