#pragma once
#include <string>
#include <vector>

#include "planner/calendar.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown {

// What the program knows, for other programs. Schemas: docs/schema.

/// Every drug as `stepdown/drugs/1`.
std::string drugs_json(const Library& library, Date as_of);
/// All that is known of a drug as `stepdown/drug/1`.
std::string drug_json(DrugId drug, const Library& library, Date as_of);
/// Every protocol and rule as `stepdown/protocols/1`.
std::string protocols_json(const Library& library, Date as_of);
/// A protocol as `stepdown/protocol/1`.
std::string protocol_json(const TaperProtocol& protocol, const Library& library, Date as_of);
/// A way to change opioids as `stepdown/switch/1`.
std::string switch_json(const SwitchProtocol& method, const Library& library, Date as_of);
/// A safety rule as `stepdown/rule/1`.
std::string rule_json(const Rule& rule, const Library& library, Date as_of);
/// Data files without a fault as `stepdown/validation/1`.
std::string validation_json(const std::vector<OwnDatum>& fine, const Library& library, Date as_of);

}  // namespace stepdown
