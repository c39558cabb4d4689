#pragma once
// Living with a plan: hold it, step back, slow it down, or go on after a pause, from the dose really taken.
#include <optional>
#include <string>
#include <vector>

#include "planner/taper.hpp"
#include "planner/written_plan.hpp"

namespace stepdown {

/// What is really taken, in words, and where the words stand.
struct TakenNow {
    std::string text;
    Place place;
};

/// A change that is asked for.
struct ReplanRequest {
    Replan change;
    std::vector<TakenNow> taking;  // none: what the plan says for that day
};

/// One line of what changed. Dates and protocols as words, doses as they are shown; empty: there is none.
struct PlanChange {
    std::string what;   // "dose-today", "next-change", "dose-from", "end", "protocol"
    std::string about;  // of dose-from: the dose a day
    std::string old_value, new_value;
};

/// What came of the request. `tapered.plan` is empty where the rules refuse it.
struct Replanned {
    Tapered tapered;
    std::size_t kept_steps = 0;  // the first steps are as they were
    std::vector<PlanChange> changes;
};

/// The plan from `change.on` on, changed. Steps that are over stay as they were; the original dose, the
/// ceilings and the 14 days look back over them. A cut that the plan made is held at least as long as it was
/// to be, and no dose is come down to earlier than it was planned, but by less being taken. Problem ids:
/// plan-changed, before-plan, after-plan, before-last-change, hold-days, protocol, reason-missing,
/// by-missing, cows, missed, nothing-to-resume, replan-drug, replan-form, replan-several, replan-as-needed,
/// replan-protocol, those of read_regimen() and of check(). Refusals are findings: doses-missed, dose-taken,
/// step-back, slower-protocol, withdrawal-score.
Result<Replanned> replan(const Case& patient_case, const WrittenPlan& written, const ReplanRequest& request,
                         const Library& library, Date as_of);

}  // namespace stepdown
