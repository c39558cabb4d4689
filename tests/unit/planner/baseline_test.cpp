#include "planner/baseline.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    return shipped_library().formulary;
}

Result<BaselineOpioid> baseline(const std::string& regimen, const std::string& preferences = "") {
    const std::string more = preferences.empty() ? "" : "preferences: {" + preferences + "}\n";
    const Case one = good_case(case_text(regimen, more));
    return baseline_of(one.opioids.front(), one.preferences, shipped_library());
}

BaselineOpioid good(const std::string& regimen, const std::string& preferences = "") {
    Result<BaselineOpioid> read = baseline(regimen, preferences);
    if (!read) FAIL(regimen << ": " << read.problems().front().message);
    return *std::move(read);
}

std::string problem_of(const std::string& regimen, const std::string& preferences = "") {
    const Result<BaselineOpioid> read = baseline(regimen, preferences);
    if (read) return "none";
    REQUIRE(read.problems().size() == 1);
    CHECK(read.problems().front().place == Place{"case.yaml", 4, 5});
    return read.problems().front().id;
}

/// The doses of a day in the units they are made of: "60 = 1 x 60 mg" from the product line.
std::string units_of(const BaselineOpioid& opioid) {
    std::string all;
    for (const PlannedDose& dose : opioid.taking.doses) {
        all += all.empty() ? "" : ", ";
        std::string parts;
        for (const UnitCount& unit : dose.units) {
            const ProductLine& line = formulary()[unit.product];
            const int whole = unit.thousandths / 1000, rest = unit.thousandths % 1000;
            parts += (parts.empty() ? "" : " + ") + std::to_string(whole) +
                     (rest == 0 ? "" : "." + std::to_string(rest / 100)) + " x " +
                     show_strength(line.strengths[unit.strength].value);
        }
        all += parts;
    }
    return all;
}

std::string line_of(const BaselineOpioid& opioid) {
    return formulary()[opioid.stock.line].id;
}

/// The strengths in milligrams that a plan may hand out.
std::vector<double> stock_of(const BaselineOpioid& opioid) {
    std::vector<double> all;
    for (const StockPiece& piece : opioid.stock.pieces)
        all.push_back(static_cast<double>(piece.piece.micrograms) / 1000);
    std::sort(all.begin(), all.end());
    return all;
}
using Strengths = std::vector<double>;

}  // namespace

TEST_CASE("a dose is taken in the fewest units that exist") {
    CHECK(units_of(good("morphine ER 90 mg q8h")) ==
          "1 x 60 mg + 1 x 30 mg, 1 x 60 mg + 1 x 30 mg, 1 x 60 mg + 1 x 30 mg");
    CHECK(units_of(good("morphine ER 30 mg morning, 15 mg afternoon, 30 mg bedtime")) ==
          "1 x 30 mg, 1 x 15 mg, 1 x 30 mg");
    CHECK(units_of(good("oxycodone ER 80 mg q12h")) == "1 x 80 mg, 1 x 80 mg");
    CHECK(units_of(good("oxycodone 5 mg q12h")) == "1 x 5 mg, 1 x 5 mg");
}

TEST_CASE("the strength that is written is the strength that is taken") {
    CHECK(units_of(good("morphine ER 15 mg 2 tablets q12h")) == "2 x 15 mg, 2 x 15 mg");
    CHECK(units_of(good("morphine ER 30 mg q12h")) == "1 x 30 mg, 1 x 30 mg");
}

TEST_CASE("a plan holds the strengths that are offered, and those for tolerant people only for these") {
    // 60 mg of morphine a day is the line of tolerance: just below, at and just above.
    const Strengths usual{15, 30, 60}, all{15, 30, 60, 100, 200};
    CHECK(stock_of(good("morphine ER 15 mg q8h")) == usual);
    CHECK(stock_of(good("morphine ER 30 mg q12h")) == all);
    CHECK(stock_of(good("morphine ER 30 mg q8h")) == all);
    CHECK(stock_of(good("oxycodone ER 10 mg q12h")) == Strengths{10, 15, 20, 30, 40});
    CHECK(stock_of(good("oxycodone ER 15 mg q12h")) == Strengths{10, 15, 20, 30, 40, 60, 80});
}

