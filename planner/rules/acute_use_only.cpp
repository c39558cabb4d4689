#include "conversions/text/spans.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// Why this protocol of acute use may not be used here; empty where it may.
std::string hindrance(const ReviewInput& in, Duration used) {
    const Duration below = in.protocol->used_below->for_caution();
    if (reaches(used, below)) {
        return "opioids have been taken for " + show_span(used) + ", and it is for less than " +
               show_span(below);
    }
    if (in.opioids.empty()) return "";  // another rule says why nothing could be read
    return early_stop_hindered_by(*in.protocol, in.patient_case, in.opioids, in.library);
}

}  // namespace

Outcome acute_use_only(const ReviewInput& in) {
    if (!in.protocol || !in.protocol->for_acute_use()) return {};
    std::vector<CitationId> sources = grounds(in, "acute-use-only");
    if (!in.patient_case.used_for)
        return fact_missing(Severity::block, "how long opioids have been taken", "used_for: 5 days", sources);
    Outcome outcome;
    outcome.looked_at = {"used_for", "protocol", "release and daily exposure"};
    const std::string why = hindrance(in, *in.patient_case.used_for);
    if (why.empty()) return outcome;
    sources.push_back(in.protocol->citation);
    outcome.findings.push_back(
        finding(Severity::block, "The protocol " + in.protocol->id + " is not for this case: " + why + ".",
                "Leave the protocol out: the one for this span of use is then chosen.", std::move(sources)));
    return outcome;
}

}  // namespace stepdown::rules
