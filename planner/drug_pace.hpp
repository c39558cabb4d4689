#pragma once
#include <optional>

#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// How fast a drug may be reduced by what is known of it, whatever the protocol says. Empty: nothing is
/// known. The limits only ever make a taper slower.
struct DrugPace {
    std::optional<Sourced<Fraction>> largest_cut;    // of the dose in force
    std::optional<Sourced<Duration>> shortest_hold;  // of a step
};
DrugPace drug_pace(const Taking& taking, const Library& library);

}  // namespace stepdown
