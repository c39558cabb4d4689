#include "conversions/methadone.hpp"

#include <array>
#include <doctest/doctest.h>
#include <set>
#include <type_traits>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

// What must not compile: exposure as the dose to convert, a start as the dose to convert, an MME factor as a
// share.
template <class Dose>
concept can_ask_a_method = requires(const MethadoneMethod& method, Dose dose) {
    methadone_by(method, dose);
};
template <class Dose>
concept can_ask_for_a_start = requires(const MethadoneGuide& guide, Dose dose) {
    methadone_start(guide, dose);
};
static_assert(can_ask_a_method<DoseRate> && can_ask_for_a_start<DoseRate>);
static_assert(!can_ask_a_method<MmeRate> && !can_ask_for_a_start<MmeRate>);
static_assert(!can_ask_a_method<FirstDose> && !can_ask_for_a_start<FirstDose>);
static_assert(!can_ask_a_method<MethadoneStart> && !can_ask_a_method<MethadoneFigure>);
static_assert(!std::is_convertible_v<FirstDose, DoseRate> && !std::is_convertible_v<DoseRate, FirstDose>);
static_assert(!std::is_convertible_v<Sourced<MmePerMass>, Sourced<Fraction>>);

using Ids = std::vector<std::string>;

const MethadoneGuide& guide() {
    return shipped_library().methadone;
}
const MethadoneMethod& method(const std::string& id) {
    for (const auto* list : {&guide().methods, &guide().by_injection}) {
        for (const MethadoneMethod& one : *list) {
            if (one.id == id) return one;
        }
    }
    FAIL("no method " << id);
    return guide().methods.front();
}
double mg(const FirstDose& dose) {
    return in(dose.amount, unit::mg_per_day);
}
std::optional<MethadoneFigure> figure(const std::string& id, double morphine) {
    return methadone_by(method(id), unit::mg_per_day(morphine));
}
/// The figure of a method that gives one.
double by(const std::string& id, double morphine) {
    const auto found = figure(id, morphine);
    REQUIRE(found);
    REQUIRE(found->range.least);
    CHECK(mg(*found->range.least) == doctest::Approx(mg(found->range.most)).epsilon(1e-12));
    return mg(found->range.most);
}
struct Range {
    double least, most;
};
Range range(const std::string& id, double morphine) {
    const auto found = figure(id, morphine);
    REQUIRE(found);
    REQUIRE(found->range.least);
    return {mg(*found->range.least), mg(found->range.most)};
}
std::optional<MethadoneStart> start(double morphine, MethadoneCap cap = MethadoneCap::usual) {
    return methadone_start(guide(), unit::mg_per_day(morphine), cap);
}
auto exactly(double value) {
    return doctest::Approx(value).epsilon(1e-12);
}

}  // namespace

TEST_CASE("a start of methadone is never above the label's low end, the AAHPM ratio or a cap") {
    // The deadliest mistakes first: an MME factor (240 / 4.7 is 51 mg), a flat 30:20 table (160 mg), a cap
    // left out.
    REQUIRE(start(240));
    CHECK(mg(start(240)->dose) == exactly(24));
    REQUIRE(start(1200));
    CHECK(mg(start(1200)->dose) == exactly(30));
    CHECK_FALSE(start(1200.1));
}

