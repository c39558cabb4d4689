#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;
using doctest::Approx;

namespace {

const std::string nothing_known_against =
    "age: 45 years, sex: female, weight: 70 kg, serum_creatinine: {value: 0.8 mg/dL, on: 2026-11-15}, frail: "
    "no, dialysis: none, "
    "liver: "
    "none, breastfeeding: no, conditions: [], medicines: []";

Ran convert(std::vector<std::string> regimens, const std::string& to,
            const std::vector<std::string>& more = {}) {
    regimens.insert(regimens.begin(), "convert");
    regimens.insert(regimens.end(), {"--to", to});
    regimens.insert(regimens.end(), more.begin(), more.end());
    return run_program(regimens);
}

/// The answer as JSON; it must conform, end with `code`, and say on standard error only what is wrong.
Json answer(const std::vector<std::string>& regimens, const std::string& to, int code = 0,
            std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--format", "json"});
    const Ran ran = convert(regimens, to, more);
    CAPTURE(to);
    CAPTURE(ran.err);
    REQUIRE(ran.code == code);
    const std::string schema = code == 2 ? "error-1.schema.json" : "convert-1.schema.json";
    for (const std::string& error : schema_errors(ran.out, schema)) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

double value(const Json& quantity) {
    return quantity["value"].get<double>();
}

void check_dose(const Json& document, double equal, double low, double high) {
    const Json& made = document["recommended"];
    CHECK(value(made["equianalgesic"]) == Approx(equal));
    CHECK(value(made["low"]) == Approx(low));
    CHECK(value(made["high"]) == Approx(high));
    CHECK(value(made["daily_dose"]) == Approx(low));
}

bool finds(const Json& document, const std::string& rule) {
    for (const Json& finding : document["findings"]) {
        if (finding["rule"] == rule) return true;
    }
    return false;
}

std::string problem(const Json& document) {
    return document["problems"][0]["id"];
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the dose of the old opioid is never carried over as the dose of the new one") {
    // hydromorphone taken for morphine has killed: 60 mg of one is never 60 mg of the other
    check_dose(answer({"morphine 15 mg q6h"}, "hydromorphone"), 12, 6, 9);
    // IV hydromorphone 12 mg/day is 138 mg of oral morphine, not the 240 of the classic table
    check_dose(answer({"hydromorphone 3 mg IV q6h"}, "morphine"), 138, 69, 103.5);
}

TEST_CASE("an MME factor never chooses a dose: a patch of 25 mcg/h is 45 mg of oral morphine, not 60") {
    const Json document = answer({"fentanyl patch 25 mcg/h every 72 hours"}, "morphine");
    check_dose(document, 45, 22.5, 33.75);
    CHECK(has(document["advice"].dump(), "18 hours"));
}

TEST_CASE("the derived vectors of the conversion table") {
    check_dose(answer({"morphine ER 60 mg q12h"}, "oxycodone"), 80, 40, 60);
    check_dose(answer({"morphine ER 60 mg q12h"}, "hydromorphone"), 24, 12, 18);
    check_dose(answer({"hydromorphone 4 mg q4h"}, "morphine"), 88.8, 44.4, 66.6);
    check_dose(answer({"oxycodone ER 20 mg q12h"}, "oxymorphone"), 20, 10, 15);
}

TEST_CASE("a conversion and back does not return to the dose at which it began") {
    const double there =
        value(answer({"hydromorphone 4 mg q4h"}, "morphine")["recommended"]["equianalgesic"]);
    CHECK(there == Approx(88.8));
    const double back =
        value(answer({"morphine 22.2 mg q6h"}, "hydromorphone")["recommended"]["equianalgesic"]);
    CHECK(back == Approx(17.76));
}

TEST_CASE("the fentanyl patch starts by the label's rows: just below, at and just above each edge") {
    const std::vector<std::pair<std::string, double>> starts{
        {"60", 25}, {"134", 25}, {"134.5", 25}, {"135", 50}, {"224", 50}, {"225", 75}, {"1124", 300}};
    for (const auto& [morphine, patch] : starts) {
        CAPTURE(morphine);
        const Json made = answer({"morphine " + morphine + " mg daily"}, "fentanyl patch")["recommended"];
        CHECK(value(made["daily_dose"]) == patch);
        CHECK(made["daily_dose"]["unit"] == "ug/h");
        CHECK(value(made["low"]) == patch);
        CHECK(value(made["high"]) == patch);
        CHECK(value(made["regimen"]["daily_dose"]) == patch);
        CHECK(made["regimen"]["every_days"] == 3);
        CHECK(made["reduction"]["high"] == 0);
    }
}

TEST_CASE("the fentanyl patch is refused below and above the label's rows and without tolerance") {
    const Json below = answer({"morphine 59.9 mg daily"}, "fentanyl patch", 3);
    CHECK(finds(below, "dose-below-start"));
    CHECK(finds(below, "not-opioid-tolerant"));
    CHECK(below["estimates"].empty());
    CHECK(finds(answer({"morphine 1125 mg daily"}, "fentanyl patch", 3), "dose-above-start"));
    CHECK(finds(answer({"morphine 60 mg daily"}, "fentanyl patch"), "tolerance-duration-unknown"));
    const std::string head = "stepdown: case/1\npatient: {age: 50 years}\nopioids: [morphine 60 mg daily]\n";
    const auto with_use = [&](const std::string& use) {
        return run_program({"convert", "--case", "c.yaml", "--to", "fentanyl patch", "--format", "json"},
                           {{"c.yaml", head + "used_for: " + use + "\n"}});
    };
    CHECK(with_use("6 days").code == 3);
    CHECK(has(with_use("6 days").out, "not-opioid-tolerant"));
    CHECK(with_use("7 days").code == 0);
    CHECK_FALSE(has(with_use("7 days").out, "tolerance-duration-unknown"));
}

TEST_CASE("a drug with a row of its own starts a patch by that row, several drugs as oral morphine") {
    const auto patch = [](const std::vector<std::string>& regimens) {
        return value(answer(regimens, "fentanyl patch")["recommended"]["daily_dose"]);
    };
    CHECK(patch({"oxycodone 67 mg daily"}) == 25);
    CHECK(patch({"oxycodone 67.5 mg daily"}) == 50);
    // 60 x 1.5 = 90 mg, and 44 more make 134, 45 more make 135
    CHECK(patch({"oxycodone 30 mg q12h", "morphine 44 mg daily"}) == 25);
    CHECK(patch({"oxycodone 30 mg q12h", "morphine 45 mg daily"}) == 50);
}

TEST_CASE("several opioids are converted each by its own way and added in the new one") {
    // 60 x 20/30 = 40; 8 x 3.7 = 29.6, x 20/30 = 19.7333
    const Json document = answer({"morphine ER 30 mg q12h", "hydromorphone 2 mg q6h"}, "oxycodone");
    check_dose(document, 59.7333333, 29.8666667, 29.8666667);
    CHECK(document["recommended"]["reduction"]["low"] == 0.5);
    // what is the new opioid already is kept, and only the rest is reduced: 40 + 80 x 0.5
    const Json kept = answer({"oxycodone 10 mg q6h", "morphine ER 60 mg q12h"}, "oxycodone");
    CHECK(value(kept["recommended"]["equianalgesic"]) == Approx(120));
    CHECK(value(kept["recommended"]["daily_dose"]) == Approx(80));
}

TEST_CASE("the same drug by the same route keeps its dose") {
    // published: oxycodone 60 mg a day to OxyContin 30 mg every 12 hours
    const Json made = answer({"oxycodone/acetaminophen 10/325 mg 1 tablet q4h"}, "OxyContin")["recommended"];
    CHECK(value(made["daily_dose"]) == 60);
    CHECK(value(made["regimen"]["daily_dose"]) == 60);
    CHECK(made["regimen"]["doses"].size() == 2);
    CHECK(value(made["regimen"]["doses"][0]["amount"]) == 30);
    CHECK(made["reduction"]["high"] == 0);
}

TEST_CASE("only what is really used is converted") {
    CHECK(problem(answer({"oxycodone 10 mg q6h prn"}, "morphine", 2)) == "as-needed-use-unknown");
    check_dose(answer({"oxycodone 10 mg q6h prn, uses 2 a day"}, "morphine"), 30, 15, 22.5);
    check_dose(answer({"oxycodone 10 mg q6h prn, uses 2-3 a day"}, "morphine"), 30, 15, 22.5);
    CHECK(problem(answer({"oxycodone 10 mg q6h prn, uses 0 a day"}, "morphine", 2)) == "nothing-taken");
}

TEST_CASE("reasons for a larger reduction close the window, each at its limit") {
    const auto high = [](const std::string& patient) {
        return value(answer({"morphine ER 60 mg q12h"}, "oxycodone", 0,
                            {"--patient", patient})["recommended"]["high"]);
    };
    CHECK(high(nothing_known_against) == Approx(60));
    CHECK(high("age: 64 years") == Approx(60));
    CHECK(high("age: 65 years") == Approx(40));
    CHECK(high("frail: yes") == Approx(40));
    CHECK(high("liver: child-pugh-a") == Approx(40));
    CHECK(high("dialysis: hemodialysis") == Approx(40));
    CHECK(high("conditions: [obstructive sleep apnea]") == Approx(40));
    CHECK(high("conditions: [COPD]") == Approx(40));
    CHECK(high("medicines: [alprazolam 0.5 mg at night]") == Approx(40));
    CHECK(high("medicines: [gabapentin 300 mg]") == Approx(40));
    // (140 - 50) x 60 / (72 x 1.25) = 60 mL/min in a man: at the limit, and above it at 1.26 mg/dL
    const std::string man =
        "age: 50 years, sex: male, weight: 60 kg, serum_creatinine: {on: 2026-11-15, value: ";
    CHECK(high(man + "1.25 mg/dL}") == Approx(60));
    CHECK(high(man + "1.26 mg/dL}") == Approx(40));
    const auto of_dose = [](const std::string& morphine) {
        const Json made = answer({"morphine " + morphine + " mg daily"}, "oxycodone")["recommended"];
        return value(made["low"]) == value(made["high"]);
    };
    CHECK_FALSE(of_dose("499"));
    CHECK(of_dose("500"));
}

TEST_CASE("an unknown fact is said, and is never taken as absent") {
    const Json unknown = answer({"morphine ER 60 mg q12h"}, "oxycodone");
    CHECK(has(unknown["recommended"]["why"].dump(), "age is not given"));
    CHECK(finds(unknown, "under-age-unknown"));
    CHECK(problem(answer({"morphine ER 60 mg q12h"}, "oxycodone", 2, {"--reduction", "30 %"})) ==
          "reduction-facts-missing");
    const Json chosen = answer({"morphine ER 60 mg q12h"}, "oxycodone", 0,
                               {"--reduction", "30 %", "--patient", nothing_known_against});
    CHECK(value(chosen["recommended"]["daily_dose"]) == Approx(56));
    CHECK(chosen["recommended"]["reduction"]["chosen_by"] == "case");
}

TEST_CASE("a reduction outside the window is an error that says the window") {
    const auto tried = [](const std::string& share, const std::string& patient) {
        return answer({"morphine ER 60 mg q12h"}, "oxycodone", 2,
                      {"--reduction", share, "--patient", patient});
    };
    for (const std::string share : {"24.9 %", "50.1 %", "0 %", "100 %"}) {
        CHECK(problem(tried(share, nothing_known_against)) == "reduction-window");
        CHECK(has(tried(share, nothing_known_against).dump(), "25 % to 50 %"));
    }
    CHECK(problem(tried("30 %", "age: 78 years")) == "reduction-window");
    CHECK(has(tried("30 %", "age: 78 years").dump(), "age 78 years"));
    for (const std::string share : {"30", "thirty", "-30 %", "300 %", "%", "1e1 %"})
        CHECK(problem(tried(share, nothing_known_against)) == "share");
    CHECK(problem(answer({"morphine 30 mg q6h"}, "fentanyl patch", 2, {"--reduction", "50 %"})) ==
          "reduction-not-used");
}

TEST_CASE("the same drug by another route takes the lesser reduction only when nothing speaks against it") {
    CHECK(value(answer({"morphine ER 90 mg q12h"}, "morphine IV")["recommended"]["daily_dose"]) ==
          Approx(30));
    const Json known =
        answer({"morphine ER 90 mg q12h"}, "morphine IV", 0, {"--patient", nothing_known_against});
    CHECK(value(known["recommended"]["equianalgesic"]) == Approx(60));
    CHECK(value(known["recommended"]["daily_dose"]) == Approx(45));
    CHECK(known["recommended"]["regimen"].is_null());
    CHECK(has(known["recommended"]["no_regimen"].dump(), "intravenous"));
}

TEST_CASE("what is refused says why and what can be done instead") {
    const std::vector<std::tuple<std::string, std::string, std::string>> refusals{
        {"methadone 10 mg q8h", "morphine", "from-methadone"},
        {"morphine 15 mg q6h", "meperidine", "to-meperidine"},
        {"morphine 15 mg q6h", "butorphanol nasal", "to-mixed-agonist"},
        {"morphine 15 mg q6h", "buprenorphine sublingual", "to-buprenorphine-by-ratio"},
        {"Butrans 10 mcg/h weekly", "morphine", "from-buprenorphine"},
        {"morphine 121 mg daily", "tramadol", "daily-ceiling"}};
    for (const auto& [from, to, rule] : refusals) {
        CAPTURE(from);
        const Json document = answer({from}, to, 3);
        CHECK(document["status"] == "refused");
        CHECK(document["recommended"].is_null());
        CHECK(document["estimates"].empty());
        CHECK_MESSAGE(finds(document, rule), document["findings"].dump());
        for (const Json& finding : document["findings"]) CHECK(finding["instead"] != "");
        const Ran ran = convert({from}, to);
        CHECK(ran.code == 3);
        CHECK(has(ran.out, "(" + rule + ")"));
    }
    CHECK(finds(answer({"morphine 15 mg q6h"}, "oxycodone", 3, {"--patient", "age: 17 years"}), "under-age"));
    CHECK_FALSE(
        finds(answer({"morphine 15 mg q6h"}, "oxycodone", 0, {"--patient", "age: 18 years"}), "under-age"));
}

TEST_CASE("methadone shows every method and starts at the lowest, under the caps") {
    const Json document = answer({"morphine 30 mg q12h"}, "methadone");
    CHECK(finds(document, "methadone-decision"));
    const double start = value(document["recommended"]["daily_dose"]);
    CHECK(start <= 30);
    CHECK(document["estimates"].size() >= 5);
    CHECK(value(answer({"morphine 59 mg daily"}, "methadone")["recommended"]["daily_dose"]) <= 7.5);
    double before = 0;
    for (const std::string morphine :
         {"30", "59", "60", "89", "90", "99", "100", "101", "300", "301", "600", "1000", "1001"}) {
        CAPTURE(morphine);
        const double now =
            value(answer({"morphine " + morphine + " mg daily"}, "methadone")["recommended"]["daily_dose"]);
        CHECK(now >= before);
        CHECK(now <= 30);
        before = now;
    }
}

TEST_CASE("buprenorphine patches and films start by their labels only") {
    const Json patch = answer({"morphine 10 mg q6h"}, "Butrans")["recommended"];
    CHECK(value(patch["daily_dose"]) == 10);
    CHECK(patch["regimen"]["every_days"] == 7);
    CHECK(has(patch["how"].get<std::string>(), "30 mg/day"));
    CHECK(value(answer({"morphine 29 mg daily"}, "Butrans")["recommended"]["daily_dose"]) == 5);
    const Json film = answer({"morphine 10 mg q6h"}, "Belbuca")["recommended"];
    CHECK(value(film["daily_dose"]) == Approx(0.3));
    CHECK(film["regimen"]["doses"].size() == 2);
    CHECK(value(film["regimen"]["doses"][0]["amount"]) == Approx(0.15));
}

TEST_CASE(
    "a regimen is made of products that exist, rounded down; where none is small enough there is none") {
    const Json both = answer({"morphine ER 60 mg q12h"}, "oxycodone")["recommended"];
    REQUIRE(both["regimens"].size() == 2);
    CHECK(both["regimens"][0]["opioid"]["release"] == "immediate");
    CHECK(value(both["regimens"][0]["opioid"]["daily_dose"]) == 40);
    CHECK(value(both["regimens"][1]["opioid"]["daily_dose"]) == 40);
    CHECK(value(both["regimens"][1]["opioid"]["doses"][0]["amount"]) == 20);
    // 50 x 20/30 / 2 = 16.67 mg a day: oxycodone ER begins at 10 mg twice a day
    const Json none = answer({"morphine 50 mg daily"}, "oxycodone ER")["recommended"];
    CHECK(none["regimen"].is_null());
    CHECK(has(none["no_regimen"]["because"].get<std::string>(), "20 mg/day"));
    CHECK(has(none["no_regimen"]["instead"].get<std::string>(), "oxycodone tablets"));
}

TEST_CASE("a drug's name is enough: where it leaves the route open, one is chosen, and it is said why") {
    const Json fentanyl = answer({"morphine 15 mg q6h"}, "fentanyl");
    CHECK(fentanyl["recommended"]["daily_dose"]["value"] == 25);
    CHECK(fentanyl["recommended"]["daily_dose"]["unit"] == "ug/h");
    CHECK(finds(fentanyl, "route-chosen"));
    CHECK(finds(answer({"morphine 15 mg q6h"}, "buprenorphine"), "route-chosen"));
    // No label has a start there, and no conversion follows a day table.
    const Json above = answer({"morphine ER 100 mg q12h"}, "buprenorphine", 3);
    CHECK(finds(above, "dose-above-start"));
    CHECK(has(above["findings"].dump(), "stepdown rotate"));
    CHECK_FALSE(finds(answer({"morphine 15 mg q6h"}, "fentanyl patch"), "route-chosen"));
}

TEST_CASE("what cannot be understood is exit 2 and names the word") {
    CHECK(problem(answer({"morphine 15 mg q6h"}, "oxycodoen", 2)) == "unknown-drug");
    CHECK(has(convert({"morphine 15 mg q6h"}, "oxycodoen").err, "oxycodone"));
    CHECK(problem(answer({"morphine 15 mg q6h"}, "", 2)) == "empty-target");
    CHECK(problem(answer({"morphine 15 mg q6h"}, "oxycodone 10 mg q6h", 2)) == "target-has-dose");
    CHECK(problem(answer({"morphine 15 mg q6h"}, "oxycodone banana", 2)) == "word-not-understood");
    CHECK(problem(answer({"morphine 15 mg q6h"}, "morphine IR", 2)) == "nothing-to-convert");
    CHECK(problem(answer({}, "morphine", 2)) == "no-opioids");
    CHECK(problem(answer({"morphine 15 mg q6h"}, "oxycodone", 2, {"--patient", "aeg: 5 years"})) ==
          "unknown-key");
    CHECK(problem(answer({"morphine 15 mg q6h"}, "oxycodone", 2, {"--patient", "age: 78"})) ==
          "quantity-form");
    CHECK(run_program({"convert", "morphine 15 mg q6h"}).code == 2);
    CHECK(convert({"morphine 15 mg q6h"}, "oxycodone", {"--case", "missing.yaml"}).code == 4);
}

TEST_CASE("the facts and the opioids come from a case file") {
    const std::string file =
        "stepdown: case/1\npatient: {age: 78 years}\nopioids: [morphine ER 60 mg q12h]\ngoal: discontinue\n";
    const Ran ran = run_program({"convert", "--case", "c.yaml", "--to", "oxycodone"}, {{"c.yaml", file}});
    CHECK(ran.code == 0);
    CHECK(has(ran.out, "age 78 years"));
    CHECK(has(ran.out, "start with 40 mg/day"));
    const Ran other = run_program(
        {"convert", "hydromorphone 4 mg q4h", "--case", "c.yaml", "--to", "morphine"}, {{"c.yaml", file}});
    CHECK(has(other.out, "88.8 mg/day"));
}

TEST_CASE("the report shows the working as it is written by hand") {
    const std::string text = convert({"hydromorphone 4 mg q4h"}, "oxycodone").out;
    CHECK(has(text, "24 mg/day of oral hydromorphone x 3.7 / 1 = 88.8 mg/day of oral morphine"));
    CHECK(has(text, "88.8 mg/day of oral morphine x 20 / 30 = 59.2 mg/day of oral oxycodone"));
    CHECK(has(text, "50 % off: 59.2 x (1 - 0.5) = 29.6 mg/day"));
    CHECK(has(text, "DRAFT"));
}

TEST_CASE("fentanyl for the mouth or nose and buprenorphine never carry a dose over to another product") {
    const std::vector<std::tuple<std::string, std::string, std::string>> refusals{
        {"Actiq 800 mcg 4 times daily", "Fentora", "to-transmucosal-fentanyl"},
        {"Fentora 400 mcg 4 times daily", "Actiq", "to-transmucosal-fentanyl"},
        {"fentanyl buccal tablet 400 mcg 4 times daily", "fentanyl buccal film", "to-transmucosal-fentanyl"},
        {"Abstral 400 mcg 4 times daily", "Subsys", "to-transmucosal-fentanyl"},
        {"Bunavail 4.2/0.7 mg once daily", "Belbuca", "buprenorphine-products"},
        {"buprenorphine sublingual film 8 mg daily", "Zubsolv", "buprenorphine-products"}};
    for (const auto& [from, to, rule] : refusals) {
        CAPTURE(from);
        const Json document = answer({from}, to, 3, {"--patient", "age: 50 years"});
        CHECK(document["recommended"].is_null());
        CHECK_MESSAGE(finds(document, rule), document["findings"].dump());
    }
}

TEST_CASE("a fentanyl patch by another maker stays what it is") {
    const Json document =
        answer({"fentanyl patch 50 mcg/h every 72 hours"}, "Duragesic", 0, {"--patient", "age: 50 years"});
    CHECK(document["recommended"]["daily_dose"]["value"] == 50);
    CHECK(document["recommended"]["daily_dose"]["unit"] == "ug/h");
}

TEST_CASE("use above what the order allows is told, since the new dose rests on it") {
    const Json document = answer({"oxycodone 10 mg q6h prn max 3/day uses 9 a day"}, "morphine ER", 0,
                                 {"--patient", "age: 50 years"});
    CHECK(finds(document, "use-above-order"));
}

TEST_CASE("what stays the same drug passes every bound that a new drug has to pass") {
    const std::vector<std::tuple<std::string, std::string, std::string, std::string>> refusals{
        {"tapentadol 100 mg q6h", "tapentadol ER", "liver: child-pugh-c", "tapentadol-severe-impairment"},
        {"tapentadol 100 mg q6h", "tapentadol ER", "dialysis: hemodialysis", "tapentadol-severe-impairment"},
        {"tramadol 50 mg q6h", "tramadol ER", "breastfeeding: yes", "tramadol-breastfeeding"},
        {"tramadol 100 mg q4h", "tramadol ER", "frail: no", "daily-ceiling"},
        {"tramadol 100 mg q6h", "tramadol ER", "frail: no", "daily-ceiling"},
        {"tapentadol 150 mg q6h", "tapentadol ER", "frail: no", "daily-ceiling"},
        {"codeine 60 mg q4h", "codeine solution", "frail: no", "daily-ceiling"},
        {"meperidine 50 mg q6h", "meperidine solution", "frail: no", "to-meperidine"},
        {"dihydrocodeine 30 mg q6h", "codeine", "breastfeeding: yes", "codeine-breastfeeding"}};
    for (const auto& [from, to, fact, rule] : refusals) {
        CAPTURE(from);
        CAPTURE(fact);
        const Json document = answer({from}, to, 3, {"--patient", "age: 50 years, " + fact});
        CHECK_MESSAGE(finds(document, rule), document["findings"].dump());
    }
    const std::vector<std::string> young{"--patient", "age: 50 years, sex: male"};
    // at the ceilings, 300 and 500 mg a day
    CHECK(value(answer({"tramadol 75 mg q6h"}, "tramadol ER", 0, young)["recommended"]["daily_dose"]) == 300);
    CHECK(value(answer({"tapentadol 125 mg q6h"}, "tapentadol ER", 0, young)["recommended"]["daily_dose"]) ==
          500);
    // from 75 years on 300 mg of tramadol in any release
    CHECK(finds(answer({"tramadol ER 100 mg q6h"}, "tramadol IR", 3, {"--patient", "age: 80 years"}),
                "daily-ceiling"));
    CHECK(value(answer({"OxyContin 40 mg q12h"}, "oxycodone IR")["recommended"]["daily_dose"]) == 80);
}

TEST_CASE("a ceiling is judged by the table that gives most") {
    // 10 mg of morphine is 100 mg of tramadol by UK tables: 40 mg a day is at its ceiling, 40.4 is above it
    CHECK(finds(answer({"morphine 25 mg q6h"}, "tramadol", 3), "daily-ceiling"));
    CHECK(finds(answer({"morphine 30 mg q6h"}, "tramadol IR", 3), "daily-ceiling"));
    CHECK(finds(answer({"morphine 10.1 mg q6h"}, "tramadol IR", 3), "daily-ceiling"));
    CHECK(answer({"morphine 10 mg q6h"}, "tramadol IR")["status"] == "done");
    // 30 mg of morphine is 180 to 300 mg of codeine; the ceiling is 240
    CHECK(finds(answer({"morphine 15 mg q6h"}, "codeine", 3), "daily-ceiling"));
    CHECK(finds(answer({"morphine 20 mg q6h"}, "dihydrocodeine", 3), "to-dihydrocodeine"));
}

TEST_CASE("milligrams of a base are never taken for those of a salt") {
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"OxyContin 40 mg q12h", "Xtampza ER"},
                                                          {"Xtampza ER 36 mg q12h", "oxycodone ER"},
                                                          {"Xtampza ER 36 mg q12h", "morphine ER"},
                                                          {"morphine ER 60 mg q12h", "Xtampza ER"}}) {
        CAPTURE(from);
        CHECK(finds(answer({from}, to, 3), "other-basis"));
    }
}

