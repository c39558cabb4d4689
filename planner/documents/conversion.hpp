#pragma once
#include "planner/conversion.hpp"
#include "planner/document.hpp"
#include "planner/equianalgesia.hpp"

namespace stepdown {

/// What a prescriber needs first: the dose to start with, in products, and what it rests on; then every
/// method side by side, the working line by line, cautions and sources. Of a refusal: which rule, why, and
/// what can be done instead.
Document conversion_document(const Conversion& conversion, const Library& library,
                             const std::string& versions);

/// One line of working: "120 mg/day oral morphine x 2/3 (30 : 20) = 80 mg/day oral oxycodone".
std::string working_line(const RotationLine& line, const Formulary& formulary);
/// Every line of an estimate, in order, the sum and the figure last.
std::vector<std::string> working_of(const Estimate& estimate, const Conversion& conversion,
                                    const Library& library);
/// What an estimate rests on: its factors, its band, its table.
std::vector<CitationId> citations_of(const Estimate& estimate);

/// "oral hydromorphone", "fentanyl patches".
std::string name_of(DrugByRoute of, const Formulary& formulary);
/// "morphine extended-release 30 mg every 12 hours: 1 tablet of 30 mg each".
std::string regimen_in_words(const NewRegimen& regimen, const Formulary& formulary);
std::string_view word(ReasonState state);

}  // namespace stepdown
