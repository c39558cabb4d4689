#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

Ran mme(const std::string& source, std::vector<std::string> regimens, const std::string& format = "text") {
    regimens.insert(regimens.begin(), {"mme", "--source", source, "--format", format});
    return run_program(regimens);
}

Json mme_json(const std::string& source, const std::vector<std::string>& regimens) {
    const Ran ran = mme(source, regimens, "json");
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    for (const std::string& error : schema_errors(ran.out, "mme-1.schema.json")) FAIL_CHECK(error);
    return Json::parse(ran.out);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const Json& set(const Json& document, const std::string& id) {
    for (const Json& one : document["sets"]) {
        if (one["source"] == id) return one;
    }
    FAIL("there is no set " << id);
    return document;
}

}  // namespace

TEST_CASE("mme --source totals by the set that is named") {
    const std::vector<std::pair<std::string, double>> sets{
        {"cdc-2022", 188}, {"cdc-2016", 320}, {"cdc-ncipc-2016", 120}, {"heal-2025", 188}};
    for (const auto& [id, expected] : sets) {
        CAPTURE(id);
        const Json document = mme_json(id, {"methadone 20 mg q12h"});
        CHECK(document["source"] == id);
        CHECK(document["total"]["value"].get<double>() == doctest::Approx(expected));
        CHECK_FALSE(document.contains("sets"));
    }
}

TEST_CASE("mme without --source is mme by the set that plans are totalled with, byte for byte") {
    for (const std::string format : {"text", "json"}) {
        const Ran plain =
            run_program({"mme", "methadone 20 mg q12h", "Butrans 5 mcg/h weekly", "--format", format});
        CHECK(plain.code == 0);
        CHECK(plain.out == mme("cdc-2022", {"methadone 20 mg q12h", "Butrans 5 mcg/h weekly"}, format).out);
    }
}

TEST_CASE("a set for analysis prints that it is one") {
    CHECK(has(mme("heal-2025", {"morphine 10 mg q6h"}).out, "For analysis only"));
    CHECK(has(mme("cdc-ncipc-2016", {"morphine 10 mg q6h"}).out, "For analysis only"));
    const std::string all = mme("all", {"morphine 10 mg q6h"}).out;
    CHECK(has(all, "For analysis only: the calculator is for research"));
    CHECK(has(all, "For analysis only: the file is for prescription claims"));
}

TEST_CASE("a set that does not exist is exit 2, with the nearest and all that there are") {
    const Ran near = mme("cdc-2061", {"morphine 10 mg q6h"}, "json");
    CHECK(near.code == 2);
    CHECK(has(near.err,
              "unknown set of factors \"cdc-2061\"; write cdc-2016; there are anzca-2021, cdc-2016, "
              "cdc-2022, cdc-ncipc-2016, heal-2025, uk-fpm-2020 or all [factor-set]"));
    for (const std::string& error : schema_errors(near.out, "error-1.schema.json")) FAIL_CHECK(error);
    const Ran far = mme("who", {"morphine 10 mg q6h"});
    CHECK(far.code == 2);
    CHECK(has(far.err, "; write anzca-2021, cdc-2016, "));
    CHECK(far.out.empty());
    CHECK(run_program({"taper", "case.yaml", "--source", "cdc-2016"}).code == 2);
}

TEST_CASE("the working shows each dose in the unit of its factor") {
    const Json buccal = mme_json("cdc-ncipc-2016", {"fentanyl buccal 400 mcg q6h"})["items"][0];
    CHECK(buccal["working"][0] == "1,600 mcg/day x 0.13 MME/mcg = 208 MME/day");
    CHECK(buccal["factor"]["value"].get<double>() == doctest::Approx(0.13));
    CHECK(buccal["factor"]["unit"] == "{MME}/ug");
    const Json patch = mme_json("cdc-ncipc-2016", {"Butrans 5 mcg/h weekly"})["items"][0];
    CHECK(patch["working"][0] == "5 mcg/h x 1.8 (MME/day)/(mcg/h) = 9 MME/day");
    CHECK(patch["factor"]["unit"] == "{MME}.h/(ug.d)");
    const Json drip = mme_json("anzca-2021", {"morphine 1 mg/h IV"})["items"][0];
    CHECK(drip["working"][0] == "24 mg/day x 3 MME/mg = 72 MME/day");
    CHECK(drip["factor"]["unit"] == "{MME}/mg");
}

