#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conversions/regimen.hpp"
#include "conversions/result.hpp"
#include "planner/calendar.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"

namespace stepdown {

// A plan as somebody wrote it down, by hand or by program: words and amounts, each with its place, before
// anything is known of products.

/// One strength and how many of it, as written. `holds`: of the opioid, mg a unit or mg a mL; what a patch
/// releases.
struct WrittenUnit {
    std::string product, rxcui;
    std::variant<Mass, DoseRate> holds;
    double count = 0;
};
struct WrittenDose {
    DoseTime time;
    DoseAmount amount;
    std::vector<WrittenUnit> units;  // empty: the plan names no products
};
/// As-needed use that the plan leaves as it is: `count` doses of `amount` are really used a day.
struct WrittenAsNeeded {
    Mass amount;
    std::vector<WrittenUnit> units;
    double count = 0;
    std::optional<Duration> at_most_every;
    std::optional<double> most_per_day;
};
/// One opioid of one step. `drug` is known to the formulary.
struct WrittenOpioid {
    DrugId drug;
    Route route = Route::oral;
    Release release = Release::immediate;
    int every_days = 1;
    std::vector<WrittenDose> doses;  // none, and no use as needed: the drug is stopped
    Place place;
    std::string id = {};  // "o1"; empty where the plan names none
    std::optional<WrittenAsNeeded> as_needed = {};
    bool is_rescue = false;  // the plan says so: doses for a rotation, of which none is counted on
};
/// The mean over `every_days`; of patches what all that are worn release.
DoseRate per_day(const WrittenOpioid& opioid);
/// One prescription of a step, as far as a patient or a pharmacist has to know it.
struct WrittenFill {
    std::string product, rxcui;
    Date fill_on;
    double quantity = 0;
    std::string count_unit, directions;
    std::variant<Mass, DoseRate> holds = unit::mg(0);  // of the opioid, as in WrittenUnit
    Date written_on = {};
    int days = 0;
};
struct WrittenStep {
    Date start;
    int days = 0;
    std::vector<WrittenOpioid> opioids;
    std::vector<Visit> visits;
    std::vector<WrittenFill> fills;
    bool firm = true;
    bool says_limited = false;  // the plan says that the products allowed no other cut
    Place place;
    /// Only of a plan that is as it was written: anything else could be claimed of a cut or a rise.
    Departure departure = Departure::none;
    std::optional<Date> planned_end;  // of a step that a change cut short, likewise

    /// The last day, inclusive.
    Date end() const { return plus_days(start, days - 1); }
};
struct WrittenPlan {
    std::string format;        // "json", "yaml" or "csv"
    std::string id, protocol;  // empty where the plan names none
    std::string rotates_to;    // the drug that the plan says it rotates to; empty: a taper, or not said
    std::optional<std::vector<WrittenOpioid>> before;  // what the plan says was taken when it began
    std::vector<WrittenStep> steps;                    // at least one, in the order written
    std::optional<std::vector<WrittenOpioid>> after;   // empty list: stopped; nothing: it is not said
    std::vector<Visit> visits_after;
    bool draft = true;              // nobody has reviewed this very plan
    bool visits_written = false;    // whether this kind of file can name visits at all
    std::vector<Segment> segments;  // only where there are several
    std::vector<Replan> replans;
    std::vector<CaseOverride> overrides;      // what lifted its safety rules
    bool is_as_written = false;               // of ours, and its id is that of what stands in it
    std::vector<std::string> not_understood;  // columns and fields that nobody read
};

}  // namespace stepdown
