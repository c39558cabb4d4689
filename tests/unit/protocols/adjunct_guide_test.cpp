#include "protocols/adjunct_guide.hpp"

#include <doctest/doctest.h>
#include <set>

#include "protocols/assessment_guide.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

std::vector<std::string> problems_of(const std::string& text) {
    Formulary known = shipped_library().formulary;
    Citer citer(known.bibliography());
    const auto read = read_adjunct_guide(data_file(text), known, citer);
    return read ? std::vector<std::string>{} : ids_of(read.problems());
}

const std::string gabapentin = [] {
    std::ifstream in(STEPDOWN_SOURCE_DIR "/protocols/adjuncts/gabapentin.yaml");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}();

std::string first_instrument() {
    std::ifstream in(STEPDOWN_SOURCE_DIR "/protocols/assessment/riosord-vha.yaml");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("a row of the kidney table that nobody has verified is refused") {
    CHECK(problems_of(gabapentin).empty());
    CHECK(problems_of(with(gabapentin, "label target 1,800 mg/day\", evidence: verified",
                           "label target 1,800 mg/day\", evidence: unverified")) ==
          std::vector<std::string>{"unverified-dose"});
    CHECK(problems_of(with(gabapentin, "the slow end is used\", evidence: secondary",
                           "the slow end is used\", evidence: unverified")) ==
          std::vector<std::string>{"unverified-dose"});
}

TEST_CASE("kidney rows fall in clearance and dose and leave no clearance out") {
    using Ids = std::vector<std::string>;
    CHECK(problems_of(with(gabapentin, "{above: 30 mL/min,", "{above: 65 mL/min,")) == Ids{"renal-bands"});
    CHECK(problems_of(with(gabapentin, "low: 400 mg/day, high: 1400 mg/day",
                           "low: 400 mg/day, high: 4400 mg/day")) == Ids{"renal-bands"});
    CHECK(problems_of(with(gabapentin, "{proportional_to: 15 mL/min,", "{above: 5 mL/min,")) ==
          Ids{"renal-bands"});
    CHECK(problems_of(with(gabapentin, "high: 700 mg/day, target: 400", "high: 700 mg/day, target: 900")) ==
          Ids{"renal-bands"});
}

TEST_CASE("a careful pace that is faster than the usual one is refused") {
    CHECK(problems_of(with(gabapentin, "careful: {start: 100 mg/day", "careful: {start: 400 mg/day")) ==
          std::vector<std::string>{"titration"});
}

TEST_CASE("what a file of an adjunct leaves out is told, never taken for something") {
    using Ids = std::vector<std::string>;
    CHECK(problems_of(with(gabapentin, "target: 800 mg/day, doses_a_day: 2,", "target: 800 mg/day,")) ==
          Ids{"missing-key"});
    CHECK(problems_of(with(gabapentin, "names: [gabapentin, neurontin, gralise, horizant]\n", "")) ==
          Ids{"missing-names"});
    CHECK(problems_of(with(gabapentin, "low: 400 mg/day, high: 1400 mg/day", "low: 400 mg/day")) ==
          Ids{"missing-key", "renal-bands"});
    CHECK(problems_of(with(gabapentin, "low: 400 mg/day, high: 1400 mg/day",
                           "low: 400 mg, high: 1400 mg/day")) == Ids{"unit"});
    CHECK(problems_of(with(gabapentin, "at_most_clearance: 15 mL/min", "at_most_clearence: 15 mL/min")) ==
          Ids{"missing-key", "unknown-key"});
    CHECK(problems_of(with(gabapentin, "over_at_least: {value: 7 days, source: neurontin-label-copy,",
                           "over_at_least: {value: 7 days,")) == Ids{"missing-key"});
}

TEST_CASE("a start or a limit above the ceiling for everybody is refused") {
    using Ids = std::vector<std::string>;
    const auto problems = [](const std::string& file, const std::string& old, const std::string& now) {
        std::ifstream in(STEPDOWN_SOURCE_DIR "/protocols/adjuncts/" + file);
        std::ostringstream text;
        text << in.rdbuf();
        return problems_of(with(text.str(), old, now));
    };
    CHECK(problems("duloxetine.yaml", "start: {value: 30 mg/day", "start: {value: 61 mg/day") ==
          Ids{"dose-order"});
    CHECK(problems("duloxetine.yaml", "start: {value: 30 mg/day", "start: {value: 60 mg/day").empty());
    CHECK(problems("lofexidine.yaml", "high: 2.16 mg/day", "high: 2.89 mg/day") == Ids{"dose-order"});
    CHECK(problems("magnesium-sulfate.yaml", "low: 40 mg/kg", "low: 51 mg/kg") == Ids{"dose-order"});
    CHECK(problems("duloxetine.yaml", "high: {value: 60 mg/day", "high: {value: 60 mg") == Ids{"unit"});
}

TEST_CASE("a test of an unknown group of words is refused when the library loads") {
    std::vector<DataFile> files = data_files_under("conversions/data");
    for (DataFile& file : data_files_under("protocols")) files.push_back(std::move(file));
    files.push_back(
        data_file(with(gabapentin, "text: \"Lung disease or sleep apnea: breathing problems are likelier.\"",
                       "text: Lungs") +
                      "  - {verdict: note, when: {condition: [no-such-words]}, text: A, source: stepdown, "
                      "at: a, evidence: derived}\n",
                  "added.yaml"));
    const auto loaded = Library::load(files);
    REQUIRE_FALSE(loaded);
    CHECK(ids_of(loaded.problems()) == std::vector<std::string>{"unknown-words"});
}

TEST_CASE("a score whose points do not add up to its maximum is refused") {
    Formulary known = shipped_library().formulary;
    Citer citer(known.bibliography());
    const auto ids = [&](const std::string& text) {
        const auto read = read_instrument(data_file(text), known, citer);
        return read ? std::vector<std::string>{} : ids_of(read.problems());
    };
    const std::string good = first_instrument();
    CHECK(ids(good).empty());
    CHECK(ids(with(good, "max: 115", "max: 116")) == std::vector<std::string>{"score-max"});
    CHECK(ids(with(good, "{from: 25, probability: 14 %}", "{from: 25, probability: 2 %}")) ==
          std::vector<std::string>{"score-bands"});
}

TEST_CASE("every source of the adjuncts and the assessment is used") {
    const std::vector<DataFile> files = data_files_under("protocols");
    const Library& library = shipped_library();
    std::set<std::string> used;
    for (const Citation& citation : library.formulary.bibliography().citations)
        used.insert(library.formulary.bibliography().sources[citation.source].id);
    for (const DataFile& file : files) {
        if (!file.name.ends_with("adjunct-sources.yaml")) continue;
        for (const yaml::Entry& entry : std::get<yaml::Mapping>(file.tree.value).entries) {
            if (entry.key.text != "sources") continue;
            for (const yaml::Node& source : std::get<yaml::Sequence>(entry.value.value).items) {
                const yaml::Entry& id = std::get<yaml::Mapping>(source.value).entries.front();
                CAPTURE(std::get<yaml::Scalar>(id.value.value).text);
                CHECK(used.contains(std::get<yaml::Scalar>(id.value.value).text));
            }
        }
    }
}
