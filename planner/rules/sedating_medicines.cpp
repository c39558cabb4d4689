#include <algorithm>
#include <array>

#include "conversions/decimal.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

constexpr std::array<std::string_view, 3> sedating{"benzodiazepine", "gabapentinoid", "sedatives"};

bool is_sedating(const std::string& medicine, const WordLists& words) {
    return std::any_of(sedating.begin(), sedating.end(), [&](std::string_view group) {
        const ConditionWords* known = words.medicine(group);
        return known && !condition_found({medicine}, *known).empty();
    });
}

}  // namespace

Outcome sedating_medicines(const ReviewInput& in) {
    const InteractionGuide& guide = in.library.interactions;
    const Patient& patient = in.patient_case.patient;
    const std::optional<double> age = age_on(patient, in.as_of);
    Outcome outcome;
    if (!age || *age < guide.sedated_from_years.for_caution() || taken(in.patient_case).empty())
        return outcome;
    const std::vector<CitationId> sources{guide.sedating_medicines.citation()};
    if (!patient.medicines)
        return fact_missing(Severity::warn, "medicines", "patient: {medicines: [...]} (or [] for none)",
                            sources);
    outcome.looked_at = {"age", "medicines"};
    std::string named;
    double count = 1;  // the opioid
    for (const std::string& medicine : *patient.medicines) {
        if (!is_sedating(medicine, in.library.words)) continue;
        ++count;
        named += (named.empty() ? "\"" : ", \"") + medicine + "\"";
    }
    if (count < guide.sedating_medicines.for_caution()) return outcome;
    Finding found =
        finding(Severity::warn,
                "At " + show_decimal(*age, 0) + " years the opioid is one of " + show_decimal(count, 0) +
                    " medicines that act on the brain (" + named + "): falls, confusion and slow breathing.",
                "Go through all of them; end or reduce one at a time, the opioid first.", sources);
    found.acknowledge = true;
    outcome.findings.push_back(std::move(found));
    return outcome;
}

}  // namespace stepdown::rules
