#pragma once
#include <string>

#include "planner/document.hpp"
#include "protocols/library.hpp"

namespace stepdown {

// What the program knows, for somebody who wants to check it.

/// Every drug, with the words that name it.
Document drugs_document(const Library& library, const std::string& versions);
/// All that is known of one drug: products, strengths, codes, intervals, whether a plan may contain them, MME
/// factors.
Document drug_document(DrugId drug, const Library& library, const std::string& versions);
/// The data files in which `protocols validate` found no fault.
Document validation_document(const std::vector<OwnDatum>& fine, const std::string& versions);
/// Every taper protocol and every safety rule.
Document protocols_document(const Library& library, const std::string& versions);
/// All that a protocol says.
Document protocol_document(const TaperProtocol& protocol, const Library& library,
                           const std::string& versions);
/// What a safety rule asks, and why.
Document rule_document(const Rule& rule, const Library& library, const std::string& versions);

/// "10 % (5 % to 20 %) of the original dose every 4 weeks": the pace of a protocol in words.
std::string pace_in_words(const TaperProtocol& protocol);

}  // namespace stepdown
