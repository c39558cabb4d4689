#pragma once
#include <vector>

#include "planner/replan.hpp"

namespace stepdown {

/// Really taken beside what the plan says for the day.
enum class Relation { as_planned, less, more, nothing };
struct Taken {
    Relation relation = Relation::as_planned;
    std::vector<Taking> now;
};

/// What is really taken beside the plan's doses of that day. Nothing written: as planned; "none": nothing is
/// taken. Each regimen is of a drug, form and route of the plan, in the product of the plan where the words
/// name none. A drug that is not named is taken as planned, and so is one with the planned daily dose.
/// Problem ids: replan-drug, replan-form, replan-several, replan-as-needed, those of read_regimen() and
/// baseline_of().
Result<Taken> read_taken(const std::vector<TakenNow>& written, const std::vector<Taking>& on_that_day,
                         const Case& patient_case, const Library& library);

}  // namespace stepdown
