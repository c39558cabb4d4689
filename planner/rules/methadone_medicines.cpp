#include <array>
#include <string_view>

#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

struct Group {
    std::string_view id, does, instead;
    Severity severity;
};

constexpr std::array groups{
    Group{"maoi", "inhibits monoamine oxidase: not with methadone, nor within 14 days.",
          "Choose an opioid without an action on serotonin, or stop it in time with its prescriber.",
          Severity::block},
    Group{"raises-methadone", "can raise the level of methadone.",
          "Ask a pharmacist; start lower, and watch longer. Stopping or starting it later needs a review.",
          Severity::warn},
    Group{"lowers-methadone",
          "can lower the level of methadone; when it is stopped, the level rises for weeks.",
          "Do not stop or start it during the rotation.", Severity::warn},
    Group{"lengthens-qt", "can lengthen the QTc, as methadone does.", "Replace it where that is possible.",
          Severity::warn},
    Group{"serotonergic", "acts on serotonin, as methadone does.",
          "Look for clonus, tremor, fever and agitation.", Severity::warn},
    Group{"sedative", "slows breathing together with methadone.",
          "Reduce or stop it before the rotation where that is safe; never suddenly.", Severity::warn}};

}  // namespace

Outcome methadone_medicines(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    if (!in.patient_case.patient.medicines)
        return fact_missing(Severity::block, "which other medicines are taken",
                            "patient: {medicines: [...]} (or [] for none)",
                            grounds(in, "methadone-medicines"));
    Outcome outcome;
    outcome.looked_at = {"medicines"};
    for (const Group& group : groups) {
        const std::string found = medicine_of(in, group.id);
        if (found.empty()) continue;
        outcome.findings.push_back(finding(group.severity, "\"" + found + "\" " + std::string(group.does),
                                           std::string(group.instead),
                                           {in.library.rotation.words_of(group.id)->citation}));
        outcome.findings.back().acknowledge = group.severity == Severity::warn;
    }
    return outcome;
}

}  // namespace stepdown::rules
