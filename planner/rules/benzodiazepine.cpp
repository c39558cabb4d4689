#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

Finding beside_a_taper(const std::string& medicine, const std::vector<CitationId>& sources) {
    return finding(
        Severity::warn,
        "\"" + medicine +
            "\" is a benzodiazepine. The opioid is reduced first; the two are never reduced at the same "
            "time.",
        "Leave the benzodiazepine as it is while this plan runs and never stop it suddenly: seizures, "
        "delirium and death can follow. Agree with whoever prescribes it, see to naloxone, and weigh "
        "both again at least every 3 months.",
        sources);
}

/// Another opioid is started: from some age on not beside a benzodiazepine; of unknown age as of that age.
Finding beside_a_start(const ReviewInput& in, const std::string& medicine, std::vector<CitationId> sources) {
    const Sourced<double>& from = in.library.interactions.no_start_with_benzodiazepine_from_years;
    const std::optional<double> age = age_on(in.patient_case.patient, in.as_of);
    const bool is_older = !age || *age >= from.for_caution();
    if (is_older) sources.push_back(from.citation());
    return finding(is_older ? Severity::block : Severity::warn,
                   "\"" + medicine + "\" is a benzodiazepine: with another opioid breathing can stop." +
                       (is_older ? " From " + show_decimal(from.for_caution(), 0) +
                                       " years on no opioid is started beside one."
                                 : ""),
                   "Leave the benzodiazepine as it is and never stop it suddenly. Reduce the present opioid "
                   "instead, or change it where somebody watches; see to naloxone, and agree with whoever "
                   "prescribes the benzodiazepine.",
                   sources);
}

}  // namespace

Outcome benzodiazepine(const ReviewInput& in) {
    const ConditionWords* words = in.library.words.medicine("benzodiazepine");
    if (!words) return {};
    std::vector<CitationId> sources = grounds(in, "benzodiazepine");
    sources.push_back(words->citation);
    const auto& medicines = in.patient_case.patient.medicines;
    if (!medicines) {
        return fact_missing(Severity::warn, "medicines", "patient: {medicines: [...]} (or [] for none)",
                            std::move(sources));
    }
    Outcome outcome;
    outcome.looked_at = {"medicines"};
    if (in.target) outcome.looked_at.emplace_back("age");
    for (const std::string& medicine : *medicines) {
        if (condition_found({medicine}, *words).empty()) continue;
        Finding found = in.target ? beside_a_start(in, medicine, sources) : beside_a_taper(medicine, sources);
        found.acknowledge = found.severity == Severity::warn;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