TEST_CASE("a patch that is worn is not led outward by one ratio and inward by another") {
    const Json document = answer({"fentanyl patch 100 mcg/h every 72 hours", "morphine 10 mg q6h"},
                                 "fentanyl patch", 3, {"--patient", "age: 50 years"});
    CHECK_MESSAGE(finds(document, "start-beside-itself"), document["findings"].dump());
}

TEST_CASE("morphine by mouth to under the skin goes by repeated doses, 30 to 10, not by single ones") {
    check_dose(answer({"morphine 30 mg q6h"}, "morphine SC"), 40, 20, 30);
    const Json subcutaneous = answer({"morphine 30 mg q6h"}, "morphine SC");
    for (const Json& estimate : subcutaneous["estimates"]) CHECK(value(estimate["equianalgesic"]) >= 40);
    // 20 mg four times a day under the skin is 160 mg by mouth (x 2): the row 135 to 224 of the patch's label
    const Json patch = answer({"morphine SC 20 mg q6h"}, "fentanyl patch")["recommended"];
    CHECK(value(patch["daily_dose"]) == 50);
    CHECK(answer({"morphine SC 20 mg q6h"}, "methadone")["status"] == "done");
}

namespace {
Json estimate_of(const Json& document, const std::string& method) {
    for (const Json& one : document["estimates"]) {
        if (one["method"] == method) return one;
    }
    FAIL_CHECK("no estimate by " << method);
    return {};
}
double start_low(const Json& estimate) {
    return value(estimate["after_reduction"]["low"]);
}
double start_high(const Json& estimate) {
    return value(estimate["after_reduction"]["high"]);
}
}  // namespace

