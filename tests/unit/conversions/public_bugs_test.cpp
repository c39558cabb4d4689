// Mistakes that were found in public MME calculators and code, each kept out by a test of its own.
#include <array>
#include <doctest/doctest.h>

#include "conversions/exposure.hpp"
#include "conversions/regimen_text.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

Result<Regimen> read(const std::string& text) {
    return read_regimen(text, shipped_library().formulary, {"test", 1, 1});
}

Exposure by(const std::string& id, const std::vector<std::string>& texts) {
    std::vector<Regimen> all;
    for (const std::string& text : texts) {
        Result<Regimen> regimen = read(text);
        if (!regimen) FAIL(text << ": " << show_problem(regimen.problems().front(), ""));
        all.push_back(*std::move(regimen));
    }
    const ExposureTable* table = shipped_library().exposure_table(id);
    REQUIRE(table);
    return exposure(all, *table, Counting::most_allowed);
}

double mme(const std::string& id, const std::vector<std::string>& texts) {
    CAPTURE(texts.front());
    const Exposure result = by(id, texts);
    REQUIRE(result.total);
    return in(*result.total, unit::mme_per_day);
}

doctest::Approx exactly(double value) {
    return doctest::Approx(value).epsilon(1e-12);
}

/// "unit-for-route" also where the units that are made tell the slip.
std::string fault(const std::string& text) {
    const Result<Regimen> regimen = read(text);
    if (regimen) return "none";
    const std::string id = regimen.problems().front().id;
    return id == "unit" ? "unit-for-route" : id;
}

}  // namespace

TEST_CASE("public bug: 1000 times off, mcg read as mg") {
    // The smallest amounts that are sold, written in mg by mistake, and the largest.
    for (const std::string text :
         {"fentanyl buccal 100 mg q6h", "Fentora 100 mg q6h", "Actiq 1600 mg q6h prn", "Abstral 100 mg q6h",
          "Subsys 100 mg q4h", "Lazanda 100 mg nasal q4h", "fentanyl nasal spray 400 mg q6h",
          "fentanyl 25 mg IV q1h", "fentanyl 50 mg/h IV", "fentanyl 12 mg/h SC",
          "fentanyl 100-200 mg SC q4h prn", "sufentanil 5 mg IV q1h", "Belbuca 75 mg q12h",
          "Belbuca 900 mg q12h", "buprenorphine buccal film 150 mg daily",
          "fentanyl lozenge 200 mg q6h prn max 4/day"}) {
        CAPTURE(text);
        CHECK(fault(text) == "unit-for-route");
    }
    CHECK(fault("fentanyl patch 25 mg every 72 hours") == "unit-for-route");
    CHECK(fault("Butrans 10 mg weekly") == "unit-for-route");
    // Just below and at one whole milligram.
    CHECK(fault("fentanyl buccal tablet 0.9 mg q6h") == "none");
    CHECK(fault("fentanyl buccal tablet 1 mg q6h") == "unit-for-route");
    CHECK(fault("fentanyl buccal tablet 1000 mcg q6h") == "none");
}

TEST_CASE("public bug: 1000 times off, mg read as mcg") {
    CHECK(fault("fentanyl buccal tablet 0.4 mcg q6h") == "unit-for-route");
    CHECK(fault("Belbuca 0.45 mcg q12h") == "unit-for-route");
    CHECK(fault("fentanyl 0.05 mcg IV q1h") == "unit-for-route");
    CHECK(mme("heal-2025", {"fentanyl buccal tablet 0.4 mg q6h"}) ==
          exactly(mme("heal-2025", {"fentanyl buccal tablet 400 mcg q6h"})));
}

TEST_CASE("a drug that is dosed in milligrams, or a combination, may be written in them") {
    for (const std::string text :
         {"morphine 10 mg IV q4h", "hydromorphone 2 mg/h SC", "meperidine 50 mg IM q4h",
          "buprenorphine 8 mg SL daily", "Bunavail 4.2/0.7 mg buccal daily"}) {
        CAPTURE(text);
        CHECK(fault(text) == "none");
    }
}

TEST_CASE("public bug: 7.2 or 12.6 per patch multiplied with mcg/h as if they were for a day") {
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        const Exposure fentanyl = by(table.id, {"fentanyl patch 50 mcg/h every 72 hours"});
        if (fentanyl.total) CHECK(in(*fentanyl.total, unit::mme_per_day) <= 150);  // 3 by ANZCA; 360 by 7.2
        const Exposure patch = by(table.id, {"Butrans 10 mcg/h weekly"});
        if (patch.total) CHECK(in(*patch.total, unit::mme_per_day) <= 24);  // 126 by 12.6
    }
}

