#include "planner/rules/rules.hpp"

namespace stepdown::rules {

Outcome palliative_care(const ReviewInput& in) {
    return condition_gate(
        in, "palliative-care",
        "care near the end of life lies outside the guidelines that the taper protocols come from.",
        "Agree on the taper with the palliative team, then override this rule with reason and name.");
}

}  // namespace stepdown::rules
