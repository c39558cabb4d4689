#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/result.hpp"
#include "conversions/units.hpp"
#include "protocols/condition_words.hpp"
#include "protocols/organ_advice.hpp"

namespace stepdown {

/// How much a rule says: nothing at all, or a finding of this harm; `acknowledge` is a warning that asks for
/// it.
enum class Concern { none, note, warn, acknowledge, block };

/// One thing to know about opioids beside a medicine or a condition, as data. The rule of this id asks it.
struct Interaction {
    std::string rule;                                // "cyp3a4-inhibitor"
    std::vector<std::string> medicines, conditions;  // groups of words; a find in either counts
    std::vector<std::string> not_medicines;          // groups that other rules speak of
    std::vector<DrugId> opioids;                     // empty: every opioid
    std::vector<Route> routes;                       // empty: every route
    bool extended_only = false;
    Concern started = Concern::warn;  // for an opioid that a plan starts, raises or rotates to
    Concern kept = Concern::warn;     // for one that is kept or reduced
    std::string says, instead;
    CitationId citation;

    bool is_about(DrugId drug, Route route, Release release) const;
};

/// The most of a drug in a day where kidneys, liver or route set one. What holds for everybody is in
/// RotationBounds.
struct SpecialCeiling {
    DrugId drug;
    std::vector<Route> routes;       // empty: every route
    std::optional<Clearance> below;  // only below this clearance, and on dialysis
    bool in_cirrhosis = false;       // only in liver disease of a Child-Pugh class
    Sourced<DoseRate> most;
    std::string written;  // "20 mcg/h"
    std::string for_whom;
};

struct OpioidList {
    std::vector<DrugId> opioids;
    CitationId citation;
};

struct InteractionGuide {
    std::vector<Interaction> interactions;
    std::vector<SpecialCeiling> ceilings;
    /// From this age on, so many sedating medicines (the opioid counted) are too many.
    Sourced<double> sedated_from_years, sedating_medicines;
    /// From this age on no opioid is started beside a benzodiazepine.
    Sourced<double> no_start_with_benzodiazepine_from_years;
    /// From this body mass index on, breathing in sleep is at risk.
    Sourced<BodyMassIndex> breathing_from_index;
    /// An ECG that is older says nothing in favor of methadone.
    Sourced<Duration> ecg_recent;
    /// Not while breastfeeding.
    OpioidList not_breastfeeding;
};

/// Reads the file of kind `interactions/1`. Groups that `words` does not have are problems.
Result<InteractionGuide> read_interactions(const DataFile& file, const Formulary& formulary, Citer& citer);

/// Every group of words that an interaction names exists.
Problems groups_without_words(const InteractionGuide& guide, const WordLists& words);

}  // namespace stepdown
