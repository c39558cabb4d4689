#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/result.hpp"
#include "conversions/target_text.hpp"
#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "planner/conversion.hpp"
#include "planner/curve.hpp"
#include "planner/plan.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What somebody looks at on a day of a rotation.
struct Monitoring {
    Date on;
    std::optional<double> after_hours;  // since the first dose of the new opioid
    std::string what;
    std::vector<CitationId> citations;
};

/// The days on which the old and the new opioid are both taken.
struct Overlap {
    Date first, last;
};

/// What a rotation rests on, beside its steps.
struct RotationBasis {
    std::vector<std::string> from;  // ids of the opioids that are left
    const SwitchProtocol* method = nullptr;
    std::string why_this_method;
    std::vector<const SwitchProtocol*> other_methods;  // to the same opioid: not chosen, or not available
    Conversion conversion;                             // the start, and every source beside it
    DoseRate dose_used{};                   // in units that exist: never more than the conversion's
    std::optional<Sourced<FirstDose>> cap;  // the most that the method allows, where it has one
    std::optional<Overlap> overlap;
    std::optional<MmeRate> exposure_ceiling;  // of each day; empty where an old opioid has no factor
    std::string no_rescue_because;            // empty: a rescue dose is planned
    std::vector<Monitoring> monitoring;       // by day
    std::vector<CurvePoint> curve;            // illustrative; empty: none is drawn for this opioid
};

/// What came of a request for a rotation. `plan` is empty when the rules or the conversion refuse it;
/// `review` says why.
struct Rotated {
    std::vector<BaselineOpioid> opioids;
    std::optional<Duration> used_for;
    std::optional<RotationBasis> basis;  // empty: no plan could be drafted
    std::optional<IssuedPlan> plan;
    Review review;
};

/// A supervised change to another opioid, day by day. The new opioid's dose is that of convert(). Problems
/// are faults of the case (goal-is-taper, goal-target, goal-then, switch-method, since-in-future, those of
/// baseline_of(), of convert() and, where a taper follows, of taper()); a refusal for safety is no problem
/// but a block in the review.
Result<Rotated> rotate(const Case& patient_case, const RotationTarget& target, const Library& library,
                       Date as_of);

/// What convert() is asked for a rotation of this case.
ConversionRequest conversion_for(const Case& patient_case, const RotationTarget& target);

}  // namespace stepdown
