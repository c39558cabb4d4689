#include "conversions/rotation.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/rotation.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Ids = std::vector<std::string>;

const std::string made_up = R"(stepdown: rotation/1
id: made-up
title: Made up
source: stepdown
at: all
evidence: derived
cautions:
  - {text: Made up., source: stepdown, at: all, evidence: derived}
equal_doses:
  - {drug: morphine, routes: [oral], dose: 30 mg, source: stepdown, at: all, evidence: derived}
  - {drug: oxycodone, routes: [oral], least: 20 mg, most: 25 mg, source: stepdown, at: all, evidence: derived}
pairs:
  - from: {drug: hydromorphone, routes: [intravenous]}
    to: {drug: morphine, routes: [oral]}
    bands:
      - {from: 0 mg/day, below: 30 mg/day, of: 1 mg/day, gives: 12 mg/day, gives_least: 9 mg/day, gives_most: 20 mg/day, source: stepdown, at: low, evidence: derived}
      - {from: 30 mg/day, of: 1 mg/day, gives: 10 mg/day, gives_most: 20 mg/day, source: stepdown, at: high, evidence: derived}
)";

Result<RotationTable> read(const std::string& text) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    return read_rotation_table(data_file(text, "made-up.yaml"), formulary, citer);
}

Ids faults(const std::string& old, const std::string& replacement) {
    const Result<RotationTable> table = read(with(made_up, old, replacement));
    return table ? Ids() : ids_of(table.problems());
}

RotationWorking banded(double dose) {
    static const RotationTable table = *read(made_up);
    const auto working = rotate_by(table, by_route("hydromorphone iv"), unit::mg_per_day(dose),
                                   by_route("morphine po"), by_route("morphine po"));
    REQUIRE(working);
    return *working;
}

double result(const std::string& table, const std::string& from, double dose, const std::string& to) {
    return mg_per_day(rotate(table, from, unit::mg_per_day(dose), to).result);
}

}  // namespace

TEST_CASE("a pair is never the inverse of its opposite: hydromorphone 24 mg goes and does not come back") {
    const double morphine = result("default-pairs", "hydromorphone po", 24, "morphine po");
    CHECK(morphine == doctest::Approx(88.8));
    CHECK(result("default-pairs", "morphine po", morphine, "hydromorphone po") == doctest::Approx(17.76));
}

TEST_CASE("oxycodone 60 mg by mouth is 30 mg of intravenous morphine, in two lines, and never 40") {
    const RotationWorking working =
        rotate("default-pairs", "oxycodone po", unit::mg_per_day(60), "morphine iv");
    REQUIRE(working.lines.size() == 2);
    CHECK(working.lines[0].to == by_route("morphine po"));
    CHECK(mg_per_day(working.lines[0].result) == doctest::Approx(90));
    CHECK(working.lines[1].from == by_route("morphine po"));
    CHECK(mg_per_day(working.lines[1].dose) == doctest::Approx(90));
    CHECK(mg_per_day(working.result) == doctest::Approx(30));
    const DoseRange given = after_reduction(working.result, {0.25}, {0.5});
    CHECK(mg_per_day(given.low) == doctest::Approx(15));
    CHECK(mg_per_day(given.high) == doctest::Approx(22.5));
}

TEST_CASE("incomplete cross-tolerance takes away, and is never nothing by default") {
    const ReductionGuide& guide = shipped_library().reduction;
    CHECK(guide.least.for_caution().of_one > 0);
    const DoseRange given =
        after_reduction(unit::mg_per_day(100), guide.least.for_caution(), guide.most.for_caution());
    CHECK(mg_per_day(given.low) == doctest::Approx(50));
    CHECK(mg_per_day(given.high) == doctest::Approx(75));
    // "Reduce by 75 %" is not "give 75 %".
    const DoseRange less = after_reduction(unit::mg_per_day(100), {0.75}, {0.9});
    CHECK(mg_per_day(less.low) == doctest::Approx(10));
    CHECK(mg_per_day(less.high) == doctest::Approx(25));
}

TEST_CASE("IV fentanyl takes the smaller new dose in each direction, though the two conflict") {
    // 1 mg/day is 100 mg of morphine out of fentanyl, and 300 mg of morphine are 1 mg/day into it.
    CHECK(result("default-pairs", "fentanyl iv", 1, "morphine po") == doctest::Approx(100));
    CHECK(result("default-pairs", "morphine po", 100, "fentanyl iv") == doctest::Approx(1.0 / 3));
}

