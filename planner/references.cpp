#include "planner/references.hpp"

#include <algorithm>

namespace stepdown {

std::string_view word(Evidence evidence) {
    switch (evidence) {
        case Evidence::verified:
            return "verified";
        case Evidence::secondary:
            return "secondary";
        case Evidence::derived:
            return "derived";
        case Evidence::unverified:
            return "unverified";
    }
    return "";
}

std::vector<int> References::numbers(const std::vector<CitationId>& citations) {
    std::vector<int> numbers;
    for (const CitationId id : citations) {
        auto at = std::find(used_.begin(), used_.end(), id);
        if (at == used_.end()) {
            used_.push_back(id);
            at = std::prev(used_.end());
        }
        const int number = static_cast<int>(at - used_.begin()) + 1;
        if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) numbers.push_back(number);
    }
    return numbers;
}

std::vector<std::string> References::lines() const {
    std::vector<std::string> lines;
    for (const CitationId id : used_) {
        const Citation& citation = bibliography_[id];
        const std::string place = "At: " + citation.at;
        const std::string level = " [" + std::string(word(citation.evidence)) + "]";
        const auto first = std::find_if(used_.begin(), used_.end(), [&](CitationId other) {
            return bibliography_[other].source == citation.source;
        });
        if (*first != id) {
            lines.push_back("As [" + std::to_string(first - used_.begin() + 1) + "]. " + place + level);
            continue;
        }
        const Source& source = bibliography_.source_of(id);
        std::string line = source.title;
        if (!source.year.empty()) line += " (" + source.year + ")";
        if (!source.where.empty()) line += ". " + source.where;
        line += ". " + place;
        if (!source.url.empty()) line += ". " + source.url;
        lines.push_back(line + level);
    }
    return lines;
}

}  // namespace stepdown
