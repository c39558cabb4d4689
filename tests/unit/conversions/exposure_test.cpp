#include "conversions/exposure.hpp"

#include <array>
#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Ids = std::vector<std::string>;

/// The formulary and the CDC factors that the project ships.
struct Shipped {
    Formulary formulary = shipped_formulary();
    ExposureTable cdc = read();

    ExposureTable read() {
        for (const DataFile& file : data_files_under("conversions/data/exposure")) {
            if (head_of(file)->id != "cdc-2022") continue;
            Citer citer(formulary.bibliography());
            Result<ExposureTable> table = read_exposure_table(file, formulary, citer);
            if (table) return *std::move(table);
            for (const Problem& problem : table.problems()) MESSAGE(show_problem(problem, ""));
        }
        FAIL("the shipped factors do not load");
        return {};
    }
    Regimen regimen(const std::string& drug, Route route = Route::oral) const {
        const auto id = formulary.drug(drug);
        REQUIRE(id);
        Regimen one;
        one.drug = *id;
        one.route = route;
        return one;
    }
    /// `count` doses of `amount` a day.
    Regimen scheduled(const std::string& drug, double amount, std::size_t count,
                      Route route = Route::oral) const {
        Regimen one = regimen(drug, route);
        one.amount = Scheduled{std::vector<Dose>(count, Dose{{}, unit::mg(amount)}), 1};
        return one;
    }
    Regimen patch(const std::string& drug, double mcg_per_hour) const {
        Regimen one = regimen(drug, Route::transdermal);
        one.release = Release::extended;
        one.amount = Continuous{unit::mcg_per_hour(mcg_per_hour), 3};
        return one;
    }
    Regimen as_needed(const std::string& drug, std::optional<double> most, std::optional<double> used) const {
        Regimen one = regimen(drug);
        AsNeeded needed;
        needed.dose = needed.least_dose = unit::mg(5);
        if (most) needed.most_in_a_day = unit::mg(*most);
        if (used) needed.used_in_a_day = unit::mg(*used);
        one.amount = needed;
        return one;
    }
    Exposure total(const std::vector<Regimen>& regimens, Counting counting = Counting::most_allowed) const {
        return exposure(regimens, cdc, counting);
    }
    double mme(const Regimen& one) const {
        const Exposure result = total({one});
        REQUIRE(result.total);
        CHECK(result.complete);
        return in(*result.total, unit::mme_per_day);
    }
};

const Shipped& shipped() {
    static const Shipped one;
    return one;
}

double mme(const std::optional<MmeRate>& rate) {
    REQUIRE(rate);
    return in(*rate, unit::mme_per_day);
}

const std::string factors = R"(stepdown: exposure/1
id: banded
title: Banded
source: stepdown
at: all
evidence: derived
cautions:
  - {text: Made up., source: stepdown, at: all, evidence: derived}
rows:
  - drug: methadone
    routes: [oral]
    bands:
      - {from: 0 mg/day, below: 20 mg/day, factor: 4 MME/mg, source: stepdown, at: all, evidence: derived}
      - {from: 20 mg/day, factor: 8 MME/mg, source: stepdown, at: all, evidence: derived}
  - drug: fentanyl
    routes: [transdermal]
    bands:
      - {from: 0 mcg/h, factor: 2.4 (MME/day)/(mcg/h), source: stepdown, at: all, evidence: derived}
  - drug: buprenorphine
    routes: [sublingual, buccal]
    not_convertible: {because: Not counted., source: stepdown, at: all, evidence: derived}
)";

Result<ExposureTable> read(const std::string& text) {
    Formulary formulary = shipped().formulary;
    Citer citer(formulary.bibliography());
    return read_exposure_table(data_file(text, "banded.yaml"), formulary, citer);
}

Ids faults(const std::string& text) {
    const Result<ExposureTable> table = read(text);
    return table ? Ids() : ids_of(table.problems());
}

}  // namespace