TEST_CASE("a band begins at its edge, and what lies below is held to what the edge gives") {
    // 12 : 1 below 30 mg/day and 10 : 1 from there on: 25 mg/day give 300 already.
    CHECK(mg_per_day(banded(24.9).result) == doctest::Approx(298.8));
    CHECK_FALSE(banded(24.9).lines[0].held_to_edge);
    CHECK(mg_per_day(banded(25).result) == doctest::Approx(300));
    CHECK_FALSE(banded(25).lines[0].held_to_edge);
    CHECK(mg_per_day(banded(29.9).result) == doctest::Approx(300));
    REQUIRE(banded(29.9).lines[0].held_to_edge);
    CHECK(mg_per_day(*banded(29.9).lines[0].held_to_edge) == 30);
    CHECK(mg_per_day(banded(29.9).most) == doctest::Approx(598));
    CHECK(mg_per_day(banded(30).result) == doctest::Approx(300));
    CHECK_FALSE(banded(30).lines[0].held_to_edge);
    CHECK(mg_per_day(banded(30).lines[0].by.value.for_caution()) == 10);
    CHECK(mg_per_day(banded(30.1).result) == doctest::Approx(301));
}

TEST_CASE("the shipped bands of intravenous hydromorphone: 11.5 below 30 mg a day, 10 from there on") {
    CHECK(result("default-pairs", "hydromorphone iv", 12, "morphine po") == doctest::Approx(138));
    CHECK(result("default-pairs", "hydromorphone iv", 26, "morphine po") == doctest::Approx(299));
    CHECK(result("default-pairs", "hydromorphone iv", 29.9, "morphine po") == doctest::Approx(300));
    CHECK(result("default-pairs", "hydromorphone iv", 30, "morphine po") == doctest::Approx(300));
    CHECK(result("default-pairs", "hydromorphone iv", 40, "morphine po") == doctest::Approx(400));
}

TEST_CASE("by way of morphine the ranges of both lines multiply") {
    // Oxycodone 20 is 30 (20 to 40) morphine; of morphine 30, 6 (4 to 8) hydromorphone.
    const RotationWorking working =
        rotate("default-pairs", "oxycodone po", unit::mg_per_day(20), "hydromorphone po");
    CHECK(mg_per_day(working.result) == doctest::Approx(6));
    CHECK(mg_per_day(working.least) == doctest::Approx(8.0 / 3));
    CHECK(mg_per_day(working.most) == doctest::Approx(32.0 / 3));
}

TEST_CASE("a table that prints a pair itself uses it, and not the way by morphine") {
    // Opana ER: oxycodone x 0.5; by way of morphine it would be x 1.5 x 0.333, of another range.
    const RotationWorking working =
        rotate("default-pairs", "oxycodone po", unit::mg_per_day(40), "oxymorphone po");
    CHECK(working.lines.size() == 1);
    CHECK(mg_per_day(working.most) == doctest::Approx(20));
}

TEST_CASE("a table that has no way says so, and none is read backwards") {
    const auto none = [](const std::string& table, const std::string& from, const std::string& to) {
        return !rotate_by(rotation(table), by_route(from), unit::mg_per_day(10), by_route(to),
                          by_route("morphine po"));
    };
    CHECK(none("reddy-2016", "fentanyl patch", "morphine po"));
    CHECK(none("opana-er-label", "oxymorphone po", "oxycodone po"));
    CHECK(none("australia-chart-2015", "morphine po", "hydromorphone po"));
    CHECK(none("default-pairs", "morphine po", "codeine po"));
    CHECK(none("default-pairs", "morphine po", "fentanyl patch"));
    CHECK(none("default-pairs", "oxycodone po", "fentanyl patch"));
    CHECK(none("default-pairs", "morphine po", "methadone po"));
    CHECK(none("default-pairs", "methadone po", "morphine po"));
    CHECK(none("default-pairs", "morphine po", "morphine po"));
    CHECK(none("default-pairs", "oxycodone po", "oxycodone po"));
}

TEST_CASE("nothing is nothing of another") {
    CHECK(result("default-pairs", "oxycodone po", 0, "hydromorphone po") == 0);
}

TEST_CASE("a table that is well made loads, with its pairs in both directions") {
    const Result<RotationTable> table = read(made_up);
    REQUIRE(table);
    CHECK(table->pairs.size() == 3);
    const RotationPair* pair = table->pair(by_route("oxycodone po"), by_route("morphine po"));
    REQUIRE(pair);
    CHECK(pair->bands[0].published == "20 mg to 25 mg oxycodone oral = 30 mg morphine oral");
    CHECK(table->pair(by_route("morphine po"), by_route("hydromorphone iv")) == nullptr);
}

