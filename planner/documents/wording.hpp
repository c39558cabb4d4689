#pragma once
#include <string>
#include <vector>

#include "planner/documents/messages.hpp"
#include "planner/plan.hpp"

namespace stepdown {

// Days, times, counts and names in the language of a catalogue. Numbers and units stay as the label has them.

/// "Tue, Dec 1, 2026"; never broken between lines.
std::string day_in(const Messages& words, Date date);
/// "Dec 1, 2026".
std::string short_day_in(const Messages& words, Date date);
/// "7 AM", "12 noon".
std::string clock_in(const Messages& words, DoseTime time);
/// "Morning".
std::string time_in(const Messages& words, TimeOfDay at);
/// "1 tablet", "half tablet", "1 and a half tablets", "2.5 mL".
std::string count_in(const Messages& words, int thousandths, Form form);
/// "tablets", "liquid": what is handed back.
std::string things_in(const Messages& words, Form form);
/// "a, b and c".
std::string joined_in(const Messages& words, const std::vector<std::string>& texts);
/// "morphine extended-release", "hydrocodone and acetaminophen".
std::string medicine_in(const Messages& words, const ProductLine& line, const Strength& strength,
                        const Formulary& formulary);
/// The same; in another language than English with the words of the label behind it.
std::string medicine_with_label(const Messages& words, const std::string& medicine, const std::string& label);
/// "60 mg", "10 mg and 325 mg", of a film for the cheek "150 mcg".
std::string strength_in(const Messages& words, const Strength& strength, Route route);
/// ", at most every 6 h, at most 4 times a day, as until now (3 a day)".
std::string limits_in(const Messages& words, const AsNeededUse& use);

}  // namespace stepdown
