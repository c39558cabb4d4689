#pragma once
#include <vector>

#include "conversions/exposure.hpp"
#include "planner/document.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The working of a daily total in MME: each opioid, its factor with its source, its result, and what is left
/// out.
Document exposure_document(const std::vector<Regimen>& regimens, const Exposure& exposure,
                           const ExposureTable& table, const Library& library, const std::string& versions);

/// What combination products among these bring of acetaminophen a day.
DoseRate acetaminophen_per_day(const std::vector<Regimen>& regimens);

/// "80 mg/day", "25 mcg/h": a daily dose in the unit in which the drug is dosed.
std::string show_daily(const Regimen& regimen, DoseRate per_day);

}  // namespace stepdown
