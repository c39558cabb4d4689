#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conversions/weight_units.hpp"
#include "planner/adjunct_titration.hpp"
#include "planner/case_facts.hpp"
#include "protocols/adjunct_guide.hpp"

namespace stepdown {

/// A sentence and where it was read.
struct Told {
    std::string text;
    std::vector<CitationId> citations;
};

/// A dose by body weight, and what it is for this patient; without a weight only the former.
struct WeighedDose {
    const ByWeight* row = nullptr;
    std::optional<std::variant<Mass, InfusionRate>> low, high;
};

/// One adjunct for one patient. Doses are empty where the facts clear none.
struct AdjunctAdvice {
    const AdjunctGuide* guide = nullptr;
    Verdict verdict = Verdict::option;
    std::string taken_already;  // the medicine of the case; empty: not taken
    std::optional<DoseRate> start, low, high, ceiling, step;
    std::optional<Duration> step_every;
    std::string renal_band;  // the row of the kidney table, in words
    bool is_cleared = true;  // false: the doses are for looking up, and nothing is planned from them
    std::vector<AdjunctLevel> titration;
    std::vector<WeighedDose> by_weight;
    std::vector<Told> directions, stop, why, why_not;
    std::vector<std::string> missing;   // facts without which more cannot be said
    std::vector<CitationId> citations;  // of the doses
};

/// A treatment without drugs, on days.
struct NonDrugDates {
    const NonDrug* what = nullptr;
    std::vector<Date> on;
};

struct Adjuncts {
    Kidney kidney;
    Date start;
    std::vector<AdjunctAdvice> all;  // in the order of the library
    std::vector<NonDrugDates> non_drug;
};

/// What each adjunct of the library is for the patient of a case, dated from the case's start (or from
/// `as_of` where the case has none, or an earlier one). Unknown facts clear nothing.
Adjuncts adjuncts_for(const Case& patient_case, const Library& library, Date as_of);

}  // namespace stepdown
