#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What makes short use unlikely to be the whole story: "an extended-release form", "120 MME/day".
std::string unusual_after_short_use(const ReviewInput& in) {
    std::vector<Taking> taking;
    for (const BaselineOpioid& opioid : in.opioids) taking.push_back(opioid.taking);
    if (taking.empty()) return "";
    const bool extended = std::any_of(taking.begin(), taking.end(),
                                      [](const Taking& one) { return one.release == Release::extended; });
    if (extended) return "an extended-release form";
    const std::optional<MmeRate> now = mme_of(taking, in.library.exposure());
    if (!now) return "an opioid without a factor";
    return reaches(*now, in.limits().first_risk_line.for_caution()) ? show(*now, unit::mme_per_day, 1) : "";
}

std::string what_follows(const ReviewInput& in) {
    if (in.protocol->for_acute_use() && !is_acute_use(in)) return "";
    if (!is_acute_use(in))
        return " The protocol " + in.protocol->id + " is made for longer use and would prolong this one.";
    if (in.protocol->phases.empty()) return " After so short a use no taper is needed.";
    return " The taper takes days, the ceilings for long use do not bind, and one review at the end is "
           "enough.";
}

}  // namespace

Outcome use_too_short(const ReviewInput& in) {
    const Sourced<Duration>& shortest = in.limits().shortest_use;
    if (!in.patient_case.used_for) {
        Outcome missing = fact_missing(Severity::warn, "how long opioids have been taken",
                                       "used_for: 4 years", {shortest.citation()});
        if (!in.patient_case.protocol)
            missing.findings.front().message += " The slowest protocol for long use is taken.";
        return missing;
    }
    Outcome outcome;
    outcome.looked_at = {"used_for"};
    if (!in.protocol || reaches(*in.patient_case.used_for, shortest.for_caution())) return outcome;
    const std::string unusual = unusual_after_short_use(in);
    const std::string short_use = "Opioids have been taken for " + show_span(*in.patient_case.used_for) +
                                  ", less than " + show_span(shortest.for_caution()) + "." + what_follows(in);
    const bool prolongs = !is_acute_use(in);
    outcome.findings.push_back(finding(
        unusual.empty() && !prolongs ? Severity::note : Severity::warn,
        short_use + (unusual.empty() ? "" : " Unusual after so short a use: " + unusual + "."),
        prolongs ? "Leave the protocol out: the one for acute use is then chosen."
                 : "Make sure that no opioid was taken before this span; if one was, write the whole time.",
        {shortest.citation()}));
    return outcome;
}

}  // namespace stepdown::rules