TEST_CASE("the CDC 2022 factors are those of the guideline's table") {
    // CDC Clinical Practice Guideline 2022, MME table: the factor for one milligram by mouth.
    const std::array<std::pair<std::string, double>, 9> table{{{"codeine", 0.15},
                                                               {"hydrocodone", 1},
                                                               {"hydromorphone", 5},
                                                               {"methadone", 4.7},
                                                               {"morphine", 1},
                                                               {"oxycodone", 1.5},
                                                               {"oxymorphone", 3},
                                                               {"tapentadol", 0.4},
                                                               {"tramadol", 0.2}}};
    for (const auto& entry : table) {
        const auto& drug = entry.first;
        const double factor = entry.second;
        CAPTURE(drug);
        CHECK(shipped().mme(shipped().scheduled(drug, 100, 1)) ==
              doctest::Approx(100 * factor).epsilon(1e-12));
        CHECK(shipped().mme(shipped().scheduled(drug, 1, 1)) == doctest::Approx(factor).epsilon(1e-12));
    }
    CHECK(shipped().mme(shipped().patch("fentanyl", 1)) == doctest::Approx(2.4).epsilon(1e-12));
    CHECK(shipped().cdc.title == "CDC 2022");
    CHECK(shipped().cdc.cautions.size() == 7);
}

TEST_CASE("the table has the ten published factors and no other") {
    std::size_t bands = 0;
    for (const ExposureRow& row : shipped().cdc.rows) {
        const auto* some = std::get_if<std::vector<Band>>(&row.rule);
        if (!some) continue;
        REQUIRE(some->size() == 1);
        CHECK_FALSE(some->front().below);
        CHECK(some->front().factor.evidence() == Evidence::verified);
        ++bands;
    }
    CHECK(bands == 10);
}

TEST_CASE("published examples of the guideline come out as printed") {
    // CDC 2022, notes to the table: hydrocodone 5 mg four times a day is 20 MME; oxycodone ER 10 mg twice a
    // day is 30.
    CHECK(shipped().mme(shipped().scheduled("hydrocodone", 5, 4)) == doctest::Approx(20).epsilon(1e-12));
    CHECK(shipped().mme(shipped().scheduled("oxycodone", 10, 2)) == doctest::Approx(30).epsilon(1e-12));
}

TEST_CASE("doses worked out by hand from the table") {
    CHECK(shipped().mme(shipped().patch("fentanyl", 50)) == doctest::Approx(120).epsilon(1e-12));
    CHECK(shipped().mme(shipped().patch("fentanyl", 37.5)) == doctest::Approx(90).epsilon(1e-12));
    CHECK(shipped().mme(shipped().scheduled("methadone", 20, 2)) == doctest::Approx(188).epsilon(1e-12));
    CHECK(shipped().mme(shipped().scheduled("methadone", 20.5, 1)) == doctest::Approx(96.35).epsilon(1e-12));
    CHECK(shipped().mme(shipped().scheduled("tramadol", 100, 4)) == doctest::Approx(80).epsilon(1e-12));
}

TEST_CASE("every other day counts half a day") {
    Regimen one = shipped().scheduled("morphine", 30, 1);
    std::get<Scheduled>(one.amount).every_days = 2;
    CHECK(shipped().mme(one) == doctest::Approx(15).epsilon(1e-12));
}

TEST_CASE("several opioids are added, each with its working") {
    const Exposure result =
        shipped().total({shipped().scheduled("morphine", 60, 2), shipped().scheduled("oxycodone", 10, 3)});
    CHECK(mme(result.total) == doctest::Approx(165).epsilon(1e-12));
    CHECK(result.complete);
    REQUIRE(result.lines.size() == 2);
    CHECK(result.lines[1].regimen == 1);
    CHECK(in(result.lines[1].per_day, unit::mg_per_day) == doctest::Approx(30));
    CHECK(mme(result.lines[1].result) == doctest::Approx(45).epsilon(1e-12));
    CHECK(result.lines[1].published == "1.5 MME/mg");
    CHECK(result.lines[1].reason.empty());
    REQUIRE(result.lines[1].factor);
    CHECK(shipped().formulary.bibliography()[result.lines[1].factor->citation()].id == "cdc-2022/mme-table");
    CHECK(shipped().total({shipped().patch("fentanyl", 12)}).lines[0].published == "2.4 (MME/day)/(mcg/h)");
}

