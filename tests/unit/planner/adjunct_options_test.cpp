#include "planner/adjunct_options.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "planner/documents/adjuncts.hpp"
#include "planner/taper.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string slow_taper =
    "stepdown: case/1\n"
    "patient: {age: 50 years, sex: male, weight: 80 kg, height: 180 cm, dialysis: none, liver: none, frail: "
    "no,\n"
    "  serum_creatinine: {value: 1.0 mg/dL, on: 2026-11-15}, conditions: [], medicines: [], allergies: []}\n"
    "opioids: [OxyContin 20 mg q12h]\n"
    "used_for: 3 years\n"
    "goal: discontinue\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes, setting: outpatient}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

std::optional<AdjunctOptions> options_for(const std::string& text) {
    static std::vector<std::unique_ptr<Case>> kept;
    kept.push_back(std::make_unique<Case>(good_case(text)));
    const auto made = taper(*kept.back(), shipped_library(), day("2026-11-30"));
    REQUIRE(made);
    return adjunct_options(*kept.back(), made->review, shipped_library(), day("2026-11-30"));
}

std::vector<std::string> drugs_of(const AdjunctOptions& options) {
    std::vector<std::string> drugs;
    for (const AdjunctAdvice& one : options.adjuncts.all) drugs.push_back(one.guide->id);
    return drugs;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

std::string text_of(const AdjunctOptions& options) {
    References references(shipped_library().formulary.bibliography());
    std::string text;
    for (const Block& block : adjunct_options_section(options, references).blocks)
        text += std::get<Paragraph>(block).text + "\n";
    return text;
}

}  // namespace

TEST_CASE("a slow taper in which nothing points to an adjunct names none") {
    CHECK_FALSE(options_for(slow_taper));
}

TEST_CASE("asked for, a plan names adjuncts for pain and naloxone, and no medicine for withdrawal") {
    const auto options = options_for(slow_taper + "preferences: {adjuncts: yes}\n");
    REQUIRE(options);
    CHECK(options->because == std::vector<std::string>{"the case asks for them"});
    const std::vector<std::string> drugs = drugs_of(*options);
    for (const std::string drug : {"naloxone", "gabapentin", "pregabalin", "duloxetine", "acetaminophen"})
        CHECK_MESSAGE(has(drugs, drug), drug);
    for (const std::string drug : {"clonidine", "lofexidine", "loperamide", "ketamine"})
        CHECK_MESSAGE(!has(drugs, drug), drug);
    CHECK(options->adjuncts.non_drug.size() == shipped_library().non_drug.size());
    CHECK_FALSE(options_for(slow_taper + "preferences: {adjuncts: no}\n"));
}

TEST_CASE("a patient without naloxone is pointed to naloxone and to nothing else") {
    const auto options = options_for(with(slow_taper, "naloxone: yes", "naloxone: no"));
    REQUIRE(options);
    CHECK(options->because == std::vector<std::string>{"naloxone"});
    CHECK(drugs_of(*options) == std::vector<std::string>{"naloxone"});
    CHECK(options->adjuncts.non_drug.empty());
}

TEST_CASE("signs of hyperalgesia point to adjuncts for pain, and ketamine is not for an outpatient") {
    const auto options = options_for(slow_taper + "hyperalgesia: {pain_worse_despite_increase: yes}\n");
    REQUIRE(options);
    CHECK(options->because == std::vector<std::string>{"hyperalgesia"});
    CHECK(has(drugs_of(*options), "ketamine"));
    const std::string text = text_of(*options);
    CHECK(text.find("of the finding hyperalgesia") != std::string::npos);
    CHECK(text.find("Gabapentin, immediate-release capsules (with caution): start 100 mg/day, range 900 to "
                    "3,600 mg/day.") != std::string::npos);
    const std::size_t not_here = text.find("Not for this patient or this setting: ");
    REQUIRE(not_here != std::string::npos);
    CHECK(text.find("ketamine", not_here) != std::string::npos);
    CHECK(text.find("stepdown adjuncts") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 14);
}

TEST_CASE("without a kidney function no start of a gabapentinoid is named") {
    const auto options =
        options_for(with(slow_taper, "serum_creatinine: {value: 1.0 mg/dL, on: 2026-11-15}, ", "") +
                    "preferences: {adjuncts: yes}\n");
    REQUIRE(options);
    const std::string text = text_of(*options);
    const std::size_t at = text.find("Gabapentin, immediate-release capsules (confirm before use)");
    REQUIRE(at != std::string::npos);
    CHECK(text.substr(at, text.find('\n', at) - at).find("start") == std::string::npos);
}