TEST_CASE("the oxymorphone label halves its own start in old age and in impairment") {
    // oxycodone 80 mg/day x 0.5 = 40 mg/day; half of it 20
    const auto opana = [](const std::string& fact) {
        return estimate_of(answer({"oxycodone 20 mg q6h"}, "oxymorphone ER", 0, {"--patient", fact}),
                           "opana-er-label");
    };
    for (const std::string fact : {"age: 70 years", "age: 65 years", "liver: child-pugh-a"}) {
        CAPTURE(fact);
        CHECK(start_high(opana(fact)) == 20);
        CHECK(start_low(opana(fact)) == 20);
        CHECK(value(opana(fact)["reduced_twice"]["low"]) == 10);
    }
    CHECK(start_low(opana(nothing_known_against)) == 40);
    CHECK(start_high(opana(nothing_known_against)) == 40);
    // 64 years, but kidney and liver are not known
    CHECK(start_low(opana("age: 64 years")) == 20);
    CHECK(start_high(opana("age: 64 years")) == 40);
}

TEST_CASE("where the labels' lines cannot be compared no percentage is told") {
    const Ran ran = convert({"morphine IM 15 mg q6h"}, "fentanyl patch");
    CHECK(ran.code == 3);
    CHECK_FALSE(has(ran.out, "0 %"));
    CHECK(has(ran.out, "cannot be compared"));
    CHECK_FALSE(has(convert({"hydromorphone SC 2 mg q6h"}, "methadone").out, "No verified table"));
}