TEST_CASE("the start at each edge, worked out by hand") {
    // Label low end: 20 % below 100, 10 % below 300, 8 % below 600, 5 % below 1000. AAHPM: 2:1 below 30, then
    // 4:1, 8:1 from 100, 12:1 from 300, 15:1 from 500, 20:1 from 1000 to 1200. At 100 mg the label falls to
    // 10 mg, at 300 mg to 24 mg: no smaller dose of morphine may start higher than that.
    struct Expected {
        double morphine, dose;
        std::string decided_by;
        std::optional<double> edge;
    };
    const std::vector<Expected> all{{0.1, 0.02, "methadone-label", {}},
                                    {15, 3, "methadone-label", {}},
                                    {29.9, 5.98, "methadone-label", {}},
                                    {30, 6, "methadone-label", {}},
                                    {31, 6.2, "methadone-label", {}},
                                    {37.4, 7.48, "methadone-label", {}},
                                    {37.6, 7.5, "low-dose-cap", {}},
                                    {45, 7.5, "low-dose-cap", {}},
                                    {59.9, 7.5, "low-dose-cap", {}},
                                    {60, 10, "methadone-label", 100},
                                    {60.1, 10, "methadone-label", 100},
                                    {90, 10, "methadone-label", 100},
                                    {99.9, 10, "methadone-label", 100},
                                    {100, 10, "methadone-label", {}},
                                    {100.1, 10.01, "methadone-label", {}},
                                    {120, 12, "methadone-label", {}},
                                    {180, 18, "methadone-label", {}},
                                    {299, 24, "methadone-label", 300},
                                    {299.9, 24, "methadone-label", 300},
                                    {300, 24, "methadone-label", {}},
                                    {300.1, 24.008, "methadone-label", {}},
                                    {374, 29.92, "methadone-label", {}},
                                    {376, 30, "methadone-label", 600},
                                    {499, 30, "methadone-label", 600},
                                    {500, 30, "methadone-label", 600},
                                    {599, 30, "methadone-label", 600},
                                    {599.9, 30, "methadone-label", 600},
                                    {600, 30, "methadone-label", {}},
                                    {600.1, 30, "cap", {}},
                                    {999, 30, "cap", {}},
                                    {1000, 30, "cap", {}},
                                    {1000.1, 30, "cap", {}},
                                    {1200, 30, "cap", {}}};
    for (const Expected& one : all) {
        CAPTURE(one.morphine);
        const auto found = start(one.morphine);
        REQUIRE(found);
        CHECK(mg(found->dose) == exactly(one.dose));
        CHECK(found->decided_by == one.decided_by);
        REQUIRE(found->from_edge.has_value() == one.edge.has_value());
        if (one.edge) CHECK(in(*found->from_edge, unit::mg_per_day) == exactly(*one.edge));
    }
}

TEST_CASE("an override lifts the cap to 40 mg and nothing else") {
    const auto overridden = [](double morphine) {
        const auto found = start(morphine, MethadoneCap::with_override);
        REQUIRE(found);
        return mg(found->dose);
    };
    CHECK(overridden(45) == exactly(7.5));
    CHECK(overridden(60) == exactly(10));
    CHECK(overridden(300) == exactly(24));
    CHECK(overridden(500) == exactly(30));  // the label's 5 % at 600 mg
    CHECK(overridden(700) == exactly(35));
    CHECK(overridden(799) == exactly(39.95));
    CHECK(overridden(801) == exactly(40));
    CHECK(overridden(1200) == exactly(40));
    CHECK(start(900, MethadoneCap::with_override)->decided_by == "cap-with-override");
    CHECK_FALSE(start(1200.1, MethadoneCap::with_override));
}

TEST_CASE("there is no start where no table reaches, and none for no morphine") {
    CHECK_FALSE(start(0));
    CHECK_FALSE(start(1200.1));
    CHECK_FALSE(start(2000));
    CHECK_FALSE(start(1e9));
}

TEST_CASE("the same patient by each method, as worked out beside the sources") {
    // Oral morphine a day; Ripamonti as usually rounded, Ayonrinde, AAHPM, label range, one dose of
    // Morley-Makin.
    struct Vector {
        double morphine, ripamonti, ayonrinde, aahpm, label_least, label_most, tenth;
    };
    const std::vector<Vector> all{{45, 11.25, 15, 11.25, 9, 13.5, 4.5}, {60, 15, 20, 15, 12, 18, 6},
                                  {90, 11.25, 30, 22.5, 18, 27, 9},     {120, 15, 24, 15, 12, 24, 12},
                                  {180, 22.5, 36, 22.5, 18, 36, 18},    {240, 30, 48, 30, 24, 48, 24},
                                  {300, 37.5, 60, 25, 24, 36, 30},      {600, 50, 60, 40, 30, 60, 30}};
    for (const Vector& one : all) {
        CAPTURE(one.morphine);
        CHECK(by("ripamonti-1998", one.morphine) == exactly(one.ripamonti));
        CHECK(by("ayonrinde-2000", one.morphine) == exactly(one.ayonrinde));
        CHECK(by("aahpm-2010", one.morphine) == exactly(one.aahpm));
        CHECK(range("methadone-label", one.morphine).least == exactly(one.label_least));
        CHECK(range("methadone-label", one.morphine).most == exactly(one.label_most));
        CHECK(by("morley-makin", one.morphine) == exactly(one.tenth));
    }
    CHECK(by("ripamonti-1998", 1200) == exactly(100));
    CHECK(by("ayonrinde-2000", 1200) == exactly(60));
    CHECK(by("aahpm-2010", 1200) == exactly(60));
    CHECK(by("morley-makin", 1200) == exactly(30));
    CHECK_FALSE(figure("methadone-label", 1200)->range.least);
    CHECK(mg(figure("methadone-label", 1200)->range.most) == exactly(60));
    CHECK(figure("methadone-label", 1200)->band->published == "less than 5 %");
    CHECK(by("chart-5y1", 200) == exactly(25));  // the chart's own example, 8:1
}

