#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conversions/regimen.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "planner/calendar.hpp"
#include "planner/schedule_solver.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// So many of one strength of one product. Counts are in thousandths: 1000 is a whole tablet, 500 half of
/// one, 2500 is 2.5 mL of a liquid.
struct UnitCount {
    ProductId product;
    std::size_t strength = 0;  // index into the line's strengths
    int thousandths = 0;
    bool operator==(const UnitCount&) const = default;
};

/// Patches that are worn together and changed together.
struct Worn {
    DoseRate rate;  // the sum; a "12 mcg/h" patch counts as 12
    /// The days on which new ones are put on, rising, `every_days` of the opioid apart; empty where a plan
    /// does not say (what is worn before it, and after its last step).
    std::vector<Date> change_on;
    bool operator==(const Worn&) const = default;
};
/// What one dose is: a mass that is swallowed at once, or what patches release.
using DoseAmount = std::variant<Mass, Worn>;

/// What is taken at one time of day. `amount` is the sum of strength times count over `units`, always.
struct PlannedDose {
    DoseTime time;
    DoseAmount amount;
    std::vector<UnitCount> units;
    bool operator==(const PlannedDose&) const = default;
};

/// What a dose gives on a day on which it is taken: a mass as it is, a patch 24 hours of its rate.
Mass given_in_a_day(const DoseAmount& amount);
/// The mean a day of a dose that is taken every so many days; patches release as much every day.
DoseRate mean_per_day(const DoseAmount& amount, int every_days);
/// "15 mg", "50 mcg/h".
std::string show_amount(const DoseAmount& amount);
/// A daily dose in the unit of its route: "60 mg/day", of patches "50 mcg/h".
std::string show_daily(DoseRate per_day, Route route);

enum class Role { tapered, target, bridge, rescue, unchanged };

/// As-needed use that a plan leaves as it is. What is really used counts, never the most that is allowed.
struct AsNeededUse {
    Mass amount;  // of one dose; of a range the low end
    std::vector<UnitCount> units;
    std::optional<Duration> at_most_every;
    std::optional<double> most_per_day;  // doses
    double counted_per_day = 0;          // doses really used
    bool operator==(const AsNeededUse&) const = default;
};

/// One opioid as a plan has it taken: the doses really swallowed. Rules, totals and cuts use these.
struct Taking {
    std::string id;  // "o1": the opioid of the case
    Role role = Role::tapered;
    std::size_t case_opioid = 0;
    DrugId drug;
    Route route = Route::oral;
    Release release = Release::immediate;
    int every_days = 1;  // of patches: how many days they are worn
    std::vector<PlannedDose> doses;
    std::optional<AsNeededUse> as_needed = {};  // then there are no doses at fixed times
};

/// The patches of this opioid; null where it is swallowed.
const Worn* worn(const Taking& taking);
/// The mean over `every_days`; of patches what all that are worn release, of as-needed use what is
/// really used.
DoseRate per_day(const Taking& taking);
/// The sum for one drug.
DoseRate total_per_day(const std::vector<Taking>& taking, DrugId drug);
/// Each drug once, in the order in which they stand.
std::vector<DrugId> drugs_in(const std::vector<Taking>& taking);
/// The opioid of that id; null where it is not taken.
const Taking* find(const std::vector<Taking>& taking, std::string_view id);
/// What one unit gives of the opioid: what a tablet or a mL holds, what a patch releases in 24 hours.
Mass content_of_one(const Strength& strength);
/// "60 mg", "2 mg/mL", "25 mcg/h".
std::string show_strength(const StrengthValue& value);
/// How much of `drug` ("acetaminophen") is taken a day besides the opioids.
DoseRate also_per_day(const std::vector<Taking>& taking, const std::string& drug, const Formulary& formulary);
/// The same as a regimen, for exposure().
Regimen as_regimen(const Taking& taking);
/// Morphine equivalents of all that is taken; empty where one drug has no factor.
std::optional<MmeRate> mme_of(const std::vector<Taking>& taking, const ExposureTable& table);

