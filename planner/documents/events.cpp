#include "planner/documents/events.hpp"

#include <algorithm>

#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/wording.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string doses(const std::vector<Taking>& taking, const Formulary& formulary, const Telling& telling) {
    std::string text;
    for (const DoseTime time : times_in(taking)) {
        text += (text.empty() ? "" : "; ") + clock_in(telling.words, time) + ": " +
                dose_at(time, taking, formulary, telling);
    }
    for (const std::string& line : when_needed(taking, formulary, telling.words))
        text += (text.empty() ? "" : "; ") + line;
    return text;
}

Event pick_up(const Step& step, Date on, const Formulary& formulary, const Messages& words) {
    Event event{on, "step-" + std::to_string(step.number) + "-fill-" + iso(on), words.say("calendar.pick-up"),
                ""};
    for (const Fill& fill : step.fills) {
        if (fill.fill_on != on) continue;
        event.details += (event.details.empty() ? "" : "; ") + told(fill, formulary, words);
    }
    return event;
}

}  // namespace

std::vector<Event> events_of(const DraftPlan& plan, const Library& library, const Messages& words) {
    const Formulary& formulary = library.formulary;
    std::vector<Event> events;
    for (const CalendarPart& part : calendar_of(plan, whole_days(library.limits.firm.for_caution()))) {
        const Step& step = *part.step;
        const std::string number = "step-" + std::to_string(step.number);
        const InForce before = in_force_on(plan, plus_days(step.start, -1));
        if (!is_same_dose(*before.taking, step.taking)) {  // a hold is no change
            events.push_back({step.start, number + "-change", words.say("event.change"),
                              doses(step.taking, formulary, telling_of(plan, formulary, words))});
        }
        Date filled{};
        for (const Fill& fill : step.fills) {  // by day
            if (!part.has(fill.fill_on) || (fill.fill_on == filled && &fill != &step.fills.front())) continue;
            filled = fill.fill_on;
            events.push_back(pick_up(step, filled, formulary, words));
        }
        for (const Visit& visit : step.visits) {
            if (part.has(visit.on))
                events.push_back({visit.on, number + "-visit-" + iso(visit.on), words.say("event.visit"),
                                  told(visit, words)});
        }
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Event& a, const Event& b) { return a.on < b.on; });
    return events;
}

std::vector<Event> dropped_events(const WrittenPlan& old, Date from, const std::vector<Event>& now,
                                  const Messages& words) {
    std::vector<Event> dropped;
    const auto drop = [&](Date on, const std::string& id, const std::string& title) {
        const auto is_same = [&](const Event& one) { return one.id == id; };
        if (on < from || std::any_of(now.begin(), now.end(), is_same) ||
            std::any_of(dropped.begin(), dropped.end(), is_same))
            return;
        dropped.push_back({on, id, title, "", true});
    };
    for (std::size_t i = 0; i < old.steps.size(); ++i) {
        const WrittenStep& step = old.steps[i];
        if (!step.firm) continue;
        const std::string number = "step-" + std::to_string(i + 1);
        drop(step.start, number + "-change", words.say("event.change"));
        for (const WrittenFill& fill : step.fills)
            drop(fill.fill_on, number + "-fill-" + iso(fill.fill_on), words.say("calendar.pick-up"));
        for (const Visit& visit : step.visits)
            drop(visit.on, number + "-visit-" + iso(visit.on), words.say("event.visit"));
    }
    return dropped;
}

}  // namespace stepdown
