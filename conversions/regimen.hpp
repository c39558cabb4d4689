#pragma once
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/product.hpp"
#include "conversions/result.hpp"
#include "conversions/units.hpp"

namespace stepdown {

enum class TimeOfDay { morning, noon, afternoon, evening, bedtime, night };

/// A time at which a dose is taken: the word for people, and minutes after midnight.
struct DoseTime {
    TimeOfDay at = TimeOfDay::morning;
    int minute = 7 * 60;
    auto operator<=>(const DoseTime&) const = default;
};

/// The times of `per_day` (1 to 24) doses spread evenly over the day: every 8 hours is morning, afternoon,
/// bedtime (07:00, 15:00, 23:00). In the order in which they are taken, starting in the morning; above 6 a
/// word of the day can stand for several times.
std::vector<DoseTime> times_of(int per_day);
/// The clock time that a word alone stands for: noon is 12:00.
DoseTime time_of(TimeOfDay at);
/// A clock time (minutes after midnight) with the word for it: 08:30 is in the morning.
DoseTime time_at(int minute);

struct Dose {
    DoseTime time;
    Mass amount;
    bool operator==(const Dose&) const = default;
};
/// Doses at fixed times; doses within a day may differ. every_days 2: every other day.
struct Scheduled {
    std::vector<Dose> doses;
    int every_days = 1;
};
/// Taken when needed. In a range an order counts at its high end, use at its low end. What the text does not
/// say is empty: `most_in_a_day` without an interval or a maximum, `used_in_a_day` without "uses N a day".
struct AsNeeded {
    Mass dose;                  // the most of one dose
    Mass least_dose;            // the least of one dose
    double shortest_hours = 0;  // between two doses; 0 where the text gives none
    std::optional<Mass> most_in_a_day, used_in_a_day;
    double doses_used = 0;  // how many doses a day `used_in_a_day` is
};
/// Released without pause: patches (all that are worn) and infusions. change_every: days a patch is worn.
struct Continuous {
    DoseRate rate;
    double change_every_days = 0;
};

/// One opioid as it is taken.
struct Regimen {
    DrugId drug;
    Route route = Route::oral;
    Release release = Release::immediate;
    std::variant<Scheduled, AsNeeded, Continuous> amount;
    /// The product lines that a brand or combination in the text can mean; empty: any line of drug, route,
    /// release.
    std::vector<ProductId> products;
    /// The strength of one unit as written ("10/325 mg": 10 mg; "2 tablets of 15 mg": 15 mg), and what one
    /// unit holds besides ("acetaminophen", 325 mg). Of a combined liquid one unit is one mL.
    std::optional<Mass> unit_strength;
    std::vector<std::pair<std::string, Mass>> also_per_unit;
    std::vector<Form> forms;                     // that a word names ("capsule", "liquid"); empty: any
    std::optional<Concentration> concentration;  // "20 mg/mL solution"
    std::string text;                            // as written
};

/// How a total counts as-needed use. really_used: where a dose or a tolerance is derived. most_allowed: where
/// a risk is gauged and use is not stated.
enum class Counting { really_used, most_allowed };

/// This drug per day, as the mean over `every_days`; as-needed use as `counting` says, empty where that is
/// unknown.
std::optional<DoseRate> per_day(const Regimen& regimen, Counting counting);

/// True when more is used a day, by the text's own "uses N a day", than the order allows.
bool uses_more_than_allowed(const Regimen& regimen);

/// The words for the enumerations, as they stand in data files, cases and JSON.
std::string_view word(Route route);
std::string_view word(Release release);
std::string_view word(TimeOfDay at);
/// "07:00".
std::string clock(DoseTime time);

}  // namespace stepdown
