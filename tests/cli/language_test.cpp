// Sheets for patients in Spanish: no English is left in them, doses are written as in English, and what
// nobody has reviewed says so.
#include <algorithm>
#include <cctype>
#include <doctest/doctest.h>
#include <set>

#include "planner/documents/dose_writing.hpp"
#include "planner/documents/translation.hpp"
#include "tests/cli/run_support.hpp"

using namespace stepdown::test;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Words that stand in nearly every English sheet, and in no Spanish text.
const std::set<std::string> english_words{
    "the",      "of",     "and",      "you",     "your",  "take", "tablet", "tablets", "with", "when",
    "morning",  "noon",   "after",    "evening", "night", "day",  "days",   "dose",    "call", "never",
    "do",       "visit",  "at",       "in",      "for",   "each", "every",  "patch",   "then", "half",
    "medicine", "today",  "until",    "us",      "this",  "is",   "are",    "not",     "from", "to",
    "if",       "or",     "capsule",  "week",    "it",    "that", "what",   "before",  "jan",  "apr",
    "aug",      "dec",    "mon",      "tue",     "wed",   "thu",  "fri",    "sat",     "sun",  "am",
    "pm",       "liquid", "capsules", "patches"};

std::set<std::string> english_in(const std::string& text) {
    std::set<std::string> found;
    std::string word;
    for (const char c : text + " ") {
        if (std::isalpha(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80U)) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            continue;
        }
        if (english_words.contains(word)) found.insert(word);
        word.clear();
    }
    return found;
}

/// Without what is to be English: what clinicians are told of the translation, and the line of versions.
std::string without_notices(std::string text) {
    for (const std::string& notice : {std::string(
             "This sheet is a translation. No qualified reviewer has checked it yet. Go through it with an "
             "interpreter.")}) {
        const std::size_t at = text.find(notice);
        REQUIRE(at != std::string::npos);
        text.erase(at, notice.size());
    }
    const std::string label = "(en la etiqueta: ";
    for (std::size_t at = text.find(label); at != std::string::npos; at = text.find(label))
        text.erase(at, text.find(')', at) - at);
    return text;
}

std::string case_of(const std::string& opioid, const std::string& more) {
    return "stepdown: case/1\n"
           "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
           "opioids: [\"" +
           opioid +
           "\"]\n"
           "used_for: 4 years\nstart: 2026-12-01\n"
           "supervision: {prescriber: Dra. A, patient_agrees: yes, review_every: 4 weeks}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more;
}

const std::vector<std::string> cases{
    case_of("morphine ER 60 mg q8h", "goal: discontinue\n"),
    case_of("oxycodone 10 mg q6h",
            "goal: reduce to oxycodone 20 mg/day\npreferences: {tablets_scored: yes}\n"),
    case_of("hydrocodone/acetaminophen 10/325 mg q6h", "goal: discontinue\n"),
    case_of("fentanyl patch 50 mcg/h every 72 hours", "goal: reduce to fentanyl 25 mcg/h\n"),
    case_of("morphine 20 mg/5 mL solution 5 mL every 4 hours", "goal: reduce to morphine 60 mg/day\n")};

Ran sheet(const std::string& text, const std::string& language, const std::string& format = "text") {
    return run_program({"taper", "case.yaml", "--for", "patient", "--language", language, "--format", format},
                       {{"case.yaml", text}});
}

}  // namespace

TEST_CASE("no English is left in a Spanish sheet but the name on the label") {
    for (const std::string& one : cases) {
        CAPTURE(one);
        const Ran ran = sheet(one, "es");
        REQUIRE_MESSAGE(ran.code == 0, ran.err, ran.out);
        const std::string text = without_notices(on_one_line(ran.out));
        CHECK(english_in(text) == std::set<std::string>());
        CHECK_FALSE(english_in(on_one_line(sheet(one, "en").out)).empty());
    }
}

TEST_CASE("doses in Spanish are written by the same rules, with the same numbers") {
    for (const std::string& one : cases) {
        CAPTURE(one);
        const std::string text = sheet(one, "es").out;
        for (const auto& fault : stepdown::dose_writing_faults(text, stepdown::Reader::patient))
            FAIL_CHECK(fault.rule, ": ", fault.words, " (", fault.instead, ")");
        const auto doses = [](const std::string& words) {
            std::multiset<std::string> all;
            for (std::size_t at = words.find(" mg"); at != std::string::npos;
                 at = words.find(" mg", at + 1)) {
                std::size_t from = at;
                while (from > 0 && (std::isdigit(static_cast<unsigned char>(words[from - 1])) ||
                                    words[from - 1] == '.' || words[from - 1] == ','))
                    --from;
                all.insert(words.substr(from, at - from));
            }
            return all;
        };
        CHECK(doses(on_one_line(sheet(one, "en").out)) == doses(on_one_line(text)));
    }
}

TEST_CASE("a translation that nobody has reviewed says so on the sheet and on standard error") {
    REQUIRE(stepdown::shipped_translation("es")->reviewer().empty());
    const Ran ran = sheet(cases[0], "es");
    CHECK(has(ran.err, "have not been checked by a qualified reviewer"));
    CHECK(has(on_one_line(ran.out), "Ninguna persona calificada la ha revisado todavía."));
    CHECK(has(on_one_line(ran.out), "No qualified reviewer has checked it yet."));
    const Ran page = sheet(cases[0], "es", "html");
    CHECK(has(page.out, "<html lang=\"es\""));
    CHECK(has(page.out.substr(page.out.find("@top-center")), "Ninguna persona calificada"));
    CHECK(sheet(cases[0], "en").err.empty());
    CHECK_FALSE(has(sheet(cases[0], "en").out, "reviewer"));
}

TEST_CASE("a language that there is not, or that the reader does not read, is refused") {
    const Ran unknown = sheet(cases[0], "fr");
    CHECK(unknown.code == 2);
    CHECK(has(unknown.err, "write --language en or --language es"));
    const Ran prescriber = run_program({"taper", "case.yaml", "--language", "es"}, {{"case.yaml", cases[0]}});
    CHECK(prescriber.code == 2);
    CHECK(has(prescriber.err, "--for patient"));
    const Ran calendar =
        run_program({"taper", "case.yaml", "--language", "es", "--format", "ics"}, {{"case.yaml", cases[0]}});
    CHECK(calendar.code == 0);
    CHECK(has(calendar.out, "Hoy cambia la medicina"));
    CHECK(has(calendar.err, "reviewer"));
}
