#pragma once
#include <string>

#include "planner/adjunct_options.hpp"
#include "planner/document.hpp"
#include "planner/references.hpp"

namespace stepdown {

/// For each adjunct the range, start, step and ceiling of this patient, what speaks for and against it, how
/// it is raised and stopped; what is not for this patient comes last, in a line each.
Document adjuncts_document(const Adjuncts& adjuncts, const Case& patient_case, const Library& library,
                           const std::string& versions);

/// How it is taken, what speaks against it, the ceiling and the facts that are missing, in a few sentences.
Told dose_and_limits(const AdjunctAdvice& advice);
/// The adjuncts that a plan names, each in a few lines, and the command for the rest.
Section adjunct_options_section(const AdjunctOptions& options, References& references);

/// "400 to 1,400 mg/day"; "" where no range is known.
std::string range_in_words(const AdjunctAdvice& advice);
/// "0.35 mg/kg = 25.2 mg", "0.1 to 1 mg/kg/h = 7.2 to 72 mg/h".
std::string weighed_in_words(const WeighedDose& dose);
/// "1 capsule of 300 mg and 2 capsules of 100 mg".
std::string units_in_words(const AdjunctDoseAt& dose, const AdjunctUnits& units);
/// "option", "with caution", "confirm before use", "not here".
std::string_view in_words(Verdict verdict);

}  // namespace stepdown