TEST_CASE("a dose below one milligram is never rounded up") {
    const Ran film = convert({"morphine 5 mg q6h"}, "Belbuca", {"--patient", "age: 50 years"});
    CHECK(film.code == 0);
    CHECK_FALSE(has(film.out, "0.08"));
    CHECK(has(film.out, "75 mcg/day"));
    const Ran infusion = convert({"fentanyl IV 0.003125 mg/h"}, "morphine", {"--patient", "age: 50 years"});
    CHECK_FALSE(has(infusion.out, "0.08"));
}

TEST_CASE("of a method that prints a range the figure is its low end, and of an upper limit there is none") {
    // 10 to 20 % of 120 mg
    const Json label = estimate_of(answer({"morphine 30 mg q6h"}, "methadone"), "methadone-label");
    CHECK(value(label["equianalgesic"]) == Approx(12));
    CHECK(value(label["range"]["high"]) == Approx(24));
    // above 1000 mg a day the label prints "< 5 %"
    CHECK(estimate_of(answer({"morphine 1200 mg daily"}, "methadone"), "methadone-label")["equianalgesic"]
              .is_null());
}

TEST_CASE("a label that takes off half takes off nothing else") {
    const Json exalgo =
        estimate_of(answer({"fentanyl patch 50 mcg/h every 72 hours"}, "hydromorphone ER"), "exalgo-label");
    CHECK(start_low(exalgo) == 12);
    CHECK(start_high(exalgo) == 12);
    CHECK_FALSE(has(exalgo["working"].dump(), "0.25"));
    CHECK(has(exalgo["working"].dump(), "24 x (1 - 0.5) = 12"));
}

