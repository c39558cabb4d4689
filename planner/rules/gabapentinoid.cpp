#include <set>

#include "conversions/quantity_format.hpp"
#include "planner/adjunct_titration.hpp"
#include "planner/kidney.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

constexpr std::string_view group = "gabapentinoid";

/// A medicine of the case, and which of the group it is.
struct Named {
    std::string medicine;
    const AdjunctGuide* guide = nullptr;
};

std::vector<Named> named_in(const ReviewInput& in) {
    const ConditionWords* words = in.library.words.medicine(group);
    std::vector<Named> all;
    if (!words || !in.patient_case.patient.medicines) return all;
    for (const std::string& medicine : *in.patient_case.patient.medicines) {
        if (condition_found({medicine}, *words).empty()) continue;
        for (const AdjunctGuide& guide : in.library.adjuncts) {
            const ConditionWords names{"", guide.names, {}, {}, Evidence::unverified};
            if (guide.group == group && !condition_found({medicine}, names).empty())
                all.push_back({medicine, &guide});
        }
    }
    return all;
}

/// " Gabapentin, immediate-release capsules: at most 1,400 mg/day in all.": what weak kidneys leave of it;
/// empty where they are good or not known.
std::string ceiling_in_words(const AdjunctGuide& guide, const Kidney& kidney, Finding& found) {
    if (!guide.renal) return "";
    if (kidney.state == KidneyState::dialysis) return " " + guide.title + ": as the dialysis unit says.";
    const auto lowest = kidney.state == KidneyState::unstable ? std::nullopt : kidney.lowest();
    const auto row = lowest ? renal_row(*guide.renal, *lowest) : std::nullopt;
    if (!row || row->band == &guide.renal->bands.front()) return "";
    found.citations.push_back(row->band->high.citation());
    return " " + guide.title + ": at most " + show(row->high, unit::mg_per_day) + " in all.";
}

}  // namespace

Outcome gabapentinoid(const ReviewInput& in) {
    Outcome outcome = interaction(in, group);
    const std::vector<Named> named = named_in(in);
    if (named.empty() || outcome.findings.empty()) return outcome;
    const Kidney kidney = kidney_of(in.patient_case.patient, in.as_of, in.library.kidney);
    Finding& told = outcome.findings.front();
    std::set<const AdjunctGuide*> kinds;
    std::string ceilings;
    for (const Named& one : named) {
        if (kinds.insert(one.guide).second) ceilings += ceiling_in_words(*one.guide, kidney, told);
    }
    if (!ceilings.empty()) told.instead += " Here, " + in_words(kidney) + "." + ceilings;
    outcome.looked_at.emplace_back("kidney function");
    if (kinds.size() < 2) return outcome;
    std::string medicines;
    for (const Named& one : named) medicines += (medicines.empty() ? "\"" : ", \"") + one.medicine + "\"";
    Finding both =
        finding(Severity::warn, medicines + ": two gabapentinoids, which are never taken together.",
                "Agree with whoever prescribes them which one stays; the other ends over at least a week.",
                grounds(in, group));
    both.acknowledge = true;
    outcome.findings.push_back(std::move(both));
    return outcome;
}

}  // namespace stepdown::rules
