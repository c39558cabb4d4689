#pragma once
#include <string>
#include <vector>

#include "conversions/source.hpp"

namespace stepdown {

/// Numbers citations in the order in which a document first mentions them.
class References {
public:
    explicit References(const Bibliography& bibliography) : bibliography_(bibliography) {}
    /// The numbers of these citations, new ones added; each number once.
    std::vector<int> numbers(const std::vector<CitationId>& citations);
    /// "CDC Clinical Practice Guideline ... (2022), recommendation 5. https://... [verified]", in order;
    /// a further place in a source that stands already is "As [1]. At: ...".
    std::vector<std::string> lines() const;

private:
    const Bibliography& bibliography_;
    std::vector<CitationId> used_;
};

/// "verified", "secondary", "derived" or "unverified".
std::string_view word(Evidence evidence);

}  // namespace stepdown
