#include "planner/conditions.hpp"

#include <algorithm>
#include <cctype>

#include "planner/case.hpp"

namespace stepdown {

namespace {

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// The parts of a condition that stand for themselves: "former smoker with lung cancer" is two.
std::vector<std::string> clauses(const std::string& condition) {
    std::string text = lower_case(condition);
    for (const std::string_view joint : {" and ", " with ", " now ", " but ", " plus "}) {
        for (std::size_t at = text.find(joint); at != std::string::npos; at = text.find(joint)) {
            text.replace(at, joint.size(), ",");
        }
    }
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ',' || c == ';' || c == '/' || c == '(' || c == '.') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

bool is_letter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// A phrase is found inside words too ("azepam"), an abbreviation only by itself: "aki" is not in "taking".
bool names(const std::string& clause, const std::string& phrase) {
    constexpr std::size_t longest_abbreviation = 4;
    std::size_t at = clause.find(phrase);
    if (phrase.size() > longest_abbreviation) return at != std::string::npos;
    for (; at != std::string::npos; at = clause.find(phrase, at + 1)) {
        const std::size_t after = at + phrase.size();
        const bool begins = at == 0 || !is_letter(clause[at - 1]);
        if (begins && (after == clause.size() || !is_letter(clause[after]))) return true;
    }
    return false;
}

}  // namespace

namespace {

bool names_any(const std::string& clause, const std::vector<std::string>& phrases) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](const std::string& phrase) { return names(clause, phrase); });
}

void blank_out(std::string& clause, const std::string& phrase) {
    for (std::size_t at = clause.find(phrase); at != std::string::npos; at = clause.find(phrase))
        clause.replace(at, phrase.size(), phrase.size(), ' ');
}

/// An exception that holds one of the words ("adrenal" for "renal", "hay fever") is another thing by name: it
/// alone is passed over. Any other ("remission") speaks of what is named, and takes it back; "not cured"
/// takes nothing back: in doubt the condition counts.
enum class Stands { no, taken_back, yes };
Stands stands_in(std::string clause, const ConditionWords& words) {
    const bool is_doubtful = names_any(
        clause, {"not ", "active", "current", "recur", "residual", "incomplete", "partly", "partial"});
    bool taken_back = false;
    for (const std::string& except : words.except) {
        if (!names(clause, except)) continue;
        if (names_any(except, words.words)) {
            blank_out(clause, except);
        } else {
            taken_back = !is_doubtful;
        }
    }
    if (!names_any(clause, words.words)) return Stands::no;
    return taken_back ? Stands::taken_back : Stands::yes;
}

std::string first_that(Stands sought, const std::vector<std::string>& conditions,
                       const ConditionWords& words) {
    for (const std::string& condition : conditions) {
        for (const std::string& clause : clauses(condition)) {
            if (stands_in(clause, words) == sought) return condition;
        }
    }
    return "";
}

}  // namespace

std::string condition_found(const std::vector<std::string>& conditions, const ConditionWords& words) {
    return first_that(Stands::yes, conditions, words);
}

std::string condition_taken_back(const std::vector<std::string>& conditions, const ConditionWords& words) {
    return first_that(Stands::taken_back, conditions, words);
}

}  // namespace stepdown
