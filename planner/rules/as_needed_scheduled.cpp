#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome as_needed_scheduled(const ReviewInput& in) {
    Outcome outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        if (opioid.taking.as_needed) {
            outcome.looked_at = {"as-needed use"};
            Finding kept =
                finding(Severity::note,
                        "Stays as needed, as the case wishes; counted as really used, " +
                            show(per_day(opioid.taking), unit::mg_per_day) +
                            "; of a range the low end is planned. Every share of a cut rests on that use.",
                        "Count the tablets at each visit: use that rises takes the place of what was cut.",
                        grounds(in, "as-needed-scheduled"));
            kept.opioid = opioid.taking.id;
            outcome.findings.push_back(std::move(kept));
        }
        if (!opioid.was_as_needed) continue;
        outcome.looked_at = {"as-needed use"};
        Finding found =
            finding(Severity::note,
                    "Taken as needed, really used " + show(per_day(opioid.taking), unit::mg_per_day) +
                        ": the taper begins from that and gives it at fixed times. A range was counted at "
                        "its low end.",
                    "Check with the patient that this is the usual use.", grounds(in, "as-needed-scheduled"));
        found.opioid = opioid.taking.id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
