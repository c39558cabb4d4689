#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// Facts of a case that are answered by yes or no.
enum class YesNoFact {
    pregnant,
    breastfeeding,
    frail,
    dialysis,
    extended_release,
    opioid_use_disorder,
    suicidality,
    naloxone_at_home,
    worse_despite_increase,
    spreading,
    allodynia,
    new_injury_or_progression,
    less_pain_after_reduction,
    worse_before_next_dose,
    raised_quickly,
    recent_surgery_with_high_dose,
    low_mood,
    threshold_lowered,
    genotype_known
};

namespace asks {
/// Any opioid of the case that is taken; with `drugs`, one of these.
struct TakesOpioid {
    std::vector<DrugId> drugs;
};
/// A condition, or a medicine, that one of these groups of words names.
struct HasCondition {
    std::vector<std::string> words;
};
struct TakesMedicine {
    std::vector<std::string> words;
};
/// True from this value on.
struct AgeFrom {
    double years = 0;
};
struct LiverFrom {
    std::string grade;  // "child-pugh-b"
};
struct QtcFrom {
    Duration limit;
};
struct ExposureFrom {
    MmeRate limit;
};
struct UsedFor {
    Duration limit;
};
struct CowsFrom {
    int points = 0;
};
struct AgeBelow {
    double years = 0;
};
/// Creatinine clearance or filtration, the lower of the two. Dialysis counts as below every limit.
struct ClearanceBelow {
    Clearance limit;
};
struct WeightBelow {
    BodyMass limit;
};
struct YesNo {
    YesNoFact fact = YesNoFact::pregnant;
    bool is = true;
};
}  // namespace asks

/// One thing that data asks of a case. Several together: all must hold.
using FactTest =
    std::variant<asks::TakesOpioid, asks::HasCondition, asks::TakesMedicine, asks::AgeFrom, asks::AgeBelow,
                 asks::LiverFrom, asks::QtcFrom, asks::ExposureFrom, asks::UsedFor, asks::CowsFrom,
                 asks::ClearanceBelow, asks::WeightBelow, asks::YesNo>;
using FactTests = std::vector<FactTest>;

/// The tests under `when`; none, without a problem, where the key is absent. Problem ids: unknown-drug and
/// those of the readers.
FactTests read_when(MapReader& outer, const Formulary& formulary, Problems& problems);

/// The ids of words that tests name: each must exist.
std::vector<std::string> words_named(const FactTests& tests);

}  // namespace stepdown
