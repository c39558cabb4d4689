// Amounts that cannot be meant. The expected limits are reasoned from the units that are made: oxycodone
// 2.5 to 30 mg (immediate release), methadone 5 to 40 mg, hydromorphone 2 to 8 mg, morphine 15 to 30 mg; and
// from 40 units, 200 mL and 100 doses a day, which stand in the data.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "conversions/regimen_text.hpp"
#include "tests/support/data_files.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    static const Formulary one = shipped_formulary();
    return one;
}

Result<Regimen> read(std::string_view text) {
    return read_regimen(text, formulary(), {"regimen", 1, 1});
}

/// The id of the first problem; "none" where the text is read.
std::string fault(std::string_view text) {
    const Result<Regimen> regimen = read(text);
    return regimen ? "none" : regimen.problems().front().id;
}
std::string message(std::string_view text) {
    const Result<Regimen> regimen = read(text);
    return regimen ? "none" : regimen.problems().front().message;
}
std::string instead(std::string_view text) {
    const Result<Regimen> regimen = read(text);
    return regimen ? "none" : regimen.problems().front().instead;
}

}  // namespace

TEST_SUITE("slips in a regimen") {
    TEST_CASE("a dose a thousandth or a thousand times what is made is a slip of mg and mcg") {
        for (const char* text :
             {"oxycodone 25 mcg q6h", "oxycodone 25000 mg q6h", "methadone 7.5 mcg q8h",
              "methadone 7500 mg q8h", "hydromorphone 6 mcg q4h", "hydromorphone 6000 mg q4h",
              "oxycodone 25 mcg morning, 10 mg noon", "oxycodone 10 mg morning, 25 mcg noon",
              "oxycodone 5-10 mcg q6h prn", "oxycodone ER 30 mcg q12h", "morphine ER 30000 mg q12h",
              "hydrocodone 120 mcg q12h", "buprenorphine SL 8000 mg daily", "buprenorphine SL 8 mcg daily",
              "tramadol 50 mcg q6h", "codeine 30000 mg q6h"}) {
            CAPTURE(text);
            CHECK(fault(text) == "unit");
        }
        CHECK(message("oxycodone 25 mcg q6h") ==
              "\"25 mcg\" of \"oxycodone\" cannot be meant: the smallest unit that is made holds 2.5 mg");
        CHECK(instead("oxycodone 25 mcg q6h") == "write 25 mg if mg and mcg were taken for each other");
        CHECK(instead("methadone 7500 mg q8h") == "write 7.5 mg if mg and mcg were taken for each other");
    }
    TEST_CASE("an injection is compared with the drug's other units") {
        for (const char* text :
             {"hydromorphone IV 500 mg q4h", "morphine IV 2 mcg q4h", "morphine IV 2000 mg q4h",
              "morphine IV 2 mcg/h", "morphine IV 2000 mg/h", "methadone IV 5 mcg q8h",
              "buprenorphine IV 300 mg q6h", "hydromorphone SC 2 mcg/h", "morphine IM 10000 mg q4h"}) {
            CAPTURE(text);
            CHECK(fault(text) == "unit");
        }
        for (const char* text :
             {"hydromorphone IV 40 mg q4h", "hydromorphone IV 0.2 mg q4h", "morphine IV 50 mg/h",
              "morphine IV 1 mg/h", "hydromorphone SC 10 mg/h", "hydromorphone IV 0.1 mg/h",
              "buprenorphine IV 0.3 mg q6h", "methadone IV 5 mg q8h", "fentanyl IV 50 mcg/h",
              "fentanyl IV 25 mcg q1h", "remifentanil IV 20 mcg/h"}) {
            CAPTURE(text);
            CHECK(message(text) == "none");
        }
    }
    TEST_CASE("high and low doses that people take are read") {
        for (const char* text :
             {"morphine ER 600 mg q8h", "morphine 600 mg q4h", "morphine 1000 mg daily",
              "methadone 100 mg daily", "methadone 200 mg daily", "methadone 1 mg daily",
              "methadone 0.5 mg daily", "oxycodone ER 320 mg q12h", "oxycodone 200 mg q4h",
              "hydromorphone 64 mg q4h", "morphine 1 mg q4h", "oxycodone 1 mg q6h",
              "fentanyl buccal tablet 100 mcg q6h", "buprenorphine SL 0.2 mg daily",
              "morphine 10 mg 20 tablets q8h", "methadone 1 mg/mL solution 120 mL daily"}) {
            CAPTURE(text);
            CHECK(message(text) == "none");
        }
    }
    TEST_CASE("the limits lie at forty of the largest unit and a fortieth of the smallest") {
        CHECK(fault("oxycodone 1200 mg q6h") == "none");  // 40 of 30 mg
        CHECK(fault("oxycodone 1201 mg q6h") == "unit");
        CHECK(fault("methadone 0.125 mg q8h") == "none");  // 5 mg / 40
        CHECK(fault("methadone 0.124 mg q8h") == "unit");
    }
    TEST_CASE("what is used, or the most of a day, is compared with one dose") {
        CHECK(fault("oxycodone 10 mg q6h prn uses 20000 mg a day") == "unit");
        CHECK(fault("oxycodone 10 mg q6h prn uses 20 mcg a day") == "unit");
        CHECK(fault("oxycodone 10 mg q6h prn max 40000 mg a day") == "unit");
        CHECK(fault("oxycodone 10 mg q6h prn max 40 mcg a day") == "unit");
        CHECK(fault("oxycodone 10 mg q6h prn uses 2000 a day") == "unit");
        CHECK(fault("oxycodone 10 mg q6h prn uses 20 mg a day") == "none");
        CHECK(fault("oxycodone 10 mg q6h prn uses 0 mg a day") == "none");
        CHECK(fault("oxycodone 10 mg q6h prn uses 0.02 a day") == "none");
        CHECK(fault("oxycodone 10 mg q6h prn uses 1 mg a day") == "none");
    }
    TEST_CASE("a number of units or mL that nobody takes at once is told") {
        for (const char* text : {"oxycodone 10 mg 100 tabs q6h", "oxycodone 10 mg 1000000 tabs q6h",
                                 "oxycodone 5 mg 1000 tabs q6h", "morphine 20 mg/mL 500 mL q4h",
                                 "oxycodone 5 mg 1-60 tabs q6h prn", "oxycodone 5 mg 41 tabs q6h",
                                 "Percocet 5/325 120 tablets q6h"}) {
            CAPTURE(text);
            CHECK(fault(text) == "number");
        }
        CHECK(fault("oxycodone 5 mg 40 tabs q6h") == "none");
        CHECK(fault("methadone 1 mg/mL 200 mL daily") == "none");
        CHECK(fault("methadone 1 mg/mL 201 mL daily") == "number");
    }
    TEST_CASE("patches that no one wears are told") {
        CHECK(fault("fentanyl patch 2500 mcg/h q72h") == "number");
        CHECK(fault("fentanyl patch 1001 mcg/h q72h") == "number");
        CHECK(fault("fentanyl patch 1.2 mcg/h q72h") == "number");
        CHECK(fault("fentanyl patch 100 mcg/h 25 patches q72h") == "number");
        CHECK(fault("Butrans 500 mcg/h weekly") == "number");
        CHECK(fault("fentanyl patch 250 mcg/h q72h") == "none");
        CHECK(fault("fentanyl patch 12 mcg/h q72h") == "none");
        CHECK(fault("fentanyl patch 12.5 mcg/h q72h") == "none");
        CHECK(fault("Butrans 5 mcg/h weekly") == "none");
    }
    TEST_CASE("the strength of a combination is no range of doses") {
        CHECK(fault("oxycodone 10-325 mg q6h prn") == "ambiguous-drug");
        CHECK(fault("hydrocodone 5-325 mg q6h prn") == "ambiguous-drug");
        CHECK(fault("codeine 30-300 mg q4h prn") == "ambiguous-drug");
        CHECK(fault("tramadol 37.5-325 mg q6h prn") == "ambiguous-drug");
        CHECK(fault("buprenorphine SL 8-2 mg daily") != "none");
        CHECK(fault("oxycodone 10-500 mg q6h prn") == "number");  // was made once, is not in the data
        CHECK(fault("oxycodone 5-21 mg q6h prn") == "number");
        CHECK(fault("oxycodone 5 mg to 50 mg q6h prn") == "number");
        CHECK(fault("oxycodone 5-20 mg q6h prn") == "none");
        CHECK(fault("oxycodone 5-10 mg q6h prn") == "none");
        CHECK(fault("hydrocodone/acetaminophen 5-325 mg 1 tablet q6h prn") == "none");
    }
    TEST_CASE("a patch is changed as its label says") {
        for (const char* text : {"fentanyl patch 25 mcg/h weekly", "fentanyl patch 25 mcg/h every 28 days",
                                 "Butrans 10 mcg/h q72h", "Butrans 10 mcg/h every 14 days",
                                 "fentanyl patch 25 mcg/h every 4 days", "Butrans 10 mcg/h every 6 days",
                                 "rxcui:245135 1 patch weekly"}) {
            CAPTURE(text);
            CHECK(fault(text) == "frequency-for-route");
        }
        CHECK(message("fentanyl patch 25 mcg/h weekly") ==
              "\"weekly\" does not fit this patch, which is changed every 48 to 72 hours");
        CHECK(message("Butrans 10 mcg/h q72h") ==
              "\"q72h\" does not fit this patch, which is changed every 168 hours");
        CHECK(fault("fentanyl patch 25 mcg/h q48h") == "none");
        CHECK(fault("Butrans 10 mcg/h every 7 days") == "none");
    }
    TEST_CASE("what a code holds needs no comparing with other units, what is written beside it does") {
        CHECK(fault("rxcui:1233700 2 mL IV q4h") == "none");  // hydromorphone 0.01 mg/mL, injected
        CHECK(fault("rxcui:1233700 500 mL IV q4h") == "number");
        CHECK(fault("rxcui:1049611 15 mcg q6h") == "unit");
        CHECK(fault("rxcui:1049611 100 tablets q6h") == "number");
    }
    TEST_CASE("a patch of a drug that has none is refused") {
        CHECK(fault("oxycodone patch 10 mcg/h q72h") == "contradiction");
        CHECK(fault("morphine patch 10 mcg/h q72h") == "contradiction");
    }
    TEST_CASE("a number with three zeros after its point can be a thousand") {
        CHECK(fault("morphine 1.000 mg q12h") == "number");
        CHECK(fault("morphine 20.000 mg q12h") == "number");
        CHECK(fault("oxycodone 10 mg q6h prn uses 1.000 mg a day") == "number");
        CHECK(fault("morphine 10.00 mg q12h") == "none");
        CHECK(fault("morphine 1.125 mg q12h") == "none");
    }
    TEST_CASE("numbers that are no range say what to write") {
        CHECK(fault("Suboxone 8/2 film bid") == "number");
        CHECK(instead("Suboxone 8/2 film bid").starts_with("write mg after the strength"));
        CHECK(instead("oxycodone 10 mg 3/4 tab q6h").ends_with("as in 0.75 tablet"));
        CHECK(instead("oxycodone 10 mg q6-4h prn") == "write the lower number first, as in 4-6");
        CHECK(fault("Suboxone 8/2 mg film bid") == "none");
        CHECK(fault("oxycodone 10 mg 0.75 tab q6h") == "none");
    }
    TEST_CASE("use above what the order allows is known") {
        CHECK(uses_more_than_allowed(*read("oxycodone 10 mg q6h prn max 3/day uses 9 a day")));
        CHECK(uses_more_than_allowed(*read("oxycodone 10 mg q6h prn uses 5 a day")));
        CHECK_FALSE(uses_more_than_allowed(*read("oxycodone 10 mg q6h prn uses 4 a day")));
        CHECK_FALSE(uses_more_than_allowed(*read("oxycodone 10 mg prn uses 9 a day")));
        CHECK_FALSE(uses_more_than_allowed(*read("oxycodone 10 mg q6h")));
    }
    TEST_CASE("orders as records print them are read, and nothing near them is misread") {
        const auto doses = [](std::string_view text) -> std::string {
            const Result<Regimen> regimen = read(text);
            if (!regimen) return regimen.problems().front().id;
            if (const auto* needed = std::get_if<AsNeeded>(&regimen->amount))
                return fmt::format("prn {} to {} mg, {} mg a day", in(needed->least_dose, unit::mg),
                                   in(needed->dose, unit::mg), in(*needed->most_in_a_day, unit::mg));
            const auto* scheduled = std::get_if<Scheduled>(&regimen->amount);
            return fmt::format("{} x {} mg", scheduled->doses.size(),
                               in(scheduled->doses.front().amount, unit::mg));
        };
        CHECK(
            doses(
                "HYDROcodone-acetaminophen (NORCO) 5-325 mg per tablet Take 1 tablet by mouth every 6 (six) "
                "hours as needed") == "prn 5 to 5 mg, 20 mg a day");
        CHECK(
            doses(
                "oxyCODONE (ROXICODONE) 10 mg immediate release tablet Take 1 tablet (10 mg total) by mouth "
                "every 4 (four) hours as needed for severe pain") == "prn 10 to 10 mg, 60 mg a day");
        CHECK(doses("oxycodone 5 mg tablet Take 2 tablets (10 mg total) by mouth every 6 (six) hours") ==
              "4 x 10 mg");
        CHECK(
            doses(
                "oxycodone 5 mg tablet Take 1-2 tablets (5-10 mg total) by mouth every 6 hours as needed") ==
            "prn 5 to 10 mg, 40 mg a day");
        CHECK(doses("oxycodone 5 mg tablet Take 2 tablets (20 mg total) by mouth q6h") == "contradiction");
        CHECK(doses("oxycodone 5 mg tablet Take 1-2 tablets (10 mg total) by mouth q6h prn") ==
              "contradiction");
        CHECK(doses("oxycodone 10 mg tablet Take 2 tablets (10 mg) by mouth q6h") == "contradiction");
        CHECK(doses("oxycodone 10 mg (2 tablets) q6h") == "ambiguous-dose");
        CHECK(doses("oxycodone 10 mg every 6 (four) hours") != "4 x 10 mg");
        CHECK(doses("oxycodone 10 mg (2 x 5 mg tabs) q6h") == "4 x 10 mg");
        CHECK(doses("oxycodone 20 mg (2 x 5 mg tabs) q6h") == "contradiction");
        CHECK(doses("oxycodone 5 mg (2 x 10 mg tabs) q6h") == "contradiction");

        CHECK(doses("Norco 10/325 1 po q6h") == "4 x 10 mg");
        CHECK(doses("Norco 10/325 mg take two by mouth q6h") == "4 x 20 mg");
        CHECK(doses("oxycodone 10 mg 1 po bid") == "2 x 10 mg");
        CHECK(doses("oxycodone 10 1 po bid") == "dose-without-unit");
        CHECK(doses("oxycodone 1 po bid") == "dose-without-unit");
        CHECK(doses("oxycodone 10 po bid") == "dose-without-unit");
        CHECK(doses("oxycodone 10 mg 5 po bid") == "dose-without-unit");
        CHECK(doses("oxycodone 10 mg 1.5 po bid") == "dose-without-unit");
        CHECK(doses("oxycodone 10 mg 2 q6h") == "dose-without-unit");
        CHECK(doses("hydromorphone 10 mg 2 IV q6h") == "dose-without-unit");

        CHECK(doses("morphine ER 30 mg q12h for chronic pain") == "2 x 30 mg");
        CHECK(doses("morphine ER 30 mg q12h for pain") == "2 x 30 mg");
        CHECK(doses("morphine ER 30 mg q12h for pain relief") == "word-not-understood");
        CHECK(doses("morphine ER 30 mg q12h x 30 days") == "word-not-understood");
        CHECK(instead("morphine ER 30 mg q12h x 30 days") == "leave out for how long it is taken");
        CHECK(instead("morphine ER 30 mg q12h, refills 0") == "leave out how many are dispensed");
        CHECK(instead("morphine ER 30 mg q12h qty 60") == "leave out how many are dispensed");
        CHECK(doses("morphine 2 x 30 mg q12h") == "2 x 60 mg");
    }
    TEST_CASE("a patch as records print it is read") {
        const Result<Regimen> patch =
            read("fentaNYL (DURAGESIC) 25 mcg/hr Place 1 patch onto the skin every third day");
        REQUIRE(patch);
        const auto* worn = std::get_if<Continuous>(&patch->amount);
        REQUIRE(worn != nullptr);
        CHECK(in(worn->rate, unit::mcg_per_hour) == doctest::Approx(25));
        CHECK(worn->change_every_days == 3);
        CHECK(fault("fentaNYL (DURAGESIC) 25 mcg/hr (2 patches) onto the skin every third day") ==
              "contradiction");
    }
}
