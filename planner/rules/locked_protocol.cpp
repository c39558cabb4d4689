#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome locked_protocol(const ReviewInput& in) {
    Outcome outcome;
    if (!in.protocol || !in.protocol->locked) return outcome;
    const Locked& lock = *in.protocol->locked;
    outcome.looked_at = {"protocol", "overrides"};
    std::vector<CitationId> sources = grounds(in, "locked-protocol");
    sources.push_back(lock.citation);
    outcome.findings.push_back(
        finding(Severity::block, "The protocol " + in.protocol->id + " is locked. " + lock.because,
                "Choose another protocol; or override this rule with reason and name, and write "
                "supervision: {setting: " +
                    lock.setting + "}.",
                std::move(sources)));
    return outcome;
}

}  // namespace stepdown::rules
