#pragma once
#include <string>
#include <vector>

#include "planner/documents/events.hpp"

namespace stepdown {

/// What is known of the calendar as a whole.
struct IcsCalendar {
    std::string plan_id;  // of the first version: events keep their ids when the plan is changed
    Date as_of;
    bool is_draft = true;                   // events are tentative then
    bool tells_details = false;             // with drugs and doses
    std::vector<std::string> remarks = {};  // said in every event, with or without details
    int sequence = 0;  // how often the plan has been changed: a higher number replaces a lower one
};
/// The events as an iCalendar file (RFC 5545): whole days without a time zone, each with an id that stays the
/// same.
std::string render_ics(const std::vector<Event>& events, const IcsCalendar& calendar);

}  // namespace stepdown
