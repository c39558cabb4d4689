#pragma once
#include <span>
#include <vector>

#include "conversions/headed_file.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// A table of ratios and where it was read.
struct PlacedRotation {
    RotationTable table;
    Place place;
};

/// What the data files say, kind by kind, before it is checked as a whole and becomes a library.
struct Contents {
    std::vector<ExposureTable> exposures;
    std::vector<PlacedRotation> rotations;
    std::vector<ReductionGuide> reductions;
    std::vector<RotationBounds> bounds;
    std::vector<ConversionGuide> conversions;
    std::vector<StartTable> starts;
    std::vector<StartRules> start_rules;
    std::vector<MethadoneMethod> methadone_methods;
    std::vector<MethadoneCaps> methadone_caps;
    std::vector<TaperProtocol> tapers;
    std::vector<SwitchProtocol> switches;
    std::vector<RotationGuide> rotation_guides;
    std::vector<ReplanGuide> replannings;
    std::vector<SafetyLimits> limits;
    std::vector<WordLists> words;
    std::vector<KidneyGuide> kidneys;
    std::vector<LiverGuide> livers;
    std::vector<InteractionGuide> interactions;
    std::vector<WithdrawalGuide> withdrawals;
    std::vector<DrugAdvice> drug_advice;
    std::vector<AdjunctGuide> adjuncts;
    std::vector<AdjunctReason> adjunct_general;
    std::vector<NonDrug> non_drug;
    std::vector<ConditionWords> case_words;
    std::vector<AssessmentGuide> assessments;
    std::vector<Instrument> instruments;
};

/// Reads every file by its kind. Problem ids: those of the readers, `unknown-kind`, and `<kind>-missing`
/// where there is not exactly one file of a kind that the program needs one of.
Contents read_contents(std::span<const HeadedFile> files, const Formulary& known, Citer& citer,
                       Problems& problems);

}  // namespace stepdown