TEST_CASE("no opioids are no exposure") {
    const Exposure result = shipped().total({});
    CHECK(mme(result.total) == 0);
    CHECK(result.complete);
}

TEST_CASE("buprenorphine and mixed agonist-antagonists are listed, and the rest is totalled") {
    const std::array<std::pair<std::string, Route>, 7> uncounted{{{"buprenorphine", Route::transdermal},
                                                                  {"buprenorphine", Route::buccal},
                                                                  {"buprenorphine", Route::sublingual},
                                                                  {"buprenorphine", Route::intravenous},
                                                                  {"butorphanol", Route::nasal},
                                                                  {"nalbuphine", Route::subcutaneous},
                                                                  {"pentazocine", Route::oral}}};
    for (const auto& entry : uncounted) {
        const auto& drug = entry.first;
        const Route route = entry.second;
        CAPTURE(drug);
        CAPTURE(word(route));
        const Exposure result =
            shipped().total({shipped().scheduled(drug, 4, 2, route), shipped().scheduled("morphine", 15, 2)});
        CHECK(mme(result.total) == doctest::Approx(30).epsilon(1e-12));
        CHECK_FALSE(result.complete);
        CHECK(result.lines[0].known_unconvertible);
        CHECK_FALSE(result.lines[0].result);
        CHECK_FALSE(result.lines[0].factor);
        CHECK(result.lines[0].reason.find("agonist") != std::string::npos);
        CHECK_FALSE(result.lines[1].known_unconvertible);
    }
}

TEST_CASE("where nothing could be counted there is no total, not a total of zero") {
    const Exposure result = shipped().total({shipped().patch("buprenorphine", 20)});
    CHECK_FALSE(result.total);
    CHECK_FALSE(result.complete);
}

TEST_CASE("a drug without a factor leaves no total, and says why") {
    const Exposure unknown =
        shipped().total({shipped().scheduled("levorphanol", 2, 3), shipped().scheduled("morphine", 15, 2)});
    CHECK_FALSE(unknown.total);
    CHECK_FALSE(unknown.complete);
    CHECK_FALSE(unknown.lines[0].known_unconvertible);
    CHECK(unknown.lines[0].reason == "CDC 2022 has no factor for this drug.");
    CHECK(in(unknown.lines[0].per_day, unit::mg_per_day) == doctest::Approx(6));
    CHECK(mme(unknown.lines[1].result) == doctest::Approx(30).epsilon(1e-12));
    for (const std::string drug : {"meperidine", "dihydrocodeine", "opium", "propoxyphene", "sufentanil"}) {
        CAPTURE(drug);
        CHECK_FALSE(shipped().total({shipped().scheduled(drug, 1, 1)}).total);
    }
}

TEST_CASE("a factor for one route is not used for another") {
    for (const Route route : {Route::intravenous, Route::rectal, Route::subcutaneous, Route::sublingual}) {
        const Exposure result = shipped().total({shipped().scheduled("morphine", 10, 1, route)});
        CHECK_FALSE(result.total);
        CHECK_FALSE(result.lines[0].known_unconvertible);
    }
    CHECK(shipped().total({shipped().scheduled("morphine", 10, 1, Route::rectal)}).lines[0].reason ==
          "CDC 2022 has no factor for this drug by the rectal route.");
    CHECK_FALSE(shipped().total({shipped().scheduled("fentanyl", 0.1, 4, Route::buccal)}).total);
}