TEST_CASE("mme --source all gives every set, the one of the plans first, with its own total and working") {
    const Json document = mme_json("all", {"methadone 20 mg q12h", "tramadol 100 mg q6h"});
    CHECK(document["source"] == "cdc-2022");
    CHECK(document["total"]["value"].get<double>() == doctest::Approx(188 + 80));
    std::vector<std::string> ids;
    for (const Json& one : document["sets"]) ids.push_back(one["source"]);
    CHECK(ids == std::vector<std::string>{"cdc-2022", "anzca-2021", "cdc-2016", "cdc-ncipc-2016", "heal-2025",
                                          "uk-fpm-2020"});
    CHECK(set(document, "cdc-ncipc-2016")["total"]["value"].get<double>() == doctest::Approx(120 + 40));
    CHECK(set(document, "cdc-ncipc-2016")["items"][1]["mme"]["value"].get<double>() == doctest::Approx(40));
    CHECK(set(document, "cdc-2016")["total"].is_null());
    CHECK(set(document, "cdc-2016")["items"][0]["mme"]["value"].get<double>() == doctest::Approx(320));
    CHECK(set(document, "cdc-2016")["items"][1]["mme"].is_null());
}

TEST_CASE("mme --source all prints opioids by sets with their totals") {
    // 7.5 mg twice a day of hydromorphone: 75 and 60; oxycodone 30 mg: 45.
    const std::string text =
        mme("all", {"hydromorphone 7.5 mg q12h", "oxycodone 15 mg q12h", "Butrans 5 mcg/h weekly"}).out;
    CHECK(
        has(text,
            "CDC 2022  ANZCA 2021  CDC 2016  NCIPC 2016  HEAL 2025  UK FPM 2020  MME per day of\n"
            "--------  ----------  --------  ----------  ---------  -----------  -------------------------\n"
            "75        75          60        60          75         75           hydromorphone 7.5 mg q12h\n"
            "45        45          45        45          45         45           oxycodone 15 mg q12h\n"
            "none      10          none      9           11         12           Butrans 5 mcg/h weekly\n"
            "120*      130         105*      114         131        132          all of them\n"
            "* not complete: it leaves out what stands as none.\n"));
}

TEST_CASE("a risk line that only the set of factors decides is told, and only then") {
    const auto lines = [](const std::string& regimen) {
        std::vector<std::string> messages;
        const Json document = mme_json("all", {regimen});
        for (const Json& finding : document["findings"]) {
            CHECK(finding["severity"] == "warn");
            CHECK(finding["citations"].size() == 1);
            messages.push_back(finding["message"]);
        }
        return messages;
    };
    // Hydromorphone: 5 in CDC 2022, HEAL, ANZCA and the UK; 4 in CDC 2016 and NCIPC.
    CHECK(lines("hydromorphone 9.9 mg daily").empty());     // 49.5 at most
    const auto first = lines("hydromorphone 10 mg daily");  // 50 and 40
    REQUIRE(first.size() == 1);
    CHECK(first[0] ==
          "Only the set of factors decides whether 50 MME/day is reached: it is by CDC 2022 (50), ANZCA 2021 "
          "(50), HEAL 2025 (50), UK FPM 2020 (50); it is not by CDC 2016 (40), NCIPC 2016 (40).");
    CHECK(lines("hydromorphone 12.5 mg daily").empty());     // 62.5 and 50: all reach it
    CHECK(lines("hydromorphone 17.9 mg daily").empty());     // 89.5 at most
    const auto second = lines("hydromorphone 18 mg daily");  // 90 and 72
    REQUIRE(second.size() == 1);
    CHECK(has(second[0], "whether 90 MME/day is reached"));
    CHECK(lines("hydromorphone 22.5 mg daily").empty());  // 112.5 and 90
    // Tapentadol 225 mg is 90 by CDC and the UK, 67.5 by HEAL and ANZCA. Methadone 12 mg is 56.4, 48 and 36.
    CHECK(lines("tapentadol 225 mg daily").size() == 1);
    CHECK(lines("methadone 12 mg daily").size() == 1);
    // Methadone 25 mg: 200 by the band of 2016, 117.5 by CDC 2022, 75 by NCIPC.
    CHECK(lines("methadone 25 mg daily").size() == 1);
    CHECK(lines("morphine 100 mg daily").empty());
    CHECK(has(mme("all", {"hydromorphone 10 mg daily"}).out, "(exposure-set)"));
    CHECK_FALSE(has(mme("cdc-2022", {"hydromorphone 10 mg daily"}).out, "exposure-set"));
}
