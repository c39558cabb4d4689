#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/exposure.hpp"
#include "conversions/formulary.hpp"
#include "conversions/methadone.hpp"
#include "conversions/patch.hpp"
#include "conversions/rotation.hpp"
#include "protocols/adjunct_guide.hpp"
#include "protocols/assessment_guide.hpp"
#include "protocols/conversion_guide.hpp"
#include "protocols/drug_advice.hpp"
#include "protocols/interactions.hpp"
#include "protocols/kidney_guide.hpp"
#include "protocols/liver_guide.hpp"
#include "protocols/replan_guide.hpp"
#include "protocols/rotation_guide.hpp"
#include "protocols/safety_limits.hpp"
#include "protocols/switch_protocol.hpp"
#include "protocols/taper_protocol.hpp"
#include "protocols/withdrawal_guide.hpp"

namespace stepdown {

/// A data file that is not one of those the program was built with.
struct OwnDatum {
    std::string kind, id, file;  // kind: "drug/1"
    bool replaces = false;       // a shipped one of the same kind and id
};

/// Everything that is known, loaded and cross-checked: drugs, products, factors, protocols, limits and their
/// sources. Only looked at once it is made.
struct Library {
    Formulary formulary;
    std::vector<ExposureTable> exposure_tables;
    std::vector<StartTable> start_tables;  // by id; one default for each drug by route
    std::vector<StartRules> start_rules;   // what competes with them, only to be shown
    MethadoneGuide methadone;
    std::vector<TaperProtocol> tapers;
    SafetyLimits limits;
    std::vector<RotationTable> rotation_tables;  // the default first, then by id
    ReductionGuide reduction;
    RotationBounds rotation_bounds;
    ConversionGuide conversion;
    ReplanGuide replanning;
    WordLists words;
    KidneyGuide kidney;
    LiverGuide liver;
    InteractionGuide interactions;
    std::vector<SwitchProtocol> switches;  // by id
    RotationGuide rotation;
    std::string digest;                       // of all data: two runs with the same digest knew the same
    std::vector<DrugAdvice> drug_advice;      // by id
    std::vector<AdjunctGuide> adjuncts = {};  // by order, then by id
    std::vector<AdjunctReason> adjunct_general = {};  // against every one that is not for an emergency
    std::vector<NonDrug> non_drug = {};               // as written
    std::vector<ConditionWords> case_words = {};      // besides `words`
    std::vector<AssessmentGuide> assessments = {};    // one, or none
    std::vector<Instrument> instruments = {};         // by id
    WithdrawalGuide withdrawal = {};
    std::vector<OwnDatum> own = {};  // what is not as shipped

    /// Builds the library. A later file with the kind and id of an earlier one replaces it. Every problem of
    /// every file is reported; a kind that nobody reads is one.
    static Result<Library> load(std::span<const DataFile> files);

    const TaperProtocol* taper(std::string_view id) const;
    const SwitchProtocol* switch_protocol(std::string_view id) const;
    /// The protocols that are chosen by span of use, shortest span first. The spans meet without a gap or an
    /// overlap, the first from no use at all, the last without an end: load() has checked it.
    std::vector<const TaperProtocol*> tapers_by_span() const;
    /// What is particular about a taper of this drug; empty where nothing is known.
    std::vector<const DrugAdvice*> advice_about(DrugId drug) const;
    const ExposureTable* exposure_table(std::string_view id) const;
    /// The words by which a group of conditions or medicines is found, wherever they stand; null for an
    /// unknown id.
    const ConditionWords* words_of(std::string_view id) const;
    const AdjunctGuide* adjunct(std::string_view id) const;
    /// What a version line says of the data: the digest, and each file that is not as shipped.
    std::string data_version() const;
    /// The start table that is recommended from; null when there is none.
    const StartTable* start_table(DrugByRoute to) const;
    /// The factor set by which plans are totalled.
    const ExposureTable& exposure() const { return *exposure_table(limits.exposure_table); }
    /// All others, by id.
    std::vector<const ExposureTable*> other_exposures() const;
    const RotationTable* rotation_table(std::string_view id) const;
    /// The table whose pairs make the recommendation.
    const RotationTable& default_rotation() const { return rotation_tables.front(); }
    const Citation& operator[](CitationId id) const { return formulary.bibliography()[id]; }
};

}  // namespace stepdown
