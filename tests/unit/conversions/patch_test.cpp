#include "conversions/patch.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <tuple>
#include <type_traits>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

// What must not compile: a start put into the table again, and a table of starts as a pair of a rotation.
template <class Dose>
concept can_look_up = requires(const StartTable::Row& row, Dose dose) {
    find_start(row, dose);
};
template <class Dose>
concept can_rotate = requires(const RotationTable& table, DrugByRoute drug, Dose dose) {
    rotate_by(table, drug, dose, drug, drug);
};
static_assert(can_look_up<DoseRate> && can_rotate<DoseRate>);
static_assert(!can_look_up<FirstDose> && !can_look_up<StartFound> && !can_look_up<MmeRate>);
static_assert(!can_rotate<FirstDose>);
static_assert(!std::is_convertible_v<StartBand, Equivalence> &&
              !std::is_convertible_v<StartRule, Equivalence>);
static_assert(!std::is_convertible_v<StartTable::Row, RotationPair>);
static_assert(!std::is_convertible_v<FirstDose, DoseRate>);

using Ids = std::vector<std::string>;

const StartTable& table(const std::string& id) {
    for (const StartTable& one : shipped_library().start_tables) {
        if (one.id == id) return one;
    }
    FAIL("no table " << id);
    return shipped_library().start_tables.front();
}
DrugByRoute drug(const std::string& id, Route route = Route::oral) {
    const auto found = shipped_library().formulary.drug(id);
    REQUIRE_MESSAGE(found, id);
    return {*found, route};
}
const StartTable::Row& row(const std::string& id, DrugByRoute from) {
    const StartTable::Row* found = table(id).row(from);
    REQUIRE(found);
    return *found;
}
double rounded(double mcg_per_hour) {
    return std::round(1e6 * mcg_per_hour) / 1e6;
}
/// The patch for a dose; 0 below the table, -1 above it.
double patch(const std::string& id, DrugByRoute from, double mg_per_day) {
    const StartFound found = find_start(row(id, from), unit::mg_per_day(mg_per_day));
    CHECK((found.band != nullptr) == !(found.below || found.above));
    if (found.below) return 0;
    if (found.above) return -1;
    return rounded(in(found.band->start.for_caution().amount, unit::mcg_per_hour));
}
double us(const std::string& name, double mg_per_day, Route route = Route::oral) {
    return patch("fentanyl-patch-us", drug(name, route), mg_per_day);
}
bool is_between(const std::string& name, double mg_per_day) {
    return find_start(row("fentanyl-patch-us", drug(name)), unit::mg_per_day(mg_per_day)).between_rows;
}

}  // namespace

TEST_CASE("the fentanyl patch is refused below 60 mg of oral morphine a day and above 1124") {
    CHECK(us("morphine", 59.9) == 0);
    CHECK(us("morphine", 60) == 25);
    CHECK(us("morphine", 1124) == 300);
    CHECK(us("morphine", 1124.1) == -1);
    CHECK(us("morphine", 0) == 0);
}

TEST_CASE("a dose between two printed rows belongs to the lower patch until the next row begins") {
    CHECK(us("morphine", 134) == 25);
    CHECK_FALSE(is_between("morphine", 134));
    CHECK(us("morphine", 134.5) == 25);
    CHECK(is_between("morphine", 134.5));
    CHECK(us("morphine", 134.9) == 25);
    CHECK(us("morphine", 135) == 50);
    CHECK_FALSE(is_between("morphine", 135));
    CHECK(us("oxycodone", 67.2) == 25);
    CHECK(is_between("oxycodone", 67.2));
    CHECK(us("oxycodone", 67.5) == 50);
    CHECK(us("hydromorphone", 3.45, Route::intravenous) == 25);
    CHECK(us("hydromorphone", 3.5, Route::intravenous) == 50);
}

