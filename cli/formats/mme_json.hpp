#pragma once
#include <string>
#include <vector>

#include "conversions/exposure.hpp"
#include "planner/calendar.hpp"
#include "planner/documents/exposure.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// A daily total as `stepdown/mme/1`.
std::string mme_json(const std::vector<Regimen>& regimens, const Exposure& exposure,
                     const ExposureTable& table, const Library& library, Date as_of);

/// The daily total by the first of `sets`, and in `sets` by each of them.
std::string mme_json(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                     const Library& library, Date as_of);

}  // namespace stepdown
