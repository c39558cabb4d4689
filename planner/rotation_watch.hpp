#pragma once
#include "planner/rotation_plan.hpp"

namespace stepdown {

/// Dates what is looked at in the first weeks of a rotation, and draws the curve of methadone.
void add_monitoring(const Case& patient_case, const DraftPlan& plan, const Library& library,
                    const RotationTarget& target, RotationBasis& basis);

/// The day on which the new opioid is first taken, and the minute of the day; nothing when it never is.
struct FirstDoseOf {
    Date on;
    int minute = 0;
};
std::optional<FirstDoseOf> first_dose(const DraftPlan& plan);

}  // namespace stepdown
