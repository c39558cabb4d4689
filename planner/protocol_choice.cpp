#include "planner/protocol_choice.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"

namespace stepdown {

namespace {

ChosenProtocol for_unknown_span(const std::vector<const TaperProtocol*>& by_span) {
    if (by_span.empty()) return {};
    return {by_span.back(), "the slowest, because the case does not say how long opioids have been taken"};
}

std::string why_instead(const TaperProtocol& passed_over, const std::string& hindrance) {
    return "; " + passed_over.id + " is not for this case: " + hindrance;
}

}  // namespace

std::string early_stop_hindered_by(const TaperProtocol& protocol, const Case& patient_case,
                                   const std::vector<BaselineOpioid>& opioids, const Library& library) {
    if (!protocol.short_acting_only) return "";
    if (patient_case.goal && !std::holds_alternative<Discontinue>(*patient_case.goal))
        return "the goal is not to stop";
    std::vector<Taking> taking;
    for (const BaselineOpioid& opioid : opioids) taking.push_back(opioid.taking);
    const bool extended = std::any_of(taking.begin(), taking.end(),
                                      [](const Taking& one) { return one.release == Release::extended; });
    if (extended) return "the release is extended";
    const std::optional<MmeRate> now = mme_of(taking, library.exposure());
    if (!now || taking.empty()) return "its daily exposure is not known";
    const MmeRate below = protocol.short_acting_only->below.for_caution();
    if (!reaches(*now, below)) return "";
    return show(*now, unit::mme_per_day, 1) + " is not below " + show(below, unit::mme_per_day);
}

ChosenProtocol choose_protocol(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                               const Library& library) {
    if (patient_case.protocol) return {library.taper(*patient_case.protocol), "named in the case"};
    const std::vector<const TaperProtocol*> by_span = library.tapers_by_span();
    if (!patient_case.used_for) return for_unknown_span(by_span);
    std::string passed_over;
    for (const TaperProtocol* protocol : by_span) {
        const auto& below = protocol->used_below;
        if (below && reaches(*patient_case.used_for, below->for_caution())) continue;
        const std::string hindrance = early_stop_hindered_by(*protocol, patient_case, opioids, library);
        if (hindrance.empty()) {
            return {protocol, "chosen for " + show_span(*patient_case.used_for) +
                                  " of use, because the case names none" + passed_over};
        }
        passed_over = why_instead(*protocol, hindrance);
    }
    return {};
}

}  // namespace stepdown