TEST_CASE("the second table of the US label, each row at its first and its last milligram") {
    struct Row {
        double from, to, patch;
    };
    const std::vector<Row> printed{{60, 134, 25},   {135, 224, 50},  {225, 314, 75},   {315, 404, 100},
                                   {405, 494, 125}, {495, 584, 150}, {585, 674, 175},  {675, 764, 200},
                                   {765, 854, 225}, {855, 944, 250}, {945, 1034, 275}, {1035, 1124, 300}};
    const StartTable::Row& oral = row("fentanyl-patch-us", drug("morphine"));
    REQUIRE(oral.bands.size() == printed.size());
    for (const Row& one : printed) {
        CAPTURE(one.from);
        CHECK(us("morphine", one.from) == one.patch);
        CHECK(us("morphine", one.to) == one.patch);
        CHECK(us("morphine", one.to + 0.9) == (one.to == 1124 ? -1 : one.patch));
    }
    for (const StartBand& band : oral.bands) CHECK(band.start.evidence() == Evidence::verified);
    CHECK(us("morphine", 216) == 50);  // Fast Fact 2's own example
}

TEST_CASE("the first table of the US label, every row and cell") {
    struct Row {
        std::string drug;
        Route route;
        std::array<double, 8> printed;  // from and to of 25, 50, 75 and 100 mcg/h
    };
    const std::vector<Row> all{{"morphine", Route::intravenous, {10, 22, 23, 37, 38, 52, 53, 67}},
                               {"morphine", Route::intramuscular, {10, 22, 23, 37, 38, 52, 53, 67}},
                               {"oxycodone", Route::oral, {30, 67, 67.5, 112, 112.5, 157, 157.5, 202}},
                               {"codeine", Route::oral, {150, 447, 448, 747, 748, 1047, 1048, 1347}},
                               {"hydromorphone", Route::oral, {8, 17, 17.1, 28, 28.1, 39, 39.1, 51}},
                               {"hydromorphone", Route::intravenous, {1.5, 3.4, 3.5, 5.6, 5.7, 7.9, 8, 10}},
                               {"meperidine", Route::intramuscular, {75, 165, 166, 278, 279, 390, 391, 503}},
                               {"methadone", Route::oral, {20, 44, 45, 74, 75, 104, 105, 134}}};
    CHECK(table("fentanyl-patch-us").rows.size() == all.size() + 1);
    for (const Row& one : all) {
        CAPTURE(one.drug);
        CHECK(us(one.drug, one.printed.front() - 0.01, one.route) == 0);
        CHECK(us(one.drug, one.printed.back() + 0.01, one.route) == -1);
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(us(one.drug, one.printed[2 * i], one.route) == 25.0 * double(i + 1));
            CHECK(us(one.drug, one.printed[2 * i + 1], one.route) == 25.0 * double(i + 1));
        }
    }
    const auto& codeine = row("fentanyl-patch-us", drug("codeine")).bands;
    CHECK(codeine[0].start.evidence() == Evidence::verified);
    for (std::size_t i = 1; i < 4; ++i) CHECK(codeine[i].start.evidence() == Evidence::secondary);
    CHECK_FALSE(table("fentanyl-patch-us").row(drug("morphine", Route::subcutaneous)));
    CHECK_FALSE(table("fentanyl-patch-us").row(drug("oxycodone", Route::intravenous)));
    CHECK_FALSE(table("fentanyl-patch-us").row(drug("tramadol")));
}

TEST_CASE("tables of other countries and older labels are shown, and never the default") {
    Ids ids, defaults;
    for (const StartTable& one : shipped_library().start_tables) {
        ids.push_back(one.id);
        if (one.is_default) defaults.push_back(one.id);
        if (one.is_default) CHECK(one.jurisdiction == "United States");
        CHECK_FALSE(one.cautions.empty());
        CHECK(one.cautions.size() == one.caution_citations.size());
        CHECK(one.needs_tolerance == (one.to == drug("fentanyl", Route::transdermal)));
    }
    CHECK(ids == Ids{"belbuca", "butrans", "fentanyl-patch-canada-2010", "fentanyl-patch-eu-rotation",
                     "fentanyl-patch-eu-stable", "fentanyl-patch-us", "fentanyl-patch-us-older"});
    CHECK(defaults == Ids{"belbuca", "butrans", "fentanyl-patch-us"});
    const Library& library = shipped_library();
    CHECK(library.start_table(drug("fentanyl", Route::transdermal)) == &table("fentanyl-patch-us"));
    CHECK(library.start_table(drug("buprenorphine", Route::buccal)) == &table("belbuca"));
    CHECK(library.start_table(drug("buprenorphine", Route::transdermal)) == &table("butrans"));
    CHECK(library.start_table(drug("buprenorphine", Route::sublingual)) == nullptr);
    CHECK(library.start_table(drug("methadone")) == nullptr);
}

