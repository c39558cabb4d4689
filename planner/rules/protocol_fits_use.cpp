#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome protocol_fits_use(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.protocol || !in.patient_case.used_for) return outcome;
    if (!in.patient_case.protocol) return outcome;  // chosen by the data's rule, and the plan says why
    const Duration used = *in.patient_case.used_for;
    const auto& from = in.protocol->used_from;
    const auto& below = in.protocol->used_below;
    outcome.looked_at = {"used_for", "protocol"};
    const bool too_short = from && !reaches(used, from->for_caution());
    const bool too_long = below && reaches(used, below->for_caution());
    if (too_short || too_long) {
        outcome.findings.push_back(
            finding(too_long ? Severity::warn : Severity::note,
                    "The protocol " + in.protocol->id + " is for another span of use than " +
                        show_span(used) + ": " + in.protocol->for_whom + ".",
                    too_long ? "Its pace is faster than long use calls for; the ceilings hold all the same. "
                               "Prefer the protocol for this span."
                             : "It is slower than it need be; that is allowed.",
                    {(too_long ? below : from)->citation()}));
    }
    return outcome;
}

}  // namespace stepdown::rules