TEST_CASE("at a shared edge or in a hole between two printed bands the smaller answer is given") {
    CHECK(by("aahpm-2010", 29.9) == exactly(14.95));
    CHECK(by("aahpm-2010", 30) == exactly(7.5));
    CHECK(by("aahpm-2010", 30.5) == exactly(7.625));
    CHECK(by("aahpm-2010", 99) == exactly(24.75));
    CHECK(by("aahpm-2010", 99.9) == exactly(99.9 / 8));
    CHECK(by("aahpm-2010", 100) == exactly(12.5));
    CHECK(by("aahpm-2010", 299.5) == exactly(299.5 / 12));
    CHECK(by("aahpm-2010", 499.5) == exactly(33.3));
    CHECK(by("aahpm-2010", 999.5) == exactly(49.975));
    CHECK_FALSE(figure("aahpm-2010", 1200.1));
    CHECK(by("msd-2023", 1200.1) == exactly(60.005));
    CHECK(by("ayonrinde-2000", 99.9) == exactly(33.3));
    CHECK(by("ayonrinde-2000", 100) == exactly(20));
    CHECK(by("ayonrinde-2000", 100.5) == exactly(20.1));
    CHECK(by("ayonrinde-2000", 300) == exactly(60));
    CHECK(by("ayonrinde-2000", 300.5) == exactly(30.05));
    CHECK(by("ayonrinde-2000", 601) == exactly(601.0 / 12));
    CHECK(by("ayonrinde-2000", 800.5) == exactly(800.5 / 15));
    CHECK(by("ayonrinde-2000", 1000.5) == exactly(50.025));
    CHECK(by("ripamonti-1998", 89.9) == exactly(22.475));
    CHECK(by("ripamonti-1998", 90) == exactly(11.25));
    CHECK(by("ripamonti-other", 90) == exactly(15));
    CHECK(by("ripamonti-other", 300) == exactly(37.5));
    CHECK(by("mercadante", 90) == exactly(11.25));
    CHECK(by("mercadante", 300) == exactly(37.5));
    CHECK(by("mercadante", 301) == exactly(301.0 / 12));
    CHECK(by("chart-5y1", 300) == exactly(25));
    CHECK(by("chart-5y1", 500) == exactly(500.0 / 12));
    CHECK(by("chart-5y1", 501) == exactly(25.05));
    for (const std::string id : {"ripamonti-other", "mercadante", "chart-5y1"}) CHECK_FALSE(figure(id, 29.9));
    CHECK(range("methadone-label", 99.9).least == exactly(19.98));
    CHECK(range("methadone-label", 100).least == exactly(10));
    CHECK(range("methadone-label", 600).most == exactly(60));
    CHECK(range("methadone-label", 999.9).least == exactly(49.995));
    CHECK_FALSE(figure("methadone-label", 1000)->range.least);
}

TEST_CASE("exactly 1000 mg is defined, though the Stanford page leaves it out") {
    CHECK(by("stanford", 999.9) == exactly(66.66));
    CHECK(by("stanford", 1000) == exactly(50));
    CHECK(by("stanford", 1000.1) == exactly(50.005));
}

