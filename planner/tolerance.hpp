#pragma once
#include <optional>
#include <string>
#include <vector>

#include "planner/case.hpp"
#include "planner/new_regimen.hpp"

namespace stepdown {

/// One opioid that is converted, as it is really taken.
struct FromOpioid {
    std::string id;  // "o1"
    Regimen regimen;
    DoseRate per_day;
    std::optional<Duration> taken_for;
};

/// Whether the doses make somebody opioid tolerant by the labels: shares of each drug's own line, added.
struct ToleranceFound {
    Tolerance tolerance = Tolerance::not_tolerant;
    double share = 0;          // of the line, over all opioids
    bool long_enough = false;  // those that reach the line have been taken for the labels' time
    bool complete = true;      // false: an opioid has neither a line nor a ratio to oral morphine
    std::vector<std::string> working;
    std::vector<CitationId> citations;
};

/// The labels' lines are Drug::tolerance_line; a drug without one counts by its oral morphine by the
/// recommended ratios.
ToleranceFound tolerance_of(const std::vector<FromOpioid>& from, const Library& library);

}  // namespace stepdown
