#pragma once
// The fixed words of a regimen. Only regimen_lexicon.cpp uses it; words that need a number are in the grammar
// of regimen_said.cpp.
#include <span>
#include <string_view>
#include <utility>

#include "conversions/regimen_lexicon.hpp"

namespace stepdown::said {

inline constexpr Often times_a_day(double n) {
    return {Often::In::times_a_day, {n, n}};
}
inline constexpr Often every_days(double n) {
    return {Often::In::days, {n, n}};
}
inline constexpr At each_day(TimeOfDay time) {
    return {time, true};
}

/// A hyphen between two words counts as a space. Of several that fit, the longest counts.
inline constexpr std::pair<std::string_view, Meaning> fixed_phrases[] = {
    {"er", Release::extended},
    {"xr", Release::extended},
    {"sr", Release::extended},
    {"cr", Release::extended},
    {"la", Release::extended},
    {"xl", Release::extended},
    {"extended release", Release::extended},
    {"mr", Release::extended},
    {"m/r", Release::extended},
    {"modified release", Release::extended},
    {"prolonged release", Release::extended},
    {"sustained release", Release::extended},
    {"controlled release", Release::extended},
    {"ir", Release::immediate},
    {"immediate release", Release::immediate},

    {"po", Route::oral},
    {"by mouth", Route::oral},
    {"oral", Route::oral},
    {"orally", Route::oral},
    {"sl", Route::sublingual},
    {"sublingual", Route::sublingual},
    {"sublingually", Route::sublingual},
    {"under the tongue", Route::sublingual},
    {"buccal", Route::buccal},
    {"buccally", Route::buccal},
    {"iv", Route::intravenous},
    {"intravenous", Route::intravenous},
    {"intravenously", Route::intravenous},
    {"iv infusion", Route::intravenous},
    {"intravenous infusion", Route::intravenous},
    {"sc infusion", Route::subcutaneous},
    {"subcut infusion", Route::subcutaneous},
    {"subcutaneous infusion", Route::subcutaneous},
    {"sc", Route::subcutaneous},
    {"sq", Route::subcutaneous},
    {"subcut", Route::subcutaneous},
    {"subq", Route::subcutaneous},
    {"subcutaneous", Route::subcutaneous},
    {"subcutaneously", Route::subcutaneous},
    {"im", Route::intramuscular},
    {"intramuscular", Route::intramuscular},
    {"intramuscularly", Route::intramuscular},
    {"pr", Route::rectal},
    {"rectal", Route::rectal},
    {"rectally", Route::rectal},
    {"transdermal", Route::transdermal},
    {"transdermally", Route::transdermal},
    {"nasal", Route::nasal},
    {"nasally", Route::nasal},
    {"intranasal", Route::nasal},

    {"tablet", FormWord::tablet},
    {"tablets", FormWord::tablet},
    {"tab", FormWord::tablet},
    {"tabs", FormWord::tablet},
    {"capsule", FormWord::capsule},
    {"capsules", FormWord::capsule},
    {"cap", FormWord::capsule},
    {"caps", FormWord::capsule},
    {"pill", FormWord::pill},
    {"pills", FormWord::pill},
    {"solution", FormWord::liquid},
    {"liquid", FormWord::liquid},
    {"elixir", FormWord::liquid},
    {"syrup", FormWord::liquid},
    {"concentrate", FormWord::concentrate},
    {"suppository", FormWord::suppository},
    {"suppositories", FormWord::suppository},
    {"patch", FormWord::patch},
    {"patches", FormWord::patch},
    {"film", FormWord::film},
    {"films", FormWord::film},
    {"lozenge", FormWord::lozenge},
    {"lozenges", FormWord::lozenge},
    {"puff", FormWord::spray},
    {"puffs", FormWord::spray},
    {"spray", FormWord::spray},
    {"sprays", FormWord::spray},
    {"lozenge", FormWord::lozenge},
    {"lozenges", FormWord::lozenge},

    {"bid", times_a_day(2)},
    {"bd", times_a_day(2)},
    {"tds", times_a_day(3)},
    {"qds", times_a_day(4)},
    {"tid", times_a_day(3)},
    {"qid", times_a_day(4)},
    {"daily", every_days(1)},
    {"every day", every_days(1)},
    {"each day", every_days(1)},
    {"qd", every_days(1)},
    {"qday", every_days(1)},
    {"q day", every_days(1)},
    {"every other day", every_days(2)},
    {"every second day", every_days(2)},
    {"every third day", every_days(3)},
    {"alternate days", every_days(2)},
    {"on alternate days", every_days(2)},
    {"qod", every_days(2)},
    {"weekly", every_days(7)},
    {"once weekly", every_days(7)},
    {"once a week", every_days(7)},
    {"every week", every_days(7)},
    {"each week", every_days(7)},
    {"q week", every_days(7)},
    {"every other week", every_days(14)},
    {"every second week", every_days(14)},
    {"every hour", Often{Often::In::hours, {1, 1}}},
    {"hourly", Often{Often::In::hours, {1, 1}}},

    {"morning", At{TimeOfDay::morning}},
    {"mornings", At{TimeOfDay::morning}},
    {"in the morning", At{TimeOfDay::morning}},
    {"am", At{TimeOfDay::morning}},
    {"in the am", At{TimeOfDay::morning}},
    {"in am", At{TimeOfDay::morning}},
    {"breakfast", At{TimeOfDay::morning}},
    {"at breakfast", At{TimeOfDay::morning}},
    {"with breakfast", At{TimeOfDay::morning}},
    {"mane", At{TimeOfDay::morning}},
    {"qam", each_day(TimeOfDay::morning)},
    {"q am", each_day(TimeOfDay::morning)},
    {"every morning", each_day(TimeOfDay::morning)},
    {"each morning", each_day(TimeOfDay::morning)},
    {"noon", At{TimeOfDay::noon}},
    {"at noon", At{TimeOfDay::noon}},
    {"midday", At{TimeOfDay::noon}},
    {"at midday", At{TimeOfDay::noon}},
    {"lunch", At{TimeOfDay::noon}},
    {"at lunch", At{TimeOfDay::noon}},
    {"with lunch", At{TimeOfDay::noon}},
    {"every noon", each_day(TimeOfDay::noon)},
    {"afternoon", At{TimeOfDay::afternoon}},
    {"in the afternoon", At{TimeOfDay::afternoon}},
    {"every afternoon", each_day(TimeOfDay::afternoon)},
    {"each afternoon", each_day(TimeOfDay::afternoon)},
    {"evening", At{TimeOfDay::evening}},
    {"evenings", At{TimeOfDay::evening}},
    {"in the evening", At{TimeOfDay::evening}},
    {"pm", At{TimeOfDay::evening}},
    {"in the pm", At{TimeOfDay::evening}},
    {"in pm", At{TimeOfDay::evening}},
    {"supper", At{TimeOfDay::evening}},
    {"at supper", At{TimeOfDay::evening}},
    {"with supper", At{TimeOfDay::evening}},
    {"qpm", each_day(TimeOfDay::evening)},
    {"q pm", each_day(TimeOfDay::evening)},
    {"every evening", each_day(TimeOfDay::evening)},
    {"each evening", each_day(TimeOfDay::evening)},
    {"bedtime", At{TimeOfDay::bedtime}},
    {"at bedtime", At{TimeOfDay::bedtime}},
    {"before bed", At{TimeOfDay::bedtime}},
    {"hs", At{TimeOfDay::bedtime}},
    {"at hs", At{TimeOfDay::bedtime}},
    {"night", At{TimeOfDay::bedtime}},
    {"at night", At{TimeOfDay::bedtime}},
    {"nocte", At{TimeOfDay::bedtime}},
    {"qhs", each_day(TimeOfDay::bedtime)},
    {"q hs", each_day(TimeOfDay::bedtime)},
    {"nightly", each_day(TimeOfDay::bedtime)},
    {"every night", each_day(TimeOfDay::bedtime)},
    {"each night", each_day(TimeOfDay::bedtime)},
    {"every bedtime", each_day(TimeOfDay::bedtime)},
    {"during the night", At{TimeOfDay::night}},
    {"midnight", At{TimeOfDay::night, false, 0}},
    {"at midnight", At{TimeOfDay::night, false, 0}},

    {"prn", AsNeededWords{}},
    {"as needed", AsNeededWords{}},
    {"when needed", AsNeededWords{}},
    {"if needed", AsNeededWords{}},
    {"as required", AsNeededWords{}},

    {"and", Nothing{}},
    {"then", Nothing{}},
    {"of", Nothing{}},
    {"take", Nothing{}},
    {"apply", Nothing{}},
    {"change", Nothing{}},
    {"changed", Nothing{}},
    {"place", Nothing{}},
    {"onto the skin", Nothing{}},
    {"on the skin", Nothing{}},
    {"onto skin", Nothing{}},
    {"sig", Nothing{}},
    {",", Nothing{}},
    {";", Nothing{}},
    {":", Nothing{}},
    {".", Nothing{}},
    {"&", Nothing{}},
};

/// Abbreviations that are read in two ways, and what to write instead.
inline constexpr std::pair<std::string_view, std::string_view> two_readings[] = {
    {"od", "write daily"},
    {"biweekly", "write every 2 weeks, or the days between two doses"},
    {"bimonthly", "write every how many weeks"}};

inline constexpr std::string_view a_day[] = {
    "a day",   "per day",     "daily",        "each day",  "every day", "in a day",  "/day",
    "/d",      "in 24 hours", "per 24 hours", "/24 hours", "/24 h",     "/24 hr",    "/24 hrs",
    "in 24 h", "in 24 hr",    "in 24 hrs",    "per 24 h",  "per 24 hr", "per 24 hrs"};
inline constexpr std::string_view a_week[] = {"a week",     "per week", "weekly", "each week",
                                              "every week", "/week",    "/wk",    "in a week"};
inline constexpr std::string_view at_most[] = {"max",   "maximum",       "max of",        "maximum of",
                                               "up to", "at most",       "no more than",  "not more than",
                                               "limit", "not to exceed", "do not exceed", "nte"};
inline constexpr std::string_view at_most_a_day[] = {"max daily dose", "maximum daily dose", "mdd",
                                                     "daily max", "daily maximum"};
inline constexpr std::string_view really_uses[] = {"uses",   "using",      "used",          "takes",
                                                   "taking", "actual use", "actually uses", "actually takes"};
inline constexpr std::string_view kinds_of_pain[] = {"mild",         "moderate", "severe",  "breakthrough",
                                                     "intermittent", "acute",    "chronic", "to"};
inline constexpr std::string_view dispensed[] = {"refill", "refills", "dispense", "disp", "qty", "quantity"};
inline constexpr std::string_view doses[] = {"dose", "doses", "time", "times", "x"};

inline constexpr std::string_view milligrams[] = {"mg", "milligram", "milligrams"};
inline constexpr std::string_view micrograms[] = {"mcg", "ug", "microgram", "micrograms"};
inline constexpr std::string_view milliliters[] = {"ml", "milliliter", "milliliters", "millilitre",
                                                   "millilitres"};
/// "4 hourly" needs no "every".
inline constexpr std::string_view hours[] = {"h", "hr", "hrs", "hour", "hours", "hourly", "hrly"};
inline constexpr std::string_view days[] = {"d", "day", "days"};
inline constexpr std::string_view weeks[] = {"wk", "wks", "week", "weeks"};
/// Words that only begin something, so that they are not taken for a unit: "10 every 6 hours".
inline constexpr std::string_view beginnings[] = {
    "every", "each", "q",    "per",   "a",      "in", "at", "during", "up",   "no",  "not",
    "to",    "with", "once", "twice", "thrice", "by", "as", "if",     "when", "for", "rxcui"};

inline constexpr std::pair<std::span<const std::string_view>, Meaning> phrase_lists[] = {
    {a_day, ADay{}},
    {a_week, AWeek{}},
    {at_most, AtMost{}},
    {at_most_a_day, AtMost{true}},
    {really_uses, ReallyUses{}}};
inline constexpr std::pair<std::span<const std::string_view>, WordClass> word_classes[] = {
    {milligrams, WordClass::milligrams},
    {micrograms, WordClass::micrograms},
    {milliliters, WordClass::milliliters},
    {hours, WordClass::hours},
    {days, WordClass::days},
    {weeks, WordClass::weeks},
    {doses, WordClass::doses},
    {beginnings, WordClass::begins},
    {dispensed, WordClass::dispensed},
    {kinds_of_pain, WordClass::kind_of_pain}};

inline constexpr std::pair<std::string_view, double> number_words[] = {
    {"one", 1},   {"two", 2},   {"three", 3}, {"four", 4}, {"five", 5},    {"six", 6},    {"\xC2\xBD", 0.5},
    {"seven", 7}, {"eight", 8}, {"nine", 9},  {"ten", 10}, {"eleven", 11}, {"twelve", 12}};

/// Other words for an ingredient of a combination.
inline constexpr std::pair<std::string_view, std::string_view> also_called[] = {
    {"apap", "acetaminophen"}, {"paracetamol", "acetaminophen"}};

}  // namespace stepdown::said
