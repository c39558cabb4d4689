#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome protocol_setting(const ReviewInput& in) {
    if (!in.protocol || !in.protocol->locked) return {};
    const Locked& lock = *in.protocol->locked;
    std::vector<CitationId> sources = grounds(in, "protocol-setting");
    const std::string& setting = in.patient_case.supervision.setting;
    if (setting.empty()) {
        return fact_missing(Severity::block, "in which setting the taper is made",
                            "supervision: {setting: " + lock.setting + "}", std::move(sources));
    }
    Outcome outcome;
    outcome.looked_at = {"setting"};
    if (setting == lock.setting) return outcome;
    outcome.findings.push_back(finding(Severity::block,
                                       "The protocol " + in.protocol->id + " is for the setting " +
                                           lock.setting + "; the case says " + setting + ".",
                                       "Choose another protocol for this setting.", std::move(sources)));
    return outcome;
}

}  // namespace stepdown::rules
