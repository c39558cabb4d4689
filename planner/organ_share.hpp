#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/target_text.hpp"
#include "planner/case.hpp"

namespace stepdown {

/// What weak kidneys or a sick liver leave of the usual start of a new opioid. Only ever a limit: it makes a
/// start lower, and computes none.
struct OrganShare {
    Fraction of_start{1};
    std::string because;  // "kidneys (creatinine clearance 26 mL/min ...)"
    std::vector<CitationId> citations;
};
/// The smallest share that the guides name for this opioid; empty where they name none, or where the facts
/// are not known (which other rules ask for).
std::optional<OrganShare> organ_share(const Patient& patient, const RotationTarget& target,
                                      const Library& library, Date day);

}  // namespace stepdown