TEST_CASE("every dose from the first band to the end of the last is in exactly one band") {
    for (const auto* list : {&guide().methods, &guide().by_injection}) {
        for (const MethadoneMethod& one : *list) {
            CAPTURE(one.id);
            const double first = in(one.bands.front().from, unit::mg_per_day);
            for (int tenths = 1; tenths <= 20000; ++tenths) {
                const DoseRate dose = unit::mg_per_day(tenths / 10.0);
                // A band that includes its end leaves that end out of the band after it.
                int holding = 0;
                for (std::size_t i = 0; i < one.bands.size(); ++i) {
                    const MethadoneBand& band = one.bands[i];
                    const bool is_after_open_start = i > 0 && one.bands[i - 1].includes_end;
                    const bool begun =
                        is_after_open_start ? exceeds(dose, band.from) : reaches(dose, band.from);
                    const bool over = band.below && (band.includes_end ? exceeds(dose, *band.below)
                                                                       : reaches(dose, *band.below));
                    holding += begun && !over ? 1 : 0;
                }
                const bool is_past_all = one.bands.back().below && exceeds(dose, *one.bands.back().below);
                const bool is_outside = tenths / 10.0 < first || is_past_all;
                if (holding != (is_outside ? 0 : 1)) FAIL("bands at " << tenths / 10.0 << ": " << holding);
                if (methadone_by(one, dose).has_value() == is_outside) FAIL("figure at " << tenths / 10.0);
            }
        }
    }
}

TEST_CASE("the formula computed in radians, and other methods nobody has verified, are not here") {
    Ids ids, injected, setting;
    for (const MethadoneMethod& one : guide().methods) {
        ids.push_back(one.id);
        if (one.sets_start) setting.push_back(one.id);
    }
    for (const MethadoneMethod& one : guide().by_injection) injected.push_back(one.id);
    CHECK(ids == Ids{"aahpm-2010", "ayonrinde-2000", "benitez-rosario-2009", "chart-5y1", "mercadante",
                     "methadone-label", "morley-makin", "msd-2023", "ripamonti-1998", "ripamonti-other",
                     "stanford"});
    CHECK(injected == Ids{"methadone-label-injection", "methadone-label-parenteral"});
    CHECK(setting == Ids{"aahpm-2010", "methadone-label"});
    CHECK(mg(start(320)->dose) == exactly(25.6));  // public code gave 61.2 mg here
}

TEST_CASE("a second reduction is shown where its source makes one, and is in no start") {
    const auto msd = figure("msd-2023", 120);
    REQUIRE(msd);
    CHECK(mg(msd->range.most) == exactly(15));
    REQUIRE(msd->cut_further);
    CHECK(mg(*msd->cut_further->least) == exactly(1.5));  // 90 % off
    CHECK(mg(msd->cut_further->most) == exactly(3.75));   // 75 % off
    const auto ayonrinde = figure("ayonrinde-2000", 120);
    CHECK(mg(*ayonrinde->cut_further->least) == exactly(12));
    CHECK(mg(ayonrinde->cut_further->most) == exactly(18));
    CHECK_FALSE(figure("aahpm-2010", 120)->cut_further);
    CHECK(mg(start(120)->dose) == exactly(12));
    for (const MethadoneMethod& one : guide().methods) CHECK_FALSE((one.sets_start && one.further_cut));
}

TEST_CASE("a tenth of the morphine dose is the size of one dose, at most 30 mg") {
    CHECK(method("morley-makin").figure_of == MethadoneFigureOf::single_dose);
    CHECK(by("morley-makin", 299) == exactly(29.9));
    CHECK(by("morley-makin", 301) == exactly(30));
    for (const MethadoneMethod& one : guide().methods)
        CHECK((one.figure_of == MethadoneFigureOf::single_dose) == (one.id == "morley-makin"));
}

TEST_CASE("methods by injection stand apart from those by mouth") {
    CHECK(range("methadone-label-injection", 90).least == exactly(9));
    CHECK(range("methadone-label-injection", 90).most == exactly(13.5));
    CHECK(range("methadone-label-injection", 100).least == exactly(5));
    CHECK(range("methadone-label-injection", 600).least == exactly(18));
    CHECK_FALSE(figure("methadone-label-injection", 1000)->range.least);
    CHECK_FALSE(figure("methadone-label-parenteral", 9.9));
    CHECK(range("methadone-label-parenteral", 10).least == exactly(4));
    CHECK(range("methadone-label-parenteral", 30).least == exactly(8.1));
    CHECK(range("methadone-label-parenteral", 50).most == exactly(25));
    CHECK(range("methadone-label-parenteral", 500).most == exactly(100));
    CHECK_FALSE(figure("methadone-label-parenteral", 500.1));
    for (const MethadoneMethod& one : guide().by_injection) {
        CHECK(one.to_route == Route::intravenous);
        CHECK_FALSE(one.sets_start);
    }
    for (const MethadoneMethod& one : guide().methods) {
        CHECK(one.from_route == Route::oral);
        CHECK(one.to_route == Route::oral);
    }
}