TEST_CASE("the European tables begin lower and, for a stable patient, start higher than the US label") {
    const auto rotation = [](double mg) { return patch("fentanyl-patch-eu-rotation", drug("morphine"), mg); };
    const auto stable = [](double mg) { return patch("fentanyl-patch-eu-stable", drug("morphine"), mg); };
    CHECK(rotation(44) == 12.5);
    CHECK(rotation(44.5) == 12.5);
    CHECK(rotation(45) == 25);
    CHECK(rotation(134.5) == 25);
    CHECK(rotation(135) == 50);
    CHECK(rotation(1124) == 300);
    CHECK(rotation(1125) == -1);
    CHECK(stable(59.9) == 12.5);
    CHECK(stable(60) == 25);
    CHECK(stable(89.5) == 25);
    CHECK(stable(90) == 50);
    CHECK(stable(120) == 50);
    CHECK(us("morphine", 120) == 25);
    CHECK(stable(390) == 175);
    CHECK(stable(749) == 300);
    CHECK(stable(749.1) == -1);
}

TEST_CASE("the Canadian table is never read from codeine") {
    const auto canada = [](double mg) { return patch("fentanyl-patch-canada-2010", drug("morphine"), mg); };
    CHECK(canada(59.9) == 0);
    CHECK(canada(134) == 25);
    CHECK(canada(135) == 37);
    CHECK(canada(180) == 50);
    CHECK(canada(225) == 62);
    CHECK(canada(270) == 75);
    CHECK(canada(315) == 87);
    CHECK(canada(360) == 100);
    CHECK(canada(404.5) == -1);
    CHECK(table("fentanyl-patch-canada-2010").forbids(drug("codeine").drug));
    CHECK_FALSE(table("fentanyl-patch-canada-2010").forbids(drug("oxycodone").drug));
    CHECK_FALSE(table("fentanyl-patch-us").forbids(drug("codeine").drug));
}

TEST_CASE("buprenorphine starts by label band, after a taper to 30 mg, and the two labels part above 80 mg") {
    const auto butrans = [](double mg) { return patch("butrans", drug("morphine"), mg); };
    CHECK(butrans(0) == 5);
    CHECK(butrans(29.9) == 5);
    CHECK(butrans(30) == 10);
    CHECK(butrans(80) == 10);
    CHECK(butrans(80.1) == -1);
    const auto& patches = row("butrans", drug("morphine")).bands;
    CHECK_FALSE(patches[0].taper_first_to);
    REQUIRE(patches[1].taper_first_to);
    CHECK(in(patches[1].taper_first_to->for_caution(), unit::mg_per_day) == 30);

    struct Film {
        double mg_per_day, each, hours;
        bool tapers;
    };
    const StartTable::Row& films = row("belbuca", drug("morphine"));
    for (const Film& one :
         {Film{0, 75, 24, false}, Film{29.9, 75, 24, false}, Film{30, 150, 12, true}, Film{89, 150, 12, true},
          Film{89.5, 150, 12, true}, Film{90, 300, 12, true}, Film{160, 300, 12, true}}) {
        CAPTURE(one.mg_per_day);
        const StartFound found = find_start(films, unit::mg_per_day(one.mg_per_day));
        REQUIRE(found.band);
        CHECK(in(*found.band->each, unit::mcg) == doctest::Approx(one.each).epsilon(1e-12));
        CHECK(in(*found.band->every, unit::hours) == doctest::Approx(one.hours).epsilon(1e-12));
        const double a_day = in(found.band->start.for_caution().amount, unit::mg_per_day);
        CHECK(a_day == doctest::Approx(one.each * 24 / one.hours / 1000).epsilon(1e-12));
        CHECK(found.band->taper_first_to.has_value() == one.tapers);
    }
    CHECK(find_start(films, unit::mg_per_day(160.1)).above);
    CHECK(find_start(films, unit::mg_per_day(85)).band);
    CHECK(butrans(85) == -1);
}

