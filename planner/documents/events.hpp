#pragma once
#include <string>
#include <vector>

#include "planner/documents/messages.hpp"
#include "planner/plan.hpp"
#include "planner/written_plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What a calendar on a phone is told of the firm part of a plan: whole days.
struct Event {
    Date on;
    std::string id;           // "step-2-change": the same whenever the plan is printed
    std::string title;        // says nothing of a drug: it may stand on a locked screen
    std::string details;      // doses and drugs, for who asks for them
    bool is_dropped = false;  // it stood in the plan before, and is no more
};
/// Dose changes, pick-ups and visits, by day.
std::vector<Event> events_of(const DraftPlan& plan, const Library& library, const Messages& words = {});
/// What the firm part of an older version told from a day on and `now` does not tell any more: to be taken
/// away.
std::vector<Event> dropped_events(const WrittenPlan& old, Date from, const std::vector<Event>& now,
                                  const Messages& words = {});

}  // namespace stepdown
