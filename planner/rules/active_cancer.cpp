#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome active_cancer(const ReviewInput& in) {
    return condition_gate(
        in, "active-cancer", "cancer pain lies outside the guidelines that the taper protocols come from.",
        "Agree on the taper with the cancer team, then override this rule with reason and name.");
}

}  // namespace stepdown::rules