TEST_CASE("public bug: holes and overlaps between methadone bands") {
    // No dose falls between the bands, and none falls into two: 20.5, 40.5 and 60.5 mg have one factor each.
    const std::array<std::pair<const char*, double>, 6> doses{
        {{"20", 80}, {"20.5", 164}, {"40", 320}, {"40.5", 405}, {"60", 600}, {"60.5", 726}}};
    for (const auto& [dose, expected] : doses) {
        const std::string text = "methadone " + std::string(dose) + " mg daily";
        CHECK(mme("cdc-2016", {text}) == exactly(expected));
        CHECK(mme("cms-2017", {text}) == exactly(expected));
    }
    // Over all orders of the day, not order by order: 2 x 15 mg are 30 mg, 240 and not 120.
    CHECK(mme("cms-2017", {"methadone 15 mg daily", "methadone 15 mg at bedtime"}) == exactly(240));
}

TEST_CASE("public bug: a fallback table of another vintage, and vintages mixed in one table") {
    // Hydromorphone 4 belongs with tramadol 0.1 or none, 5 with 0.2: never 5 with 0.1 in a table of the US.
    const auto pair = [](const std::string& id) {
        return std::pair(mme(id, {"hydromorphone 1 mg daily"}),
                         by(id, {"tramadol 100 mg daily"}).total
                             ? in(*by(id, {"tramadol 100 mg daily"}).total, unit::mme_per_day)
                             : 0);
    };
    CHECK(pair("cdc-2022") == std::pair(5.0, 20.0));
    CHECK(pair("heal-2025") == std::pair(5.0, 20.0));
    CHECK(pair("cdc-2016") == std::pair(4.0, 0.0));
    CHECK(pair("cdc-ncipc-2016") == std::pair(4.0, 10.0));
    CHECK(pair("cms-2017") == std::pair(4.0, 10.0));
    CHECK(pair("von-korff-2008") == std::pair(4.0, 10.0));
    // Every factor that is used stands in the set's own publication.
    for (const ExposureTable& table : shipped_library().exposure_tables)
        for (const ExposureRow& row : table.rows)
            if (const auto* bands = std::get_if<std::vector<Band>>(&row.rule))
                for (const Band& band : *bands)
                    CHECK(shipped_library().formulary.bibliography().source_of(band.factor.citation()).id ==
                          table.id);
}

TEST_CASE("public bug: oral and intravenous morphine count alike, or 9999 stands for a missing value") {
    CHECK(mme("anzca-2021", {"morphine 10 mg IV q4h"}) ==
          exactly(3 * mme("anzca-2021", {"morphine 10 mg PO q4h"})));
    CHECK_FALSE(by("cdc-2022", {"morphine 10 mg IV q4h"}).total);
    CHECK_FALSE(by("anzca-2021", {"methadone 10 mg IV q8h"}).total);
    for (const ExposureTable& table : shipped_library().exposure_tables)
        for (const ExposureRow& row : table.rows)
            if (const auto* bands = std::get_if<std::vector<Band>>(&row.rule))
                for (const Band& band : *bands) {
                    CAPTURE(table.id);
                    CAPTURE(shipped_library().formulary[row.drug].id);
                    // The largest published one is 2 per mcg of sufentanil; per mg of anything else 200.
                    CHECK(in(band.factor.for_caution(), unit::mme_per_mcg) <= 2);
                }
}

TEST_CASE("public bug: an unknown or misspelled drug is dropped from the total") {
    CHECK(fault("FentANYL patch 25 mcg/h every 72 hours") == "none");
    CHECK(mme("cdc-2022", {"FentANYL patch 25 mcg/h every 72 hours"}) == exactly(60));
    CHECK(fault("oxycodnoe 10 mg q6h") == "unknown-drug");
    CHECK(fault("carfentanil 10 mcg IV daily") == "unknown-drug");
    // Known, without a factor: no total at all, never a smaller one.
    const Exposure result = by("cdc-2022", {"levorphanol 2 mg q8h", "morphine 15 mg q12h"});
    CHECK_FALSE(result.total);
    CHECK(result.lines.size() == 2);
}

TEST_CASE("public bug: 10 mg of morphine stated as 5 mg of oxycodone, which is another table's ratio") {
    // 1.5 by every set that has oxycodone by mouth: 10 mg of morphine is 6.67 mg of oxycodone.
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        CHECK(mme(table.id, {"oxycodone 20 mg q12h"}) == exactly(60));
    }
}

TEST_CASE("public bug: 20 mg of buccal fentanyl in the question, 20 mcg in the answer") {
    CHECK(fault("fentanyl buccal 20 mg daily") == "unit-for-route");
    // 20 mcg x 0.13 = 2.6, beside 50 mg of morphine.
    CHECK(mme("cdc-ncipc-2016", {"fentanyl buccal tablet 20 mcg daily", "morphine 50 mg daily"}) ==
          exactly(52.6));
}
