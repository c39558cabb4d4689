#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/target_text.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"

namespace stepdown {

/// What a patient who changes opioids could be given: units that exist, at an interval that the label has,
/// never more a day than was asked for.
struct NewRegimen {
    ProductId line;
    Release release = Release::immediate;
    Duration interval;               // between two doses; of a patch: between two changes
    DoseRate per_day;                // patches: the sum worn
    DoseRate rounded_off;            // what rounding down took from the dose that was asked for
    std::vector<PlannedDose> doses;  // of one day, equal; empty for patches
    std::vector<UnitCount> patches;  // worn together; empty for all else
};

/// Whether somebody counts as opioid tolerant by the US labels' lines; products for tolerant people only are
/// planned for those.
enum class Tolerance { tolerant, not_tolerant, not_known };

/// What can be handed out for a target: the product lines that its words mean, that are offered and whose
/// label interval is verified. Milligrams of a base are never taken for those of a salt.
struct RegimenRequest {
    const RotationTarget& target;
    Release release;  // one of the target's
    DoseRate most;    // a day
    Tolerance tolerance = Tolerance::not_known;
    const Preferences& preferences;
    std::optional<Duration> every = {};  // the one interval of a label's row; empty: any of the label's
};

/// The regimen with the largest daily dose that is not above `most` (then with fewer doses a day, then fewer
/// units); nothing when none is that small. All doses of a day are equal.
std::optional<NewRegimen> new_regimen(const RegimenRequest& request, const Library& library);

/// The smallest daily dose that the same request could hand out; nothing when no line fits its words.
std::optional<NewRegimen> smallest_regimen(const RegimenRequest& request, const Library& library);

/// Other forms of the target's drug that could be handed out within `most`, in words: "oxycodone oral
/// solution (1 mg/mL)".
std::vector<std::string> forms_that_fit(const RegimenRequest& request, const Library& library);

/// Whole patches of the target that make up `rate` exactly or, where none do, the most below it. Strengths in
/// `preferred` are used before others. Nothing when no patch is that small.
std::optional<NewRegimen> patches_of(const RegimenRequest& request, const std::vector<DoseRate>& preferred,
                                     const Library& library);

/// The releases in which the target's words can be handed out: both where nothing in them says.
std::vector<Release> releases_of(const RotationTarget& target, const Library& library);

/// "Its milligrams are those of oxycodone, not of oxycodone hydrochloride, which the ratios count." Empty
/// where one of the products counts what the drug's products by this route usually do, or none is named.
std::string other_basis_because(const std::vector<ProductId>& products, const Library& library);

/// Why the target cannot be handed out at any dose; empty when it can: no product by that route, or only ones
/// whose milligrams are of another salt or of the base.
std::string no_product_because(const RotationTarget& target, const Library& library);

}  // namespace stepdown
