#pragma once
#include <string>

#include "planner/check.hpp"
#include "planner/replan.hpp"
#include "planner/rotation_plan.hpp"
#include "planner/taper.hpp"

namespace stepdown {

/// A plan as `stepdown/plan/1`.
struct PlanJson {
    std::string id;     // digest of the plan: the same plan has the same id on another day
    bool draft = true;  // until the case names who reviewed the plan with this very id
    std::string text;
};
PlanJson plan_json(const Tapered& tapered, const Case& patient_case, const Library& library, Date as_of,
                   bool explain);

/// A changed plan: the steps that are kept stand in it byte for byte as in `parent`, the text of the plan
/// that was changed; then what changed.
PlanJson replan_json(const Replanned& replanned, const std::string& parent, const Case& patient_case,
                     const Library& library, Date as_of, bool explain);

/// A rotation as the same document, with what it rests on under `rotation`.
PlanJson rotation_json(const Rotated& rotated, const Case& patient_case, const Library& library, Date as_of,
                       bool explain);

/// The answer of `check` as `stepdown/check/1`: what was read, the plan as the rules saw it, each rule's
/// outcome and every finding.
std::string check_json(const Checked& checked, const WrittenPlan& written, const Case& patient_case,
                       const Library& library, Date as_of);

/// A document with status `error` for a command: exit codes 2 and 4.
std::string error_json(const Problems& problems, const std::string& command, Date as_of);

}  // namespace stepdown
