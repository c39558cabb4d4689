#pragma once
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The visits of a step: one at least every `every` days, and a review on a working day at its end.
std::vector<Visit> visits_of(const Step& step, int every);

/// The prescriptions of a step: for each strength, one for each stretch of at most `fill_days` days.
/// `plan_start` is the day on which those within `firm_days` can be written.
std::vector<Fill> fills_of(const Step& step, int fill_days, Date plan_start, int firm_days,
                           const Formulary& formulary);

/// "Take 1 tablet of 60 mg by mouth in the morning and 2 tablets of 60 mg at bedtime.": one strength of one
/// drug.
std::string directions_for(const UnitCount& strength, const Taking& taking, const Formulary& formulary);

/// "1 tablet", "half tablet", "1 and a half tablets", "2.5 mL".
std::string count_in_words(int thousandths, Form form);
/// "in the morning", "at bedtime".
std::string_view when_in_words(TimeOfDay at);

}  // namespace stepdown
