#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome risk_reason(const ReviewInput& in) {
    Outcome outcome;
    if (!in.protocol || !in.protocol->asks_reason) return outcome;
    outcome.looked_at = {"protocol"};
    const Advice& asked = *in.protocol->asks_reason;
    Finding found =
        finding(Severity::warn,
                "The protocol " + in.protocol->id + " is faster than usual: " + in.protocol->for_whom + ".",
                asked.text, {asked.citation});
    found.acknowledge = true;
    outcome.findings.push_back(std::move(found));
    return outcome;
}

}  // namespace stepdown::rules
