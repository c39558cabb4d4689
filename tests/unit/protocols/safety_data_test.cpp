// The files on kidneys, liver, interactions, words and scores are read strictly: each test puts one fault
// into a shipped file, and the reader says what and where. Nothing falls back to a default.
#include <algorithm>
#include <doctest/doctest.h>

#include "protocols/assessment_guide.hpp"
#include "protocols/interactions.hpp"
#include "protocols/kidney_guide.hpp"
#include "protocols/liver_guide.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Ids = std::vector<std::string>;

std::string shipped(const std::string& path) {
    std::ifstream in(STEPDOWN_SOURCE_DIR "/protocols/" + path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Reads one shipped file with one place changed.
template <class Read>
struct Changed {
    std::string text;
    Read read;

    Problems problems(const std::string& old, const std::string& replacement) const {
        Formulary known = shipped_library().formulary;
        Citer citer(known.bibliography());
        const auto made = read(data_file(with(text, old, replacement), "changed.yaml"), known, citer);
        return made ? Problems() : made.problems();
    }
    Ids ids(const std::string& old, const std::string& replacement) const {
        return ids_of(problems(old, replacement));
    }
    /// The first problem: others may follow from it.
    std::string first(const std::string& old, const std::string& replacement) const {
        const Problems all = problems(old, replacement);
        return all.empty() ? "" : all.front().id;
    }
};
template <class Read>
Changed(std::string, Read) -> Changed<Read>;

const Changed kidney{shipped("safety/kidney.yaml"),
                     [](const DataFile& file, const Formulary& known, Citer& citer) {
                         return read_kidney_guide(file, known, citer);
                     }};
const Changed liver{shipped("safety/liver.yaml"),
                    [](const DataFile& file, const Formulary& known, Citer& citer) {
                        return read_liver_guide(file, known, citer);
                    }};
const Changed interactions{shipped("safety/interactions.yaml"),
                           [](const DataFile& file, const Formulary& known, Citer& citer) {
                               return read_interactions(file, known, citer);
                           }};
const Changed words{shipped("safety/words.yaml"), [](const DataFile& file, const Formulary&, Citer& citer) {
                        return read_word_lists(file, citer);
                    }};
const Changed assessment{shipped("assessment/hyperalgesia.yaml"),
                         [](const DataFile& file, const Formulary& known, Citer& citer) {
                             return read_assessment_guide(file, known, citer);
                         }};
const Changed score{shipped("assessment/riosord-vha.yaml"),
                    [](const DataFile& file, const Formulary& known, Citer& citer) {
                        return read_instrument(file, known, citer);
                    }};

const std::string morphine_30 =
    "{from: 30 mL/min, verdict: reduce, share: 75 %, extended: avoid, says: \"no extended-release start\"";

}  // namespace

TEST_CASE("the shipped files read, so that each change below is the one thing wrong") {
    CHECK(kidney.ids("id: kidney\n", "id: kidney\n") == Ids{});
    CHECK(liver.ids("id: liver\n", "id: liver\n") == Ids{});
    CHECK(interactions.ids("id: interactions\n", "id: interactions\n") == Ids{});
    CHECK(words.ids("id: words\n", "id: words\n") == Ids{});
    CHECK(assessment.ids("\nno_score:\n", "\nno_score:\n") == Ids{});
    CHECK(score.ids("id: riosord-vha\n", "id: riosord-vha\n") == Ids{});
}

TEST_CASE("a gap between zero and the last kidney band, and bands that do not fall, are refused") {
    CHECK(kidney.ids("{from: 0 mL/min, verdict: avoid, says: \"not for long use below 30 mL/min\"",
                     "{from: 1 mL/min, verdict: avoid, says: \"not for long use below 30 mL/min\"") ==
          Ids{"band-gap"});
    CHECK(kidney.ids(morphine_30, with(morphine_30, "from: 30", "from: 60")) == Ids{"band-order"});
    CHECK(kidney.ids(morphine_30, with(morphine_30, "from: 30", "from: 61")) == Ids{"band-order"});
}

TEST_CASE("weaker kidneys taken more lightly are refused, and an extended form taken more lightly") {
    CHECK(kidney.ids("{from: 0 mL/min, verdict: avoid, says: \"not for long use below 30 mL/min\"",
                     "{from: 0 mL/min, verdict: usual, says: \"not for long use below 30 mL/min\"") ==
          Ids{"band-order"});
    CHECK(kidney.ids(morphine_30, with(morphine_30, "extended: avoid", "extended: usual")) ==
          Ids{"extended-milder"});
}

TEST_CASE("a drug that stands twice among the kidneys is refused: one entry would silently win") {
    CHECK(kidney.ids("  - drug: codeine\n", "  - drug: morphine\n") == Ids{"repeated-drug"});
    CHECK(liver.ids("  - drug: codeine\n", "  - drug: morphine\n") == Ids{"repeated-drug"});
}

TEST_CASE("a wrong key, unit, word or number in the kidney file is told with its place") {
    CHECK(kidney.ids(morphine_30, with(morphine_30, "verdict:", "verdct:")) ==
          Ids{"missing-key", "unknown-key"});
    CHECK(kidney.ids(morphine_30, with(morphine_30, "verdict: reduce", "verdict: lower")) ==
          Ids{"unknown-word"});
    CHECK(kidney.first(morphine_30, with(morphine_30, "30 mL/min", "30 mL")) == "unit");
    CHECK(kidney.first(morphine_30, with(morphine_30, "30 mL/min", "30")) == "quantity-form");
    CHECK(kidney.ids(morphine_30, with(morphine_30, "75 %", "175 %")) == Ids{"share"});
    CHECK(kidney.first("creatinine: {recent: 90 days,", "creatinine: {recent: 90,") != "");
    CHECK(kidney.ids("{actual_below: 18.5 kg/m2,", "{actual_below: 28.5 kg/m2,") == Ids{"weight-bands"});
    const Problems problems = kidney.problems(morphine_30, with(morphine_30, "30 mL/min", "30 mL"));
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.front().place.file == "changed.yaml");
    CHECK(problems.front().place.line > 1);
}

