#pragma once
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The visits of a step: one at least every `every` days, and a review on a working day at its end.
std::vector<Visit> visits_of(const Step& step, int every);

/// The same steps with reviews shared by those of less than a week: one at the end of the last step, and
/// before it only where `every` days would pass without one.
std::vector<Step> with_one_review(std::vector<Step> steps, int every);

/// True where one review at the end of the plan is enough: a protocol of acute use, and a span of use for
/// which it is meant.
bool has_one_review(const Case& patient_case, const TaperProtocol& protocol);

/// True where a locked protocol may be used: the case overrides its lock and names its setting.
bool is_unlocked(const Case& patient_case, const TaperProtocol& protocol);

/// True while the ceilings on cuts do not bind the protocol: the span of use is short enough for it, or it is
/// a locked one that the case has unlocked.
bool exempt_from_ceilings(const Case& patient_case, const TaperProtocol& protocol);

/// The longest time without a visit: what the case says, and no longer than the protocol says.
Duration visit_every(const Case& patient_case, const TaperProtocol& protocol);

/// The prescriptions of a step: for each strength, one for each stretch of at most `fill_days` days, in whole
/// tablets that add up to what the step needs. Those whose supply ends within `firm_days` of `plan_start` can
/// be written then.
std::vector<Fill> fills_of(const Step& step, int fill_days, Date plan_start, int firm_days,
                           const Formulary& formulary);

/// As-needed doses that are handed out for a day: those really used; of rescue doses the most allowed.
double handed_out_a_day(const Taking& taking);

/// What the first `days` days of a step take of each strength, of one opioid: a dose for every third day is
/// taken on the first, the fourth ..., and patches are put on then.
std::vector<UnitCount> needed_in(const Taking& taking, int days);

/// "morphine extended-release", "hydrocodone and acetaminophen immediate-release".
std::string name_of(const Taking& taking, const Formulary& formulary);

/// "morphine extended-release", "hydrocodone and acetaminophen".
std::string name_of(const ProductLine& line, const Strength& strength, const Formulary& formulary);
/// "10 mg and 325 mg": all that one unit holds, in the order of name_of().
std::string strength_with_all(const Strength& strength, Route route);

/// "Take 1 tablet by mouth in the morning and 2 tablets (120 mg) at bedtime. Swallow whole.": one strength of
/// one drug. Empty when the strength is not among the doses.
std::string directions_for(const UnitCount& strength, const Taking& taking, const Formulary& formulary);

/// ", at most every 6 hours, at most 4 times a day, as until now (3 a day)"; of rescue doses, of which none
/// is counted on, without the last part.
std::string limits_in_words(const AsNeededUse& use);

/// "1 tablet", "half tablet", "1 and a half tablets", "2.5 mL".
std::string count_in_words(int thousandths, Form form);
/// "in the morning", "at bedtime".
std::string_view when_in_words(TimeOfDay at);

}  // namespace stepdown