TEST_CASE("competing rules are estimates of another kind, rounded down to patches that exist") {
    REQUIRE(shipped_library().start_rules.size() == 1);
    const StartRules& all = shipped_library().start_rules.front();
    CHECK(all.from == drug("morphine"));
    CHECK(all.to == drug("fentanyl", Route::transdermal));
    // 216 mg a day, for which the label has 50 mcg/h.
    const std::vector<std::tuple<std::string, double, double>> expected{{"two-to-one", 108, 100},
                                                                        {"eapc-100-to-1", 90, 75},
                                                                        {"uk-fpm", 90, 75},
                                                                        {"reddy-2016", 86.4, 75},
                                                                        {"ppm-2018", 60, 50}};
    REQUIRE(all.rules.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& [id, calculated, down] = expected[i];
        CAPTURE(id);
        CHECK(all.rules[i].id == id);
        const StartEstimate estimate = estimate_by(all.rules[i], all, unit::mg_per_day(216));
        CHECK(in(estimate.calculated.amount, unit::mcg_per_hour) ==
              doctest::Approx(calculated).epsilon(1e-9));
        CHECK(in(estimate.rounded_down.amount, unit::mcg_per_hour) == doctest::Approx(down).epsilon(1e-9));
    }
    CHECK(all.rules[4].published == "90 mg/day : 25 mcg/h");
    // Exactly a multiple is not rounded away, and less than one step is nothing.
    const auto down = [&](double mg) {
        return in(estimate_by(all.rules[4], all, unit::mg_per_day(mg)).rounded_down.amount,
                  unit::mcg_per_hour);
    };
    CHECK(down(90) == doctest::Approx(25));
    CHECK(down(270) == doctest::Approx(75));
    CHECK(down(89.9) == 0);
}

// ---- the reader

namespace {

const std::string good = R"(stepdown: start/1
id: made-up
title: Made up
jurisdiction: Nowhere
to: fentanyl
by: transdermal
source: stepdown
at: all
evidence: derived
cautions: []
not_from: [codeine]
rows:
  - drug: morphine
    routes: [oral, rectal]
    bands:
      - {from: 60 mg/day, to: 90 mg/day, start: 25 mcg/h, source: stepdown, at: a, evidence: derived}
      - {from: 91 mg/day, to: 120 mg/day, start: 50 mcg/h, source: stepdown, at: b, evidence: derived, note: N}
)";
const std::string good_rules = R"(stepdown: start-rules/1
id: made-up
title: Made up
from: morphine
from_by: oral
to: fentanyl
by: transdermal
step: {value: 25 mcg/h, source: stepdown, at: step, evidence: derived}
rules:
  - {id: one, title: One, of: 2 mg/day, gives: 1 mcg/h, source: stepdown, at: a, evidence: derived}
  - {id: two, title: Two, of: 3 mg/day, gives: 1 mcg/h, source: stepdown, at: b, evidence: derived}
)";

/// "unit:13 share:14": the ids of problems with their lines.
template <class Read>
std::string faults_of(const std::string& text, Read read) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    const auto made = read(data_file(text, "made-up.yaml"), formulary, citer);
    std::string found;
    if (made) return found;
    for (const Problem& problem : made.problems()) {
        CHECK(problem.place.file == "made-up.yaml");
        found += (found.empty() ? "" : " ") + problem.id + ":" + std::to_string(problem.place.line);
    }
    return found;
}
std::string faults(const std::string& old, const std::string& replacement) {
    return faults_of(with(good, old, replacement), read_start_table);
}
std::string rule_faults(const std::string& old, const std::string& replacement) {
    return faults_of(with(good_rules, old, replacement), read_start_rules);
}

}  // namespace