TEST_CASE("beside a label's start the ratios that cover the pair are shown and not used") {
    const std::string tolerant =
        "stepdown: case/1\npatient: {age: 50 years}\nused_for: 1 year\nopioids: [fentanyl IV 50 "
        "mcg/h]\ngoal: "
        "discontinue\n";
    const Json patch = answer({"morphine 30 mg q6h"}, "fentanyl patch");
    CHECK(value(patch["recommended"]["daily_dose"]) == 25);
    CHECK(patch["estimates"][0]["method"] != "treillet-2018");
    CHECK_FALSE(estimate_of(patch, "treillet-2018")["recommended"].get<bool>());
    // 120 mg / 78 a day = 64.1 mcg/h
    CHECK(value(estimate_of(patch, "treillet-2018")["equianalgesic"]) == Approx(120.0 / 78 / 24 * 1000));
    const Ran ran = run_program({"convert", "--case", "c.yaml", "--to", "fentanyl patch", "--format", "json"},
                                {{"c.yaml", tolerant}});
    REQUIRE(ran.code == 0);
    CHECK(value(estimate_of(Json::parse(ran.out), "globalrph")["equianalgesic"]) == Approx(50));
}

TEST_CASE("above a label's row it is said why the row of oral morphine is not taken") {
    const Ran ran = convert({"morphine IV 3 mg/h"}, "fentanyl patch");
    CHECK(ran.code == 3);
    CHECK(has(ran.out, "row of oral morphine goes further"));
}
