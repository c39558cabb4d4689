#pragma once
#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"
#include "protocols/condition_words.hpp"
#include "protocols/organ_advice.hpp"

namespace stepdown {

/// What a measurement lies in, ends included.
template <class T>
struct Span {
    Sourced<T> from, to;
    bool holds(const T& value) const {
        return reaches(value, from.for_caution()) && reaches(to.for_caution(), value);
    }
};

/// From this clearance on, up to the band above it.
struct KidneyBand {
    Clearance from;
    OrganAdvice advice;
};

/// What kidney function means for one opioid.
struct KidneyOpioid {
    OrganDrug of;
    std::vector<KidneyBand> bands;  // falling; the last is from 0
    OrganAdvice on_dialysis;

    /// Nothing about it depends on the kidneys.
    bool is_indifferent() const;
    /// The advice at a clearance; below every band is the last.
    const OrganAdvice& at(Clearance clearance) const;
};

/// How kidney function is estimated, and what it means for a drug.
struct KidneyGuide {
    CitationId cockcroft_gault, ckd_epi;
    /// Below the first the actual weight goes into Cockcroft-Gault, from the second on the adjusted one;
    /// between them the lower of the ideal and the actual.
    Sourced<BodyMassIndex> actual_weight_below, adjusted_weight_from;
    /// Below it the formula of the ideal weight is only extrapolated.
    Sourced<BodyLength> formula_height_from;
    /// A creatinine that is older says nothing in favor of a drug.
    Sourced<Duration> creatinine_recent;
    /// Outside of these a measurement is taken for a slip of the pen or of the unit.
    Span<CreatinineLevel> plausible_creatinine;
    Span<BodyMass> plausible_weight;
    Span<BodyLength> plausible_height;
    /// Conditions in which kidney function changes from day to day; those that mean dialysis.
    ConditionWords unstable, dialysis;
    Advice preferred;  // what to take instead of an opioid that weak kidneys forbid
    std::vector<KidneyOpioid> opioids;

    /// Null where nothing is known of the drug by that route.
    const KidneyOpioid* about(DrugId drug, Route route) const;
};

/// Reads the file of kind `kidney/1`.
Result<KidneyGuide> read_kidney_guide(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
