#pragma once
#include "cli/commands.hpp"
#include "conversions/exposure.hpp"
#include "conversions/result.hpp"

namespace stepdown {

/// The set of factors that --source names, else the one by which plans are totalled. Problem id: factor-set.
Result<const ExposureTable*> chosen_set(const CommandInput& input);

}  // namespace stepdown