TEST_CASE("a table of starts is read with its rows, and needs tolerance unless it says otherwise") {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    const auto made = read_start_table(data_file(good), formulary, citer);
    REQUIRE(made);
    CHECK(made->needs_tolerance);
    CHECK_FALSE(made->is_default);
    REQUIRE(made->rows.size() == 2);
    CHECK(made->row(drug("morphine", Route::rectal))->bands[1].note == "N");
    CHECK_FALSE(made->row(drug("codeine")));
    CHECK(faults_of(good_rules, read_start_rules).empty());
}

TEST_CASE("a fault in a table of starts is told with its line") {
    CHECK(faults_of(with(good, "from: 91 mg/day", "from: 90 mg/day"), read_start_table).empty());
    CHECK(faults("from: 91 mg/day", "from: 89 mg/day") == "bands-do-not-rise:16");
    CHECK(faults("to: 120 mg/day", "to: 88 mg/day") == "bands-do-not-rise:16");
    CHECK(faults("start: 50 mcg/h", "start: 25 mcg/h") == "bands-do-not-rise:16");
    CHECK(faults("start: 50 mcg/h", "start: 50 mg/day") == "unit:17");
    CHECK(faults("start: 50 mcg/h", "start: 0 mcg/h") == "not-positive:17");
    CHECK(faults("from: 60 mg/day", "from: 60 mcg/h") == "unit:16");
    CHECK(faults("at: a, evidence: derived", "at: a, evidence: unverified") == "unverified-start:16");
    CHECK(faults("source: stepdown, at: b", "source: stepdwn, at: b") == "unknown-source:17");
    CHECK(faults("drug: morphine", "drug: morfine") == "unknown-drug:13");
    CHECK(faults("drug: morphine", "drug: fentanyl") == "start-from-itself:13 start-from-itself:13");
    CHECK(faults("[oral, rectal]", "[oral, oral]") == "duplicate-row:13");
    CHECK(faults("[oral, rectal]", "[oral, mouth]") == "unknown-word:14");
    CHECK(faults("not_from: [codeine]", "not_from: [codein]") == "unknown-drug:11");
    CHECK(faults("by: transdermal", "by: skin").starts_with("unknown-word:6"));
    CHECK(faults("jurisdiction: Nowhere\n", "") == "missing-key:1");
    CHECK(faults(", note: N", ", notes: N") == "unknown-key:17");
}

TEST_CASE("a film says how much is taken how often, a patch what is worn") {
    const std::string film = with(good, "by: transdermal", "by: buccal");
    CHECK_FALSE(faults_of(film, read_start_table).empty());
    const std::string each =
        with(with(with(film, "start: 25 mcg/h", "each: 75 mcg, every: 24 hours"), "start: 50 mcg/h",
                  "each: 75 mcg, every: 12 hours"),
             "note: N", "taper_first: {to: 30 mg/day, source: stepdown, at: t, evidence: derived}");
    CHECK(faults_of(each, read_start_table).empty());
    CHECK(faults_of(with(each, "every: 12 hours", "every: 0 hours"), read_start_table) == "not-positive:17");
    CHECK(faults_of(with(each, "at: t, evidence: derived", "at: t, evidence: unverified"),
                    read_start_table) == "unverified-start:17");
}

TEST_CASE("a fault in competing rules is told with its line") {
    CHECK(rule_faults("value: 25 mcg/h", "value: 0 mcg/h") == "not-positive:8");
    CHECK(rule_faults("of: 2 mg/day", "of: 0 mg/day") == "not-positive:10");
    CHECK(rule_faults("of: 3 mg/day", "of: 3 MME/day") == "unit:11");
    CHECK(rule_faults("id: two", "id: one") == "duplicate-id:11");
    CHECK(rule_faults("at: b, evidence: derived", "at: b, evidence: unverified") == "unverified-start:11");
    CHECK(rule_faults("to: fentanyl", "to: fentanil") == "unknown-drug:6");
}
