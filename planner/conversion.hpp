#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/methadone.hpp"
#include "conversions/patch.hpp"
#include "conversions/result.hpp"
#include "conversions/rotation.hpp"
#include "conversions/target_text.hpp"
#include "planner/case.hpp"
#include "planner/new_regimen.hpp"
#include "planner/reduction.hpp"
#include "planner/review.hpp"
#include "planner/tolerance.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What a conversion is asked for.
struct ConversionRequest {
    std::vector<CaseOpioid> opioids;
    RotationTarget target;
    Patient patient;
    std::optional<Duration> used_for;
    Preferences preferences;
    std::optional<Fraction> reduction = {};  // chosen by the prescriber, inside the window
    MethadoneCap methadone_cap = MethadoneCap::usual;
};

/// One opioid's part of an estimate: everything of that drug by that route, with its lines of working.
struct EstimateItem {
    DrugByRoute from;
    DoseRate per_day;
    std::vector<RotationLine> lines;  // none: it is the new opioid already, and its dose is kept
    DoseRate result, least, most;     // unrounded; what sources make of it at least and at most
};

/// How an estimate came about, after its items.
enum class EstimateBy { ratios, same_drug, label_start, methadone_method };

/// What one table or method says of all opioids together, added in the new opioid.
struct Estimate {
    std::string method, title;  // id of the table or method
    EstimateBy by = EstimateBy::ratios;
    CitationId citation;
    bool recommended = false;
    bool contains_reduction = false;    // a starting dose already
    std::vector<EstimateItem> items;    // to the new opioid; of starts and methadone methods to oral morphine
    DoseRate items_total{};             // what the items add up to
    std::optional<StartBand> start;     // label_start
    std::optional<MethadoneBand> band;  // methadone_method
    bool of_one_dose = false;           // the figures are those of one dose when needed, not of a day
    DoseRate equianalgesic{}, least{},
        most{};  // in the new opioid; starts and methadone: the method's figure, of a range the low end
    /// What the source itself takes off, and nothing else is; of a start in whom ("", " in people ...").
    std::optional<Fraction> own_reduction;
    std::string own_reduction_when;
    std::optional<DoseRate> after_low;  // after what is still taken off; empty: only an upper limit
    DoseRate after_high{};
    /// What is left where the reduction is taken although the figure holds it: shown, never used.
    std::optional<DoseRate> twice_low, twice_high;
    std::string twice_by;  // who takes it twice
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
};

/// A published rule of thumb for what a label's table answers.
struct CompetingRule {
    std::string title, published;
    DoseRate calculated, rounded_down;
    CitationId citation;
};

/// The dose to start with, and what it rests on. low <= value <= high <= the estimate's equianalgesic.
struct Recommendation {
    DoseRate value{}, low{}, high{};  // unrounded
    DoseRate equianalgesic{};
    Fraction reduction_low, reduction_high;  // taken off of what is converted, at `high` and at `low`
    std::optional<ReductionWindow> window;   // empty where the method leaves nothing to take off
    std::string how;                         // "the label's row ...": where there is no window
    std::vector<NewRegimen> regimens;        // one for each release that the target leaves open; may be empty
    std::string no_regimen_because, no_regimen_instead;
    std::vector<std::string> left_out;  // of a release that the target leaves open: why it has none
};

/// The answer or the refusal, never both: with a finding that blocks there is no recommendation and no
/// estimate.
struct Conversion {
    std::vector<FromOpioid> from;
    RotationTarget target;
    std::vector<Estimate> estimates;   // the recommended one first, then by id
    std::vector<CompetingRule> rules;  // rules of thumb beside a label's table: shown, never used
    std::optional<Recommendation> recommended;
    std::vector<Finding> findings;  // blocks, warnings, notes
    std::vector<Advice> advice;

    bool refused() const { return !recommended; }
};

/// Converts opioids as they are really taken to another. Pure: the same input and data give the same answer.
///
/// Problem ids (wrong input): as-needed-use-unknown, nothing-taken, nothing-to-convert, reduction-window,
/// reduction-facts-missing, reduction-not-used.
/// Rules that refuse: under-age, oud-treatment, the ids of the bounds (RotationRefusal), no-ratio,
/// daily-ceiling, dose-below-start, dose-above-start, no-start, not-opioid-tolerant, no-method, qtc.
Result<Conversion> convert(const ConversionRequest& request, const Library& library, Date as_of);

}  // namespace stepdown