enum class VisitKind { review, visit, follow_up };
struct Visit {
    Date on;
    VisitKind kind = VisitKind::review;
};

/// One prescription of one strength: enough for `days` days of one step.
struct Fill {
    UnitCount quantity;
    Date fill_on, written_on;
    int days = 0;
    std::string directions;
};

/// What a change of a running plan may do and a taper by itself never does. step_back: the dose rises to the
/// one before. as_taken: less was taken than planned; the step begins with what is really taken.
enum class Departure { none, step_back, as_taken };

/// reduce, hold: of a taper. switch_over: the old opioid gives way to the new one within the step; overlap:
/// both are taken; build_up: only the new one, from its start toward its target.
enum class StepKind { reduce, hold, switch_over, overlap, build_up };
/// As it stands in JSON: "build-up".
std::string_view word(StepKind kind);

struct Step {
    int number = 1;
    StepKind kind = StepKind::reduce;
    Date start;
    int days = 0;
    bool firm = true;
    std::vector<Taking> taking;
    LimitedBy limited_by = LimitedBy::nothing;
    Departure departure = Departure::none;
    std::optional<Date> planned_end =
        {};  // of a step that a change of the plan ended earlier: its last day before
    bool slowed_by_ceiling = false;
    std::vector<Visit> visits;  // the last one is the review that ends the step
    std::vector<Fill> fills;

    /// The last day, inclusive.
    Date end() const { return plus_days(start, days - 1); }
};

/// What follows the last step.
struct Ending {
    std::vector<Taking> taking;  // empty: stopped
    Date from;
    std::vector<Visit> visits;
};

/// One change of a running plan, as it was asked for. Never empty: `reason`, `by`.
enum class ReplanAction { hold, step_back, slower, resume };
/// As it stands in JSON: "step-back".
std::string_view word(ReplanAction action);
struct Replan {
    Date on;
    ReplanAction action = ReplanAction::hold;
    int days = 0;          // of a hold, as asked for
    std::string protocol;  // of slower
    std::string reason, by;
    std::optional<int> cows, days_without_dose;
    std::string parent;  // id of the plan that was changed
};

/// A taper brings opioids down; a rotation leaves them for another one. Each rule of the catalogue says which
/// kinds of plan it is for.
enum class PlanKind { taper, rotation };
/// As it stands in JSON: the command that makes it.
std::string_view word(PlanKind kind);

/// A stretch of a plan in which one opioid is reduced by one protocol while the others stay.
struct Segment {
    int first_step = 1, last_step = 1;
    std::string protocol;  // id
    std::string opioid;    // "o1"
};

/// A plan that no rule has looked at yet.
struct DraftPlan {
    std::string protocol;  // id
    std::string why_this_protocol;
    std::string reviewer;  // the prescriber who ends each step
    std::vector<Taking> baseline;
    std::vector<Step> steps;
    Ending ending;
    bool visits_known = true;            // false: written down in a form that cannot name visits
    std::vector<Segment> segments = {};  // of a plan of ours; they meet
    std::vector<Replan> replans = {};    // the changes that led here, the first one first
    PlanKind kind = PlanKind::taper;
};

/// From one dose to the next: baseline to step 1, step to step, last step to the ending.
struct Transition {
    const std::vector<Taking>* before;
    const std::vector<Taking>* after;
    const Step* to;  // null: the ending
    Date on;
};
std::vector<Transition> transitions(const DraftPlan& plan);

/// The id of the protocol by which a step goes; after the last step, that of the last one.
const std::string& protocol_at(const DraftPlan& plan, int step);
/// For how long the dose of `step` is held, or a higher one: the days until a later step cuts it by plan.
int days_until_next_cut(const DraftPlan& plan, const Step& step);
/// True when the daily dose of some drug falls.
bool is_cut(const std::vector<Taking>& before, const std::vector<Taking>& after);
/// True when the daily dose of each drug is the same.
bool is_same_dose(const std::vector<Taking>& a, const std::vector<Taking>& b);

/// A dose of 1 to `total` drugs as a share: (after - before) / before; 0 where before is 0.
double change(DoseRate before, DoseRate after);

}  // namespace stepdown
