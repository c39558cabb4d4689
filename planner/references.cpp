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
        const Source& source = bibliography_.source_of(id);
        std::string line = source.title;
        if (!source.year.empty()) line += " (" + source.year + ")";
        if (!source.where.empty()) line += ". " + source.where;
        line += ". At: " + bibliography_[id].at;
        if (!source.url.empty()) line += ". " + source.url;
        lines.push_back(line + " [" + std::string(word(bibliography_[id].evidence)) + "]");
    }
    return lines;
}

}  // namespace stepdown