TEST_CASE("halves are planned only of immediate-release tablets that the case says are scored") {
    CHECK(stock_of(good("morphine 15 mg q6h")) == Strengths{15, 30});
    CHECK(stock_of(good("morphine 15 mg q6h", "tablets_scored: yes")) == Strengths{7.5, 15, 15, 30});
    CHECK(good("morphine 15 mg q6h", "tablets_scored: yes").stock.smallest == 7'500);
    CHECK(good("morphine 15 mg q6h", "tablets_scored: yes").stock.smallest_whole == 15'000);
    CHECK(good("morphine 15 mg q6h").stock.smallest == 15'000);
    CHECK(stock_of(good("morphine ER 15 mg q12h", "tablets_scored: yes")) == Strengths{15, 30, 60});
    CHECK(problem_of("morphine 7.5 mg q6h") == "dose-not-dispensable");
    CHECK(units_of(good("morphine 7.5 mg q12h", "tablets_scored: yes")) == "0.5 x 15 mg, 0.5 x 15 mg");
    CHECK(stock_of(good("oxymorphone 5 mg q6h", "tablets_scored: yes")) ==
          Strengths{5, 10});  // no label basis for halves
}

TEST_CASE("a dose that no units make up is told, with the strengths there are") {
    CHECK(problem_of("morphine ER 50 mg q12h") == "none");  // capsules of 50 mg exist
    CHECK(problem_of("morphine ER 25 mg q8h") == "dose-not-dispensable");
    CHECK(problem_of("oxycodone ER 5 mg q12h") == "dose-not-dispensable");
    CHECK(problem_of("oxymorphone 7 mg q6h") == "dose-not-dispensable");
    const Result<BaselineOpioid> read = baseline("oxymorphone 7 mg q6h");
    REQUIRE_FALSE(read);
    CHECK(read.problems().front().instead.find("5 mg, 10 mg") != std::string::npos);
}

TEST_CASE("a combination names what else is in it") {
    CHECK(problem_of("hydrocodone 10 mg q6h") == "combination-not-said");
    const BaselineOpioid one = good("hydrocodone/acetaminophen 10/325 mg 1 tablet q6h");
    CHECK(line_of(one) == "hydrocodone_apap_tab");
    // Only strengths with the same 325 mg beside: 2.5, 5, 7.5 and 10 mg; those with 300 mg are others.
    CHECK(stock_of(one) == Strengths{2.5, 5, 7.5, 10});
}

TEST_CASE("a liquid says how strong it is, and is measured no finer than now") {
    const BaselineOpioid one = good("oxycodone 1 mg/mL solution 5 mL q6h");
    CHECK(line_of(one) == "oxycodone_sol");
    CHECK(stock_of(one) == Strengths{1});  // whole milliliters are in use
    CHECK(stock_of(good("oxycodone 1 mg/mL solution 2.5 mL q6h")) == Strengths{0.5});
    CHECK(stock_of(good("oxycodone 1 mg/mL solution 2.4 mL q6h")) == Strengths{0.1});
    CHECK(stock_of(good("morphine 2 mg/mL solution 5 mL q6h")) == Strengths{2});
    CHECK(stock_of(good("morphine 4 mg/mL solution 5 mL q6h")) == Strengths{4});
}

TEST_CASE("the largest dose has as many units as the case or the limits say, or as are taken now") {
    CHECK(good("morphine ER 30 mg q12h").stock.max_pieces == 4);
    CHECK(good("morphine ER 30 mg q12h", "max_tablets_per_dose: 2").stock.max_pieces == 2);
    CHECK(good("morphine ER 15 mg 3 tablets q12h", "max_tablets_per_dose: 2").stock.max_pieces == 3);
    CHECK(good("morphine ER 15 mg 5 tablets q12h").stock.max_pieces == 5);
}

TEST_CASE("stated as-needed use is spread over the day and never exceeds what is stated") {
    const auto use = [](const std::string& regimen) {
        const BaselineOpioid one = good(regimen);
        CHECK(one.was_as_needed);
        return in(per_day(one.taking), unit::mg_per_day);
    };
    CHECK(use("oxycodone 10 mg q6h as needed, uses 1 a day") == doctest::Approx(10));
    CHECK(use("oxycodone 10 mg q6h as needed, uses 3 a day") == doctest::Approx(30));
    CHECK(use("oxycodone 5-10 mg q6h as needed, uses 3 a day") ==
          doctest::Approx(15));  // a range counts at its low end
    CHECK(use("oxycodone 10 mg q6h as needed, uses 2-3 a day") == doctest::Approx(20));
    CHECK(use("oxycodone 5 mg q3h as needed, uses 6 a day") == doctest::Approx(30));
    CHECK(use("oxycodone 5 mg q3h as needed, uses 7 a day") == doctest::Approx(35));
    CHECK(use("oxycodone 5 mg q3h as needed, uses 8 a day") == doctest::Approx(40));  // no hidden cut either
    CHECK_FALSE(good("oxycodone 10 mg q6h").was_as_needed);
}

TEST_CASE("use that is not said, or is no whole number of doses, is not guessed") {
    CHECK(problem_of("oxycodone 10 mg q6h as needed") == "as-needed-use-unknown");
    CHECK(problem_of("oxycodone 10 mg q6h as needed, uses 2.5 a day") == "as-needed-use-not-whole");
    CHECK(problem_of("oxycodone 10 mg q6h as needed, uses 0.5 a day") == "as-needed-use-not-whole");
}

TEST_CASE("the last-unit zone is one smallest unit at each dose of the label interval") {
    const auto zone = [](const std::string& regimen, const std::string& preferences = "") {
        return last_unit_zone(good(regimen, preferences), formulary());
    };
    CHECK(zone("morphine ER 60 mg q8h") == 30'000);       // labeled every 8 to 12 hours: two of 15 mg
    CHECK(zone("oxycodone ER 40 mg q12h") == 20'000);     // two of 10 mg
    CHECK(zone("hydrocodone ER 60 mg daily") == 20'000);  // one of 20 mg
    CHECK(zone("oxycodone 10 mg q6h") == 20'000);         // every 4 to 6 hours: four of 5 mg
    CHECK(zone("oxycodone 10 mg q6h", "tablets_scored: yes") == 10'000);  // four halves of 5 mg
}

TEST_CASE("only the wished products are used, and none that is to be avoided") {
    CHECK(line_of(good("morphine ER 30 mg q12h")) == "morphine_er_tab12");
    CHECK(line_of(good("morphine ER 30 mg q12h", "avoid_products: [morphine_er_tab12]")) ==
          "morphine_er_cap_kadian");
    CHECK(line_of(good("morphine ER 30 mg q12h", "products: [morphine_er_cap_kadian]")) ==
          "morphine_er_cap_kadian");
    CHECK(problem_of("morphine ER 30 mg q12h", "products: [oxycodone_sol]") == "no-wished-product");
}

TEST_CASE("the line that fits the interval is taken first, and brand names leave no choice") {
    CHECK(line_of(good("morphine ER 60 mg q8h")) == "morphine_er_tab12");
    CHECK(line_of(good("morphine ER 60 mg daily")) == "morphine_er_cap_kadian");
    CHECK(line_of(good("MS Contin 60 mg q12h")) == "morphine_er_tab12");
    CHECK(line_of(good("Kadian 60 mg q12h")) == "morphine_er_cap_kadian");
    CHECK(good("MS Contin 60 mg q12h").also_meant.empty());
}

TEST_CASE("no more units at once, and no more doses a day, than can be meant: at and just above") {
    CHECK(problem_of("morphine ER 15 mg 20 tablets q12h") == "none");
    CHECK(problem_of("morphine ER 15 mg 21 tablets q12h") == "dose-not-dispensable");
    CHECK(problem_of("oxycodone 1 mg/mL solution 20 mL q6h") == "none");
    CHECK(problem_of("oxycodone 1 mg/mL solution 21 mL q6h") == "dose-not-dispensable");
    CHECK(problem_of("oxycodone 5 mg q4h") == "none");            // 6 a day
    CHECK(problem_of("oxycodone 5 mg q3h") == "too-many-doses");  // 8 a day
}

TEST_CASE("the times of the case are kept") {
    const BaselineOpioid usual = good("morphine ER 30 mg q12h");
    CHECK(usual.usual_times);
    const BaselineOpioid own = good("morphine ER 30 mg morning, 30 mg bedtime");
    CHECK_FALSE(own.usual_times);
    REQUIRE(own.times.size() == 2);
    CHECK(own.times[0].at == TimeOfDay::morning);
    CHECK(own.times[1].at == TimeOfDay::bedtime);
}
