#include "planner/documents/events.hpp"

#include <algorithm>

#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/messages.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string doses(const std::vector<Taking>& taking, const Formulary& formulary) {
    std::string text;
    for (const DoseTime time : times_in(taking)) {
        text += (text.empty() ? "" : "; ") + clock_in_words(time) + ": " + dose_at(time, taking, formulary);
    }
    for (const std::string& line : when_needed(taking, formulary)) text += (text.empty() ? "" : "; ") + line;
    return text;
}

Event pick_up(const Step& step, Date on, const Formulary& formulary) {
    Event event{on, "step-" + std::to_string(step.number) + "-fill-" + iso(on), say("calendar.pick-up"), ""};
    for (const Fill& fill : step.fills) {
        if (fill.fill_on != on) continue;
        event.details += (event.details.empty() ? "" : "; ") + told(fill, formulary);
    }
    return event;
}

}  // namespace

std::vector<Event> events_of(const DraftPlan& plan, const Library& library) {
    const Formulary& formulary = library.formulary;
    std::vector<Event> events;
    for (const CalendarPart& part : calendar_of(plan, whole_days(library.limits.firm.for_caution()))) {
        const Step& step = *part.step;
        const std::string number = "step-" + std::to_string(step.number);
        events.push_back(
            {step.start, number + "-change", say("event.change"), doses(step.taking, formulary)});
        Date filled{};
        for (const Fill& fill : step.fills) {  // by day
            if (fill.fill_on > part.until || (fill.fill_on == filled && &fill != &step.fills.front()))
                continue;
            filled = fill.fill_on;
            events.push_back(pick_up(step, filled, formulary));
        }
        for (const Visit& visit : step.visits) {
            if (visit.on <= part.until)
                events.push_back(
                    {visit.on, number + "-visit-" + iso(visit.on), say("event.visit"), told(visit)});
        }
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.on < b.on; });
    return events;
}

}  // namespace stepdown