TEST_CASE("every share and cap may compute a dose, and every method says how well it is known") {
    for (const auto* list : {&guide().methods, &guide().by_injection}) {
        for (const MethadoneMethod& one : *list) {
            CAPTURE(one.id);
            CHECK(one.cautions.size() == one.caution_citations.size());
            CHECK_FALSE(one.cautions.empty());
            for (const MethadoneBand& band : one.bands) {
                CHECK(band.most.for_dosing());
                CHECK((!band.least || band.least->for_dosing()));
                CHECK_FALSE(band.published.empty());
            }
        }
    }
    CHECK(method("methadone-label").bands.front().most.evidence() == Evidence::secondary);
    CHECK(method("stanford").bands.front().most.evidence() == Evidence::verified);
    CHECK(method("aahpm-2010").bands[2].published == "8:1");
    CHECK(method("methadone-label").bands[1].published == "10 % to 20 %");
    const MethadoneCaps& caps = guide().caps;
    CHECK(mg(*caps.most.for_dosing()) == 30);
    CHECK(mg(*caps.most_with_override.for_dosing()) == 40);
    CHECK(mg(*caps.low_dose_most.for_dosing()) == 7.5);
    CHECK(in(*caps.low_dose_below.for_dosing(), unit::mg_per_day) == 60);
    CHECK(in(*caps.increment.for_dosing(), unit::mg_per_day) == 2.5);
    CHECK(caps.most.evidence() == Evidence::verified);
}

// ---- the reader

namespace {

const std::string good = R"(stepdown: methadone/1
id: made-up
title: Made up
source: stepdown
at: all
evidence: derived
sets_start: yes
limit: {value: 25 mg/day, source: stepdown, at: limit, evidence: derived}
further_cut: {title: Once more, least: 50 %, most: 75 %, source: stepdown, at: cut, evidence: derived}
cautions:
  - {text: Made up., source: stepdown, at: all, evidence: derived}
bands:
  - {from: 10 mg/day, through: 50 mg/day, morphine_per_methadone: 4 mg/mg, source: stepdown, at: a, evidence: derived}
  - {from: 50 mg/day, below: 90 mg/day, least: 10 %, most: 20 %, source: stepdown, at: b, evidence: derived}
  - {from: 90 mg/day, less_than: 5 %, source: stepdown, at: c, evidence: derived}
)";
const std::string good_caps = R"(stepdown: methadone-caps/1
id: caps
most: {value: 30 mg/day, source: stepdown, at: a, evidence: derived}
most_with_override: {value: 40 mg/day, source: stepdown, at: b, evidence: derived}
low_dose_below: {value: 60 mg/day, source: stepdown, at: c, evidence: derived}
low_dose_most: {value: 7.5 mg/day, source: stepdown, at: d, evidence: derived}
increment: {value: 2.5 mg/day, source: stepdown, at: e, evidence: derived}
cautions: []
)";

Result<MethadoneMethod> read(const std::string& text) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    return read_methadone_method(data_file(text, "made-up.yaml"), citer);
}
Result<MethadoneCaps> read_caps(const std::string& text) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    return read_methadone_caps(data_file(text, "caps.yaml"), citer);
}
/// "unit:13 share:14": the ids of problems with their lines.
template <class T>
std::string faults_of(const Result<T>& read) {
    std::string found;
    if (read) return found;
    for (const Problem& problem : read.problems())
        found += (found.empty() ? "" : " ") + problem.id + ":" + std::to_string(problem.place.line);
    return found;
}
std::string faults(const std::string& old, const std::string& replacement) {
    return faults_of(read(with(good, old, replacement)));
}
std::string cap_faults(const std::string& old, const std::string& replacement) {
    return faults_of(read_caps(with(good_caps, old, replacement)));
}

}  // namespace