TEST_CASE("a fact on kidneys or liver without its source or its evidence is refused") {
    CHECK(kidney.ids("source: kidney-fast-fact, at: codeine, evidence: verified}\n    dialysis",
                     "at: codeine, evidence: verified}\n    dialysis") == Ids{"missing-key"});
    CHECK(kidney.ids("at: \"table 2, buprenorphine\", evidence: verified}\n    dialysis",
                     "at: \"table 2, buprenorphine\"}\n    dialysis") == Ids{"missing-key"});
    CHECK(liver.ids("{verdict: reduce, share: 75 %, source: korea-2022, at: \"table 10, morphine\"",
                    "{verdict: reduce, share: 75 %, source: korea-1922, at: \"table 10, morphine\"") ==
          Ids{"unknown-source"});
}

TEST_CASE("a worse liver taken more lightly, and a class that is left out, are refused") {
    const std::string oxycodone_c =
        "child_pugh_c: {verdict: avoid, source: liver-quoted, at: \"oxycodone in end";
    CHECK(liver.ids(oxycodone_c, with(oxycodone_c, "avoid", "usual")) == Ids{"verdict-order"});
    CHECK(liver.first(oxycodone_c, with(oxycodone_c, "child_pugh_c", "child_pugh_d")) == "missing-key");
}

TEST_CASE("an interaction that would stop a taper, or that looks for nothing, is refused") {
    const std::string maoi =
        "    started: block\n    kept: acknowledge\n    says: \"an inhibitor of monoamine";
    CHECK(interactions.ids(maoi, with(maoi, "kept: acknowledge", "kept: block")) == Ids{"kept-block"});
    CHECK(interactions.ids(maoi, with(maoi, "started: block", "started: stop")) == Ids{"unknown-word"});
    CHECK(interactions.ids("    medicines: [methadone-level-up]\n", "") == Ids{"interaction-without-words"});
    CHECK(interactions.ids("    opioids: [codeine, tramadol]\n    started: block",
                           "    opioids: [codeine, tramadoll]\n    started: block") == Ids{"unknown-drug"});
}

TEST_CASE(
    "a rule that is misspelled among the interactions is refused: it would silently be asked for nothing") {
    CHECK(interactions.ids("  - rule: heat-patch\n", "  - rule: heat-pach\n") == Ids{"unknown-word"});
    // A rule that exists and does not ask the interactions would not be heard either.
    CHECK(interactions.ids("  - rule: heat-patch\n", "  - rule: naloxone\n") == Ids{"unknown-word"});
    CHECK(interactions.ids("  - rule: heat-patch\n", "  - rule: sedatives\n") ==
          Ids{"rule-without-interaction"});
}

TEST_CASE("a ceiling without its unit, and an age without its own, are refused") {
    CHECK(interactions.ids("most: 20 mcg/h, for", "most: 20, for") == Ids{"quantity-form"});
    CHECK(interactions.ids("most: 600 mg/day", "most: 600 mg") == Ids{"unit"});
    CHECK(interactions.ids("sedated: {from_age: 65 years", "sedated: {from_age: 65 days") == Ids{"unit"});
    CHECK(interactions.first("ecg: {recent: 90 days,", "ecg: {recent: 0 days,") != "");
}

TEST_CASE("a group without words finds nothing and is refused, as is one that stands twice") {
    CHECK(words.ids("    words: [sickle, hbss, hb ss, hbsc, hb sc]\n", "") == Ids{"missing-words"});
    CHECK(words.ids("    words: [sickle, hbss, hb ss, hbsc, hb sc]\n", "    words: []\n") ==
          Ids{"missing-words"});
    CHECK(words.ids("    words: [sickle, hbss", "    wrds: [sickle, hbss") ==
          Ids{"missing-words", "unknown-key"});
    CHECK(words.ids("  - id: sickle-cell\n", "  - id: palliative-care\n") == Ids{"repeated-words"});
}

