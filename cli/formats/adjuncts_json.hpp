#pragma once
#include <string>

#include "cli/formats/json_parts.hpp"
#include "planner/adjunct_options.hpp"
#include "planner/adjuncts.hpp"

namespace stepdown {

namespace json {
/// One adjunct for one patient, as it stands in `adjuncts`.
Json adjunct(const AdjunctAdvice& advice, Citations& citations);
/// What a plan names of adjuncts; null where it names none.
Json adjunct_options(const std::optional<AdjunctOptions>& options, Citations& citations);
}  // namespace json

/// `stepdown/adjuncts/1`.
std::string adjuncts_json(const Adjuncts& adjuncts, const Library& library, Date as_of);

}  // namespace stepdown
