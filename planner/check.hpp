#pragma once
#include <optional>
#include <vector>

#include "planner/review.hpp"
#include "planner/written_plan.hpp"

namespace stepdown {

/// Somebody's plan, made of products that exist as far as that can be, and what every rule says of it.
struct Checked {
    std::vector<BaselineOpioid> opioids;
    DraftPlan plan;
    Review review;
    const TaperProtocol* protocol = nullptr;  // the plan's own, else the case's; null: only the ceilings hold

    bool passes() const { return !review.blocked(); }
};

/// Runs the same review over a written plan that every plan of ours goes through. The dose before the first
/// step is the one of the case, whatever the plan says. Nothing that the plan claims of itself (flags,
/// totals, cuts) is believed: which steps the products limit is worked out anew. Problems are faults of the
/// case (those of taper()) or a plan that names an unknown protocol.
Result<Checked> check(const Case& patient_case, const WrittenPlan& written, const Library& library,
                      Date as_of);

}  // namespace stepdown
