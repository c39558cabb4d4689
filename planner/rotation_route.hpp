#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/result.hpp"
#include "conversions/target_text.hpp"
#include "planner/conversion.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown {

/// What is rotated to. `why`: a note on the route, where the words name a drug and leave its route open.
struct ChosenTarget {
    RotationTarget target;
    std::optional<Finding> why;
};

/// For whom a route is chosen. `request` without its target.
struct RouteFacts {
    ConversionRequest request;
    bool for_opioid_use_disorder = false;
    bool by_tables_too = false;  // published day tables can be followed: in a rotation, not in a conversion
};

/// Reads `words`. Where they leave the route open, it is one to which a way is described, and of these, in
/// this order: one by which a start can be planned from the present dose (a label's band holds it, or a day
/// table leads there), one whose products are offered for what the opioid is for, one that a label starts,
/// one with the fewest doses a week. Problem ids: those of the reader for targets.
Result<ChosenTarget> choose_target(const std::string& words, const Place& place, const RouteFacts& facts,
                                   const Library& library, Date as_of);
/// The same for the rotation of a case.
Result<ChosenTarget> choose_target(const std::string& words, const Place& place, const Case& patient_case,
                                   const Library& library, Date as_of);

/// Reads `words`; where they leave the route open, with this one.
Result<RotationTarget> read_target_by(const std::string& words, Route route, const Formulary& formulary,
                                      const Place& place);

/// The opioid that the goal of the case names, and where; a problem where it is no rotation, or another one
/// than `asked` (which may be empty). What names its route holds beside what leaves it open.
Result<ChosenTarget> target_of(const Case& patient_case, const std::optional<ChosenTarget>& asked,
                               const Library& library, Date as_of);

/// rotate(), with what is said of the route among its findings.
Result<Rotated> rotate(const Case& patient_case, const ChosenTarget& chosen, const Library& library,
                       Date as_of);

}  // namespace stepdown
