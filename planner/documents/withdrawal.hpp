#pragma once
#include "planner/document.hpp"
#include "planner/references.hpp"
#include "planner/withdrawal.hpp"

namespace stepdown {

/// For the prescriber: what to expect after which cut, what to do first, and the symptom medicines with their
/// doses and limits for this patient. `plan` is the one that the support was made for.
Section withdrawal_section(const WithdrawalSupport& support, const DraftPlan& plan, const Library& library,
                           References& references);

}  // namespace stepdown