TEST_CASE("a ratio without a source, or from memory, does not load") {
    CHECK(faults("dose: 30 mg, source: stepdown, ", "dose: 30 mg, ") == Ids{"missing-key"});
    CHECK(faults("dose: 30 mg, source: stepdown, at: all, evidence: derived",
                 "dose: 30 mg, source: stepdown, at: all, evidence: unverified") == Ids{"unverified-ratio"});
    CHECK(faults("at: high, evidence: derived", "at: high, evidence: unverified") == Ids{"unverified-ratio"});
    CHECK(faults("source: stepdown, at: high", "source: no-such-source, at: high") == Ids{"unknown-source"});
}

TEST_CASE("bands with a gap, an overlap or an end do not load") {
    CHECK(faults("{from: 30 mg/day, of", "{from: 31 mg/day, of") == Ids{"bands-do-not-meet"});
    CHECK(faults("{from: 30 mg/day, of", "{from: 29 mg/day, of") == Ids{"bands-do-not-meet"});
    CHECK(faults("{from: 30 mg/day, of", "{from: 30 mg/day, below: 90 mg/day, of") ==
          Ids{"bands-do-not-meet"});
    CHECK(faults("{from: 0 mg/day, below", "{from: 1 mg/day, below") == Ids{"bands-do-not-meet"});
}

TEST_CASE("amounts of nothing, below nothing or outside their range do not load") {
    CHECK(faults("dose: 30 mg", "dose: 0 mg") == Ids{"not-positive"});
    CHECK_FALSE(faults("dose: 30 mg", "dose: -30 mg").empty());
    CHECK(faults("least: 20 mg, most: 25 mg", "least: 26 mg, most: 25 mg") == Ids{"not-positive"});
    CHECK(faults("least: 20 mg, most: 25 mg", "least: 20 mg") == Ids{"row-rule"});
    CHECK(faults("least: 20 mg, most: 25 mg", "dose: 20 mg, most: 25 mg") == Ids{"row-rule"});
    CHECK(faults("gives: 12 mg/day", "gives: 0 mg/day") == Ids{"amount-range"});
    CHECK(faults("gives: 12 mg/day, gives_least: 9 mg/day", "gives: 0 mg/day, gives_least: 0 mg/day") ==
          Ids{"not-positive"});
    CHECK(faults("gives_least: 9 mg/day", "gives_least: 12.1 mg/day") == Ids{"amount-range"});
    CHECK(faults("gives_least: 9 mg/day, gives_most: 20 mg/day",
                 "gives_least: 9 mg/day, gives_most: 11.9 mg/day") == Ids{"amount-range"});
    CHECK(faults("dose: 30 mg", "dose: 30 g") == Ids{"unit"});
}

TEST_CASE("an unknown drug or route does not load, and is told at its place") {
    CHECK(faults("drug: oxycodone", "drug: oxycodon") == Ids{"unknown-drug"});
    CHECK(faults("routes: [intravenous]", "routes: [parenteral]") == Ids{"unknown-word"});
    const Result<RotationTable> table = read(with(made_up, "drug: oxycodone", "drug: oxycodon"));
    REQUIRE_FALSE(table);
    CHECK(table.problems().front().place.line == 11);
    CHECK(table.problems().front().instead == "write oxycodone");
}

TEST_CASE("a pair given twice does not load") {
    CHECK(faults("drug: oxycodone, routes: [oral]", "drug: oxycodone, routes: [oral, oral]") ==
          Ids{"duplicate-row"});
    CHECK(faults("routes: [intravenous]", "routes: [intravenous, intravenous]") == Ids{"duplicate-pair"});
    CHECK(faults("from: {drug: hydromorphone, routes: [intravenous]}",
                 "from: {drug: oxycodone, routes: [oral]}") == Ids{"duplicate-pair"});
    CHECK(faults("from: {drug: hydromorphone, routes: [intravenous]}",
                 "from: {drug: morphine, routes: [oral]}") == Ids{"pair-with-itself"});
}

TEST_CASE("a table with nothing to compare does not load, nor one with a word that nobody knows") {
    const std::string empty = made_up.substr(0, made_up.find("equal_doses:"));
    const Result<RotationTable> table = read(empty);
    REQUIRE_FALSE(table);
    CHECK(ids_of(table.problems()) == Ids{"table-empty"});
    CHECK(faults("title: Made up\n", "title: Made up\nfactor: 2\n") == Ids{"unknown-key"});
}

TEST_CASE("a drug that is no target of its table has no pair to it") {
    const Result<RotationTable> table = read(with(made_up, "most: 25 mg", "most: 25 mg, only_from: yes"));
    REQUIRE(table);
    CHECK(table->pair(by_route("oxycodone po"), by_route("morphine po")) != nullptr);
    CHECK(table->pair(by_route("morphine po"), by_route("oxycodone po")) == nullptr);
}
