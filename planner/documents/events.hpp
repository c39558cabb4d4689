#pragma once
#include <string>
#include <vector>

#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// What a calendar on a phone is told of the firm part of a plan: whole days.
struct Event {
    Date on;
    std::string id;       // "step-2-change": the same whenever the plan is printed
    std::string title;    // says nothing of a drug: it may stand on a locked screen
    std::string details;  // doses and drugs, for who asks for them
};
/// Dose changes, pick-ups and visits, by day.
std::vector<Event> events_of(const DraftPlan& plan, const Library& library);

}  // namespace stepdown
