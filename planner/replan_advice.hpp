#pragma once
// What is said around a change of a running plan: faults of the request, advice on its reason, what changed.
#include <string>
#include <vector>

#include "planner/replan.hpp"

namespace stepdown {

/// Faults of a request that the plan and the data show by themselves.
Problems faults_in_request(const WrittenPlan& written, const Replan& change, const Library& library);

/// What the withdrawal score, a missed review and unknown days without a dose have to say of this change.
std::vector<Finding> advice_on(const Replan& change, const Library& library);

/// Where another protocol changes nothing: it is told, not passed off as slower.
Finding no_slower(const Replan& change, const Library& library);

/// True where the score asks for another look within the time that the data give.
bool asks_for_early_look(const Replan& change, const Library& library);

/// Adds findings; those that do most harm stay first.
void add_findings(Review& review, const std::vector<Finding>& findings);

/// What changed from `on` on, oldest first.
std::vector<PlanChange> changes_between(const DraftPlan& before, const DraftPlan& after, Date on,
                                        const Formulary& formulary);

/// "morphine 120 mg/day", "nothing".
std::string daily_doses(const std::vector<Taking>& taking, const Formulary& formulary);

}  // namespace stepdown
