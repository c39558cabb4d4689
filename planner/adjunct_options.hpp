#pragma once
#include <optional>
#include <string>
#include <vector>

#include "planner/adjuncts.hpp"
#include "planner/review.hpp"

namespace stepdown {

/// The adjuncts that a plan names, and why: "the case asks for them", or the id of a finding's rule. What
/// `adjuncts` holds is the part of adjuncts_for() that they point to.
struct AdjunctOptions {
    std::vector<std::string> because;
    Adjuncts adjuncts;
};

/// Nothing where the case asks for none (`preferences: adjuncts`) and no finding points to one: a slow taper
/// may need none. `as_of` as for adjuncts_for().
std::optional<AdjunctOptions> adjunct_options(const Case& patient_case, const Review& review,
                                              const Library& library, Date as_of);

}  // namespace stepdown
