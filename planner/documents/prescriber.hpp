#pragma once
#include <string>
#include <string_view>

#include "planner/document.hpp"
#include "planner/taper.hpp"

namespace stepdown {

/// What the program says of itself in every document.
struct Versions {
    std::string program, data;
    Date as_of;
    std::string plan_id;
};
/// Above every plan for clinicians until the case says who reviewed it.
inline constexpr std::string_view draft_banner =
    "DRAFT: for review by the prescriber. Not yet a plan to follow.";
/// "stepdown 0.1.0, data ..., run for Mon, Nov 30, 2026, plan ...": the plan only where there is one.
std::string versions_line(const Versions& versions);

/// The prescriber's report: the facts used, the schedule with every true cut, findings, fills, reviews, the
/// working and the sources. Of a refused plan: the findings, what was looked at and what can be done instead.
/// With `explain`, every rule and what it looked at.
Document prescriber_document(const Tapered& tapered, const Case& patient_case, const Library& library,
                             const Versions& versions, bool is_draft, bool explain);

}  // namespace stepdown