TEST_CASE("as-needed use counts at what is stated, else at the most the order allows") {
    const Regimen both = shipped().as_needed("oxycodone", 40, 15);
    const Exposure stated = shipped().total({both});
    CHECK(mme(stated.total) == doctest::Approx(22.5).epsilon(1e-12));
    CHECK(stated.lines[0].counted == Counting::really_used);

    const Exposure most = shipped().total({shipped().as_needed("oxycodone", 40, std::nullopt)});
    CHECK(mme(most.total) == doctest::Approx(60).epsilon(1e-12));
    CHECK(most.lines[0].counted == Counting::most_allowed);

    const Exposure neither = shipped().total({shipped().as_needed("oxycodone", std::nullopt, std::nullopt)});
    CHECK_FALSE(neither.total);
    CHECK_FALSE(neither.complete);
    CHECK(neither.lines[0].reason == "Neither the use nor the most that the order allows is stated.");
}

TEST_CASE("where only real use counts, the most allowed does not stand in for it") {
    const Exposure stated =
        shipped().total({shipped().as_needed("oxycodone", 40, 15)}, Counting::really_used);
    CHECK(mme(stated.total) == doctest::Approx(22.5).epsilon(1e-12));
    const Exposure unknown =
        shipped().total({shipped().as_needed("oxycodone", 40, std::nullopt)}, Counting::really_used);
    CHECK_FALSE(unknown.total);
    CHECK(unknown.lines[0].reason == "How much is really used is not stated.");
    CHECK_FALSE(unknown.lines[0].known_unconvertible);
    CHECK(mme(shipped().total({shipped().scheduled("oxycodone", 10, 2)}, Counting::really_used).total) ==
          doctest::Approx(30).epsilon(1e-12));
}

TEST_CASE("a band holds for the drug's whole day, just below, at and just above its edge") {
    const Result<ExposureTable> banded = read(factors);
    REQUIRE(banded);
    const auto methadone = [&](double a, double b) {
        const std::vector<Regimen> two{shipped().scheduled("methadone", a, 1),
                                       shipped().scheduled("methadone", b, 1)};
        return mme(exposure(two, *banded, Counting::really_used).total);
    };
    CHECK(methadone(10, 9.9) == doctest::Approx(19.9 * 4).epsilon(1e-12));
    CHECK(methadone(10, 10) == doctest::Approx(20 * 8).epsilon(1e-12));
    CHECK(methadone(10, 10.1) == doctest::Approx(20.1 * 8).epsilon(1e-12));
    CHECK(methadone(0, 0) == 0);
    SUBCASE("and is not chosen while a part of the day is unknown") {
        const std::vector<Regimen> two{shipped().scheduled("methadone", 10, 1),
                                       shipped().as_needed("methadone", std::nullopt, std::nullopt)};
        const Exposure result = exposure(two, *banded, Counting::really_used);
        CHECK_FALSE(result.total);
        CHECK_FALSE(result.lines[0].result);
        CHECK_FALSE(result.lines[1].result);
    }
    SUBCASE("and another drug's or another route's dose does not move it") {
        const std::vector<Regimen> two{shipped().scheduled("methadone", 10, 1),
                                       shipped().scheduled("methadone", 15, 1, Route::intravenous)};
        const Exposure result = exposure(two, *banded, Counting::really_used);
        CHECK(mme(result.lines[0].result) == doctest::Approx(40).epsilon(1e-12));
        CHECK_FALSE(result.lines[1].result);
    }
}

TEST_CASE("a set of factors is read with its routes, reasons and cautions") {
    const Result<ExposureTable> table = read(factors);
    REQUIRE(table);
    CHECK(table->id == "banded");
    CHECK(table->title == "Banded");
    CHECK(table->cautions == std::vector<std::string>{"Made up."});
    REQUIRE(table->rows.size() == 4);
    CHECK(table->rows[2].route == Route::sublingual);
    CHECK(table->rows[3].route == Route::buccal);
    CHECK(std::get<NotConvertible>(table->rows[3].rule).why == "Not counted.");
}

