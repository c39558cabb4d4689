#include "planner/documents/messages.hpp"

#include <algorithm>
#include <cctype>
#include <doctest/doctest.h>
#include <set>
#include <string>

#include "tests/support/library.hpp"

using namespace stepdown;

namespace {

bool is_vowel(char c) {
    return std::string("aeiouy").find(static_cast<char>(std::tolower(static_cast<unsigned char>(c)))) !=
           std::string::npos;
}

/// Groups of vowels, less a silent e at the end: right for nearly every English word, high rather than low.
int syllables(std::string word) {
    std::erase_if(word, [](unsigned char c) { return !std::isalpha(c); });
    if (word.empty()) return 1;  // a number
    int groups = 0;
    for (std::size_t i = 0; i < word.size(); ++i)
        groups += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
    const bool silent = word.size() > 2 && word.back() == 'e' && !is_vowel(word[word.size() - 2]) &&
                        word[word.size() - 2] != 'l';
    return std::max(1, groups - (silent ? 1 : 0));
}

struct Counts {
    int words = 0, sentences = 0, syllables = 0;
    /// Flesch and Kincaid's grade of a US school.
    double grade() const { return 0.39 * words / sentences + 11.8 * syllables / words - 15.59; }
};

Counts counts(std::string_view text) {
    Counts all;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (c != ' ') {
            word += c;
            continue;
        }
        if (word.empty()) continue;
        ++all.words;
        all.syllables += syllables(word);
        all.sentences += word.back() == '.' || word.back() == '?';
        word.clear();
    }
    all.sentences = std::max(all.sentences, 1);
    return all;
}

std::string without_fields(std::string_view text) {
    std::string plain;
    bool inside = false;
    for (const char c : text) {
        if (c == '{') plain += "it";
        inside = (inside || c == '{') && c != '}';
        if (!inside && c != '}') plain += c;
    }
    return plain;
}

}  // namespace

TEST_CASE("the measure of reading ease knows an easy text from a hard one") {
    CHECK(syllables("the") == 1);
    CHECK(syllables("take") == 1);
    CHECK(syllables("tablet") == 2);
    CHECK(syllables("medicine") == 3);
    CHECK(counts("The cat sat on the mat. It was fat.").grade() < 2);
    CHECK(counts("Abrupt discontinuation precipitates considerable physiological deterioration necessitating "
                 "hospitalization.")
              .grade() > 15);
}

TEST_CASE("what patients read asks for no more than six years of school") {
    Counts all;
    for (const Message& message : message_catalogue) {
        const std::string text = without_fields(message.english);
        if (!text.ends_with(".")) continue;  // headings and words of tables
        const Counts one = counts(text);
        all.words += one.words;
        all.sentences += one.sentences;
        all.syllables += one.syllables;
        CHECK_MESSAGE(one.grade() <= 9, message.id, " has grade ", one.grade());
        CHECK_MESSAGE(one.words <= 18 * one.sentences, message.id, " has long sentences");
    }
    CHECK_MESSAGE(all.grade() <= 6, "grade ", all.grade());
    CHECK(all.sentences > 60);
}

TEST_CASE("every message has an id of its own, words, and a source that exists") {
    std::set<std::string> ids, sources;
    for (const Source& source : test::shipped_library().formulary.bibliography().sources)
        sources.insert(source.id);
    for (const Message& message : message_catalogue) {
        CHECK_MESSAGE(ids.insert(std::string(message.id)).second, message.id);
        CHECK_FALSE(message.english.empty());
        if (!message.source.empty())
            CHECK_MESSAGE(sources.contains(std::string(message.source)), message.id, ": ", message.source);
    }
}

TEST_CASE("the names in a message are filled in, and nothing else is touched") {
    CHECK(filled("{a} and {b}", {{"a", "1"}, {"b", "{a}"}}) == "1 and {a}");
    CHECK(filled("{unknown} {", {{"a", "1"}}) == "{unknown} {");
    CHECK(Messages().say("today.all", {{"amount", "240 mg"}}) == "That is 240 mg in all each day.");
}
