#pragma once
#include <optional>
#include <string>
#include <vector>

#include "planner/documents/messages.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

// A plan day by day, as the papers for patients and pharmacists tell it. Without `words` in English.

/// How doses are told. names_drug: the drug stands before each dose, also where it is the only one of that
/// day.
struct Telling {
    Messages words;
    bool names_drug = false;
};
/// With the drugs' names where the plan has several, on whatever days.
Telling telling_of(const DraftPlan& plan, const Formulary& formulary, const Messages& words = {});

/// What is taken on a day: a step of the plan, what was taken before it, or what stays after it.
struct InForce {
    const std::vector<Taking>* taking = nullptr;
    const Step* step = nullptr;  // null before the plan and after its last step
    bool is_before = false;
};
InForce in_force_on(const DraftPlan& plan, Date day);

/// The steps that are printed as a calendar: the firm ones, at least the first; of a changed plan from the
/// change on. A first step that is longer than the firm days ends with them.
struct CalendarPart {
    const Step* step = nullptr;
    Date until;  // the last day, inclusive
    Date from;   // the first day: of a changed plan not before the change

    bool has(Date on) const { return on >= from && on <= until; }
};
std::vector<CalendarPart> calendar_of(const DraftPlan& plan, int firm_days);
/// What is taken before the first step of that calendar.
const std::vector<Taking>& taken_before_calendar(const DraftPlan& plan);

/// The times of day at which anything is taken, in their order.
std::vector<DoseTime> times_in(const std::vector<Taking>& taking);
/// "1 tablet of 60 mg and 1 tablet of 15 mg (75 mg)": what is taken at one time; the drug's name before it
/// where there are several. Empty when nothing is.
std::string dose_at(DoseTime time, const std::vector<Taking>& taking, const Formulary& formulary,
                    const Telling& telling = {});
/// "morning 1 tablet of 60 mg (60 mg), bedtime ...": every time of a day, then what is taken when needed;
/// `between` them.
std::string doses_of_day(const std::vector<Taking>& taking, const Formulary& formulary,
                         const std::string& between, const Telling& telling = {});
/// "75 mg": how much is taken on a day of the step, or which patch is put on. Empty on a day without.
std::string amount_on(Date day, DoseTime time, const Step& step, const Formulary& formulary,
                      const Telling& telling = {});
/// Whether any of them is worn and not swallowed.
bool has_patches(const std::vector<Taking>& taking);
/// "oxycodone, only when needed: 1 tablet of 5 mg (5 mg), at most every 6 h ...": as-needed use that stays.
std::vector<std::string> when_needed(const std::vector<Taking>& taking, const Formulary& formulary,
                                     const Messages& words = {});
/// "240 mg": what is taken in all on a day; of several drugs "240 mg of morphine and 20 mg of oxycodone". Of
/// patches what they release: "50 mcg/h".
std::string whole_day(const std::vector<Taking>& taking, const Formulary& formulary,
                      const Telling& telling = {});
/// "morphine extended-release": each drug once, by the name on the label where the words are English.
std::vector<std::string> names_of(const std::vector<Taking>& taking, const Formulary& formulary,
                                  const Messages& words = {});

/// How much of each strength is taken a day; of what is not taken every day nothing.
std::vector<UnitCount> units_a_day(const std::vector<Taking>& taking);

/// The strengths that are no longer taken after the change: "60 mg tablets".
std::vector<std::string> handed_back(const std::vector<Taking>& before, const std::vector<Taking>& after,
                                     const Formulary& formulary, const Messages& words = {});

/// "84 tablets of morphine extended-release 60 mg": what is picked up.
std::string told(const Fill& fill, const Formulary& formulary, const Messages& words = {});
/// What a visit is for.
std::string told(const Visit& visit, const Messages& words = {});

}  // namespace stepdown
