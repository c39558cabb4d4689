#pragma once
#include <vector>

#include "conversions/result.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "planner/stock.hpp"

namespace stepdown {

/// Another form of the drug that the case accepts and a taper may move to.
struct OtherFormStock {
    Stock stock;
    std::size_t doses_a_day = 1;  // that it begins with
};

/// One opioid as it is really taken, made of units that exist.
struct BaselineOpioid {
    Taking taking;
    Stock stock;
    std::vector<DoseTime> times;
    bool usual_times = true;                       // the times are those of times_of(), not the case's own
    bool was_as_needed = false;                    // and is planned at fixed times
    std::vector<ProductId> also_meant;             // other lines that the words fit as well as the one taken
    std::vector<OtherFormStock> other_forms = {};  // finer than the one taken
};

/// Finds the product line and the units of each dose, or of one dose of as-needed use that is kept. Problems
/// (with the place of the opioid): dose-not-dispensable, combination-not-said, strength-not-said,
/// as-needed-use-unknown, as-needed-use-not-whole, no-product-line.
Result<BaselineOpioid> baseline_of(const CaseOpioid& opioid, const Preferences& preferences,
                                   const Library& library);

/// The lines that the words of the case can mean, best first: offered ones before others, then those whose
/// label interval fits the one in use.
std::vector<ProductId> lines_meant(const Regimen& regimen, const Formulary& formulary);

/// The stock that a taking of this opioid is made of: that of the form taken at first, or of another one.
/// That of the form at first where it is neither.
const Stock& stock_of(const BaselineOpioid& opioid, const Taking& taking);
/// The opioid as it stands where a plan has it so: with the stock of that form, and, once it has left the
/// form taken at first, none to move to.
BaselineOpioid in_form_of(BaselineOpioid opioid, const Taking& taking);

/// The daily total, in micrograms, at or below which a cut is a last-unit step: one smallest unit at each
/// dose of the label interval. Where nobody has verified that interval, at each dose that the patient takes
/// now.
std::int64_t last_unit_zone(const BaselineOpioid& opioid, const Formulary& formulary);

}  // namespace stepdown
