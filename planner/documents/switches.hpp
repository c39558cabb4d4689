#pragma once
#include <string>

#include "planner/document.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// "methadone", "buprenorphine sublingual", "any opioid by mouth", "away from fentanyl transdermal".
std::string destination(const SwitchProtocol& method, const Formulary& formulary);
/// "1 day: 100% of the old opioid; 2 times 0.5 mg": a row of a day table in words.
std::string row_in_words(const TableDays& row);

/// Every way to change opioids: where it leads, and whether a plan can be made by it.
Table switches_table(const Library& library);
/// All that one of them says.
Document switch_document(const SwitchProtocol& method, const Library& library, const std::string& versions);

}  // namespace stepdown