TEST_CASE("an interaction for words that nobody wrote is refused when the library loads") {
    std::vector<DataFile> files = data_files_under("conversions/data");
    for (DataFile& file : data_files_under("protocols")) {
        if (file.name.ends_with("interactions.yaml"))
            file =
                data_file(with(interactions.text, "medicines: [methadone-level-up]", "medicines: [nothing]"),
                          file.name);
        files.push_back(std::move(file));
    }
    const auto loaded = Library::load(files);
    REQUIRE_FALSE(loaded);
    CHECK(ids_of(loaded.problems()) == Ids{"unknown-words"});
}

namespace {

/// What is wrong with everything that is shipped when one place of one file is changed.
Ids with_one_change(const std::string& file_name, const std::string& old, const std::string& replacement) {
    std::vector<DataFile> files = data_files_under("conversions/data");
    for (DataFile& file : data_files_under("protocols")) files.push_back(std::move(file));
    for (DataFile& file : files) {
        if (!file.name.ends_with(file_name)) continue;
        const std::string folder = file_name.starts_with("cross") ? "../conversions/data/rotation/" : "";
        file = data_file(with(shipped(folder + file_name), old, replacement), file.name);
    }
    const auto loaded = Library::load(files);
    return loaded ? Ids{} : ids_of(loaded.problems());
}

}  // namespace

TEST_CASE("words that rules look for by their id cannot be left out or misspelled") {
    for (const std::string id : {"active-cancer", "palliative-care", "sickle-cell", "opioid-use-disorder",
                                 "nobody-watches", "nobody-watches-answer"}) {
        CAPTURE(id);
        const Ids found =
            with_one_change("safety/words.yaml", "  - id: " + id + "\n", "  - id: x-" + id + "\n");
        CHECK(std::count(found.begin(), found.end(), "missing-words") == 1);
    }
    CHECK(with_one_change("safety/words.yaml", "id: words\n", "id: words\n") == Ids{});
}

TEST_CASE(
    "what a case is asked for cannot be misspelled: reasons to reduce more, groups, what is summed up") {
    CHECK(with_one_change("cross-tolerance.yaml", "{id: sedatives,", "{id: sedative,") ==
          Ids{"missing-reason"});
    const Ids lonely =
        with_one_change("adjuncts/pregabalin.yaml", "group: gabapentinoid\n", "group: gabapentin\n");
    CHECK(lonely == Ids{"lonely-group", "lonely-group"});  // never both: the other one stands alone as well
    CHECK(with_one_change("adjuncts/acetaminophen.yaml", "counts: acetaminophen\n",
                          "counts: acetaminophne\n") == Ids{"unknown-word"});
    // An adjunct is found among the medicines, never among the conditions.
    CHECK(with_one_change("adjuncts/ketamine.yaml", "{condition: [substance-use]}",
                          "{condition: [clonidine]}") == Ids{"unknown-words"});
}

TEST_CASE("a level of a score that asks for nothing is refused: it would count for everybody") {
    CHECK(score.ids("{when: {condition: [injury]}, points: 4}", "{points: 4}") == Ids{"level-without-when"});
}

TEST_CASE("an explanation whose clue takes no side, and a guide without its picture, are refused") {
    CHECK(assessment.ids("{side: for, when: {cows_from: 5}", "{when: {cows_from: 5}") == Ids{"missing-key"});
    CHECK(assessment.ids("{side: for, when: {cows_from: 5}", "{side: pro, when: {cows_from: 5}") ==
          Ids{"unknown-word"});
    CHECK(assessment.ids("\npattern:\n", "\npatern:\n") == Ids{"missing-key", "unknown-key"});
    CHECK(assessment.ids("when: {used_for: 90 days}", "when: {used_for: 90}").size() == 1);
    CHECK(assessment.ids("when: {used_for: 90 days}", "when: {use_for: 90 days}") == Ids{"unknown-key"});
    CHECK(assessment.ids("    cut: {from: 10 %, to: 25 %, source: us-label-class",
                         "    cut: {from: 10, to: 25 %, source: us-label-class") == Ids{"quantity-form"});
}

TEST_CASE("points that are missing are a problem and never a nought") {
    CHECK(score.ids("{exposure_from: 20 MME/day}, points: 5}", "{exposure_from: 20 MME/day}}") ==
          Ids{"missing-key"});
    CHECK(score.ids("{from: 25, probability: 14 %}", "{probability: 14 %}") == Ids{"missing-key"});
    CHECK(score.ids("max: 115\n", "") == Ids{"missing-key"});
    CHECK(score.ids("told: {from: 25 points", "told: {from: 25") == Ids{"quantity-form"});
    CHECK(score.ids("{exposure_from: 20 MME/day}", "{exposure_from: 20 mg/day}") == Ids{"unit"});
}
