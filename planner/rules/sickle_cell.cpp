#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome sickle_cell(const ReviewInput& in) {
    return condition_gate(
        in, "sickle-cell", "sickle cell pain lies outside the guidelines that the taper protocols come from.",
        "Agree on the taper with the hematology team, then override this rule with reason and name.");
}

}  // namespace stepdown::rules