TEST_CASE("bands that leave a gap, overlap, start late or end are refused") {
    CHECK(faults(with(factors, "below: 20 mg/day", "below: 19.9 mg/day")) == Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, "below: 20 mg/day", "below: 20.1 mg/day")) == Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, "below: 20 mg/day", "below: 20.0 mg/day")).empty());
    CHECK(faults(with(factors, "{from: 0 mg/day,", "{from: 1 mg/day,")) == Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, "{from: 20 mg/day,", "{from: 20 mg/day, below: 60 mg/day,")) ==
          Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, "{from: 20 mg/day,", "{from: 20 mg/day, below: 20 mg/day,")) ==
          Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, " below: 20 mg/day,", "")) == Ids{"bands-do-not-meet"});
    CHECK(faults(with(factors, "below: 20 mg/day", "below: 0 mg/day")) == Ids{"bands-do-not-meet"});
    const std::size_t first = factors.find("      - {from: 0 mcg/h"),
                      end = factors.find("  - drug: buprenorphine");
    CHECK(faults(factors.substr(0, first) + "      []\n" + factors.substr(end)) == Ids{"bands-do-not-meet"});
}

TEST_CASE("a factor is in the unit of its route, verified and more than nothing") {
    const std::string patch = "factor: 2.4 (MME/day)/(mcg/h)";
    CHECK(faults(with(factors, patch, "factor: 7.2 MME/mg")) == Ids{"unit"});
    CHECK(faults(with(factors, patch, "factor: 7.2 MME/patch")) == Ids{"unit"});
    CHECK(faults(with(factors, patch, "factor: 7.2 MME/day")) == Ids{"unit"});
    CHECK(faults(with(factors, patch, "factor: 2.4")) == Ids{"quantity-form"});
    CHECK(faults(with(factors, "factor: 8 MME/mg", "factor: 8 (MME/day)/(mcg/h)")) == Ids{"unit"});
    CHECK(faults(with(factors, "factor: 8 MME/mg", "factor: 0 MME/mg")) == Ids{"not-positive"});
    CHECK(faults(with(factors, "factor: 8 MME/mg, source: stepdown, at: all, evidence: derived",
                      "factor: 8 MME/mg, source: stepdown, at: all, evidence: unverified")) ==
          Ids{"unverified-factor"});
    CHECK(faults(with(factors, "factor: 8 MME/mg, source: stepdown,", "factor: 8 MME/mg,")) ==
          Ids{"missing-key"});
    CHECK(faults(with(factors, "routes: [transdermal]", "routes: [transdermal, buccal]")) == Ids{"row-rule"});
}

TEST_CASE("a row names a known drug and known routes, once, and says one thing") {
    const Result<ExposureTable> unknown = read(with(factors, "drug: methadone", "drug: methadon"));
    REQUIRE_FALSE(unknown);
    REQUIRE(ids_of(unknown.problems()) == Ids{"unknown-drug"});
    CHECK(unknown.problems()[0].instead == "write methadone");
    CHECK(unknown.problems()[0].place == Place{"banded.yaml", 10, 11});
    CHECK(faults(with(factors, "[sublingual, buccal]", "[sublingual, sublingual]")) == Ids{"duplicate-row"});
    CHECK(faults(with(factors, "[sublingual, buccal]", "[sublingual, mouth]")) == Ids{"unknown-word"});
    CHECK(faults(with(factors, "[sublingual, buccal]", "sublingual")) == Ids{"not-a-list"});
    CHECK(faults(with(
              factors,
              "    not_convertible: {because: Not counted., source: stepdown, at: all, evidence: derived}\n",
              "")) == Ids{"row-rule"});
    CHECK(faults(factors + "    bands: []\n") == Ids{"row-rule"});
    CHECK(faults(with(factors, "because: Not counted., ", "")) == Ids{"missing-key"});
    CHECK(faults(with(factors, "title: Banded\n", "")) == Ids{"missing-key"});
    CHECK(faults(factors + "    weight: 1\n") == Ids{"unknown-key"});
}
