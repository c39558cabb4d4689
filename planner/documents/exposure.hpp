#pragma once
#include <vector>

#include "conversions/exposure.hpp"
#include "planner/document.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The working of a daily total in MME: each opioid, its factor with its source, its result, and what is left
/// out.
Document exposure_document(const std::vector<Regimen>& regimens, const Exposure& exposure,
                           const ExposureTable& table, const Library& library, const std::string& versions);

/// The same opioids by one of several sets of factors.
struct SetExposure {
    const ExposureTable* table = nullptr;
    Exposure exposure;
};
/// By every set there is: the one by which plans are totalled first, then the others by id.
std::vector<SetExposure> exposure_by_all_sets(const std::vector<Regimen>& regimens, const Library& library);

/// Each opioid of which the factor differs between sets: which factor by which sets.
std::vector<std::string> why_sets_differ(const std::vector<Regimen>& regimens,
                                         const std::vector<SetExposure>& sets);

/// A warning for each of CDC's risk lines that some of the totals reach and others do not.
std::vector<Finding> decided_by_set(const std::vector<SetExposure>& sets, const SafetyLimits& limits);

/// exposure_document() by the first set, then all sets side by side with what each leaves out and is not for.
Document side_by_side_document(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                               const Library& library, const std::string& versions);

/// What one order brings of acetaminophen a day: as its opioid is counted (stated use, else the most
/// allowed), and at the most that it allows.
struct AcetaminophenShare {
    std::size_t regimen = 0;
    Mass per_unit;  // of one tablet, capsule or mL
    double units = 0, most_units = 0;
    DoseRate counted, most_allowed;
};
struct Acetaminophen {
    std::vector<AcetaminophenShare> shares;
    DoseRate counted, most_allowed;  // over all products
};
Acetaminophen acetaminophen_of(const std::vector<Regimen>& regimens);

/// "hydrocodone/acetaminophen 10/325 mg q6h: 4 x 325 mg = 1,300 mg/day".
std::string acetaminophen_working(const Regimen& regimen, const AcetaminophenShare& share);

/// Use, by the orders' own words, that is more than they allow. Rule id: use-above-order.
std::vector<Finding> use_findings(const std::vector<Regimen>& regimens);

/// The lines that the day's total is above, the most allowed included: a warning above the limit by which
/// plans are checked, else a note. Nothing where it is above none.
std::vector<Finding> acetaminophen_findings(const std::vector<Regimen>& regimens, const SafetyLimits& limits);

/// "80 mg/day", "25 mcg/h": a daily dose in the unit in which the drug is dosed.
std::string show_daily(const Regimen& regimen, DoseRate per_day);

/// The unit that a published factor is multiplied with.
enum class FactorUnit { per_mg, per_mcg, per_mcg_per_hour };
FactorUnit factor_unit(const ExposureLine& line);

/// The line's daily dose in the unit of its factor ("1,600 mcg/day" beside "0.13 MME/mcg"), so that the two
/// can be multiplied as they stand; without a factor as show_daily().
std::string show_factored(const Regimen& regimen, const ExposureLine& line);

}  // namespace stepdown
