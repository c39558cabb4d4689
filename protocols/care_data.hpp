#pragma once
#include <string>
#include <vector>

#include "protocols/adjunct_guide.hpp"
#include "protocols/assessment_guide.hpp"

namespace stepdown {

struct Library;

/// What the adjuncts and the assessment of hyperalgesia know, as it is read file by file.
struct CareData {
    std::vector<AdjunctGuide> adjuncts;
    std::vector<AdjunctReason> general;
    std::vector<NonDrug> non_drug;
    std::vector<ConditionWords> words;
    std::vector<AssessmentGuide> assessments;
    std::vector<Instrument> instruments;

    /// Reads the file if it is of one of these kinds; false when it is not. Problems are added.
    bool read(const std::string& kind, const DataFile& file, const Formulary& known, Citer& citer,
              Problems& problems);
    /// By order and by id.
    void sort();
};

/// Every group of words that a test names must exist: else it would never be found, and nobody would know.
/// Problem id: unknown-words.
Problems unknown_words(const Library& library);

}  // namespace stepdown