TEST_CASE("a method is read with its bands, limit, second cut and cautions") {
    const auto made = read(good);
    REQUIRE(made);
    REQUIRE(made->bands.size() == 3);
    CHECK(made->sets_start);
    CHECK(mg(made->limit->for_caution()) == 25);
    CHECK(made->further_cut->title == "Once more");
    CHECK(made->cautions == Ids{"Made up."});
    const auto at = [&](double morphine) { return methadone_by(*made, unit::mg_per_day(morphine)); };
    CHECK_FALSE(at(9.9));
    CHECK(mg(at(10)->range.most) == exactly(2.5));
    CHECK(at(50)->band == &made->bands[0]);
    CHECK(mg(at(50.1)->range.most) == exactly(10.02));
    CHECK(mg(*at(50.1)->range.least) == exactly(5.01));
    CHECK_FALSE(at(90)->range.least);
    CHECK_FALSE(at(90)->cut_further->least);
    CHECK(mg(at(900)->range.most) == exactly(25));  // its own limit
    CHECK_FALSE(at(0));
}

TEST_CASE("a fault in a method is told with its line") {
    CHECK(faults("from: 50 mg/day, below", "from: 51 mg/day, below") == "bands-do-not-meet:13");
    CHECK(faults("from: 50 mg/day, below", "from: 49 mg/day, below") == "bands-do-not-meet:13");
    CHECK(faults("below: 90 mg/day, ", "") == "bands-do-not-meet:13");
    CHECK(faults("from: 10 mg/day, through", "from: 60 mg/day, through") == "bands-do-not-meet:13");
    CHECK(faults("at: a, evidence: derived", "at: a, evidence: unverified") == "unverified-share:13");
    CHECK(faults("at: limit, evidence: derived", "at: limit, evidence: unverified") == "unverified-share:8");
    CHECK(faults("at: cut, evidence: derived", "at: cut, evidence: unverified") == "unverified-share:9");
    CHECK(faults("4 mg/mg", "4 mg") == "unit:13");
    CHECK(faults("4 mg/mg", "0.25 mg/mg") == "band-share:13");  // upside down
    CHECK(faults("less_than: 5 %", "less_than: 0 %") == "share:15");
    CHECK(faults("less_than: 5 %", "less_than: 101 %") == "share:15");
    CHECK(faults("least: 10 %, most: 20 %", "least: 20 %, most: 10 %") == "band-share:14");
    CHECK(faults("least: 10 %, most: 20 %", "least: 10 %") == "band-share:14");
    CHECK(faults("less_than: 5 %", "less_than: 5 %, morphine_per_methadone: 20 mg/mg") == "band-share:15");
    CHECK(faults("below: 90 mg/day", "below: 90 mg/day, through: 90 mg/day") == "band-end:14");
    CHECK(faults("least: 50 %, most: 75 %", "least: 75 %, most: 50 %") == "band-share:9");
    CHECK(faults("source: stepdown, at: b", "source: stepdwn, at: b") == "unknown-source:14");
    CHECK(faults("sets_start: yes", "sets_start: yes\nfigure_of: single-dose") == "sets-start:7");
    CHECK(faults("sets_start: yes", "sets_start: yes\nto_route: intravenous") == "sets-start:7");
    CHECK(faults("sets_start: yes", "sets_start: yes\nfigure_of: week") == "unknown-word:8");
    CHECK(faults("sets_start: yes", "sets_starts: yes") == "unknown-key:7");
    CHECK(faults("from: 10 mg/day", "from: 10 MME/day") == "unit:13");
}

TEST_CASE("a fault in the caps is told with its line") {
    REQUIRE(read_caps(good_caps));
    CHECK(cap_faults("value: 30 mg/day, ", "") == "missing-key:3");
    CHECK(cap_faults("value: 30 mg/day", "value: 0 mg/day") == "not-positive:3");
    CHECK(cap_faults("at: a, evidence: derived", "at: a, evidence: unverified") == "unverified-cap:3");
    CHECK(cap_faults("value: 30 mg/day", "value: 41 mg/day") == "cap-order:1");
    CHECK(cap_faults("value: 7.5 mg/day", "value: 31 mg/day") == "cap-order:1");
    CHECK(cap_faults("value: 2.5 mg/day", "value: 2.5 MME/day") == "unit:7");
}

TEST_CASE("a guide without a method that sets the start is none") {
    MethadoneMethod shown = *read(good);
    shown.sets_start = false;
    const auto made = make_methadone_guide({shown}, guide().caps);
    REQUIRE_FALSE(made);
    CHECK(ids_of(made.problems()) == Ids{"methadone-start-missing"});
}
