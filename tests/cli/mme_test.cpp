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
    CHECK(has(
        near.err,
        "unknown set of factors \"cdc-2061\"; write cdc-2016; there are anzca-2021, cdc-2016, "
        "cdc-2022, cdc-ncipc-2016, cms-2017, heal-2025, uk-fpm-2020, von-korff-2008 or all [factor-set]"));
    for (const std::string& error : schema_errors(near.out, "error-1.schema.json")) FAIL_CHECK(error);
    const Ran far = mme("who", {"morphine 10 mg q6h"});
    CHECK(far.code == 2);
    CHECK(has(far.err, "; write anzca-2021, cdc-2016, "));
    CHECK(far.out.empty());
    CHECK(run_program({"taper", "case.yaml", "--source", "cdc-2016"}).code == 2);
}

TEST_CASE("the working shows each dose in the unit of its factor") {
    const Json buccal = mme_json("cdc-ncipc-2016", {"fentanyl buccal tablet 400 mcg q6h"})["items"][0];
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
    CHECK(ids == std::vector<std::string>{"cdc-2022", "anzca-2021", "cdc-2016", "cdc-ncipc-2016", "cms-2017",
                                          "heal-2025", "uk-fpm-2020", "von-korff-2008"});
    CHECK(set(document, "cdc-ncipc-2016")["total"]["value"].get<double>() == doctest::Approx(120 + 40));
    CHECK(set(document, "cdc-ncipc-2016")["items"][1]["mme"]["value"].get<double>() == doctest::Approx(40));
    CHECK(set(document, "cdc-2016")["total"].is_null());
    CHECK(set(document, "cdc-2016")["items"][0]["mme"]["value"].get<double>() == doctest::Approx(320));
    CHECK(set(document, "cdc-2016")["items"][1]["mme"].is_null());
}

TEST_CASE("mme --source all prints the sets with what each makes of every opioid, and why they differ") {
    // Hydromorphone 15 mg: 75 by 5, 60 by 4. Oxycodone 30 mg: 45. Buprenorphine 5 mcg/h: x 2, 1.8, 2.2, 2.4.
    const std::string text =
        mme("all", {"hydromorphone 7.5 mg q12h", "oxycodone 15 mg q12h", "Butrans 5 mcg/h weekly"}).out;
    CHECK(has(text,
              "Set             MME per day  of 1  of 2  of 3\n"
              "--------------  -----------  ----  ----  ----\n"
              "CDC 2022        120*         75    45    none\n"
              "ANZCA 2021      130          75    45    10\n"
              "CDC 2016        105*         60    45    none\n"
              "NCIPC 2016      114          60    45    9\n"
              "CMS 2017        105*         60    45    none\n"
              "HEAL 2025       131          75    45    11\n"
              "UK FPM 2020     132          75    45    12\n"
              "Von Korff 2008  105*         60    45    none\n"));
    CHECK(has(text, "1: HYDROmorphone 7.5 mg q12h"));
    CHECK(has(text, "* not complete: it leaves out what stands as none."));
    const Json document =
        mme_json("all", {"hydromorphone 7.5 mg q12h", "oxycodone 15 mg q12h", "Butrans 5 mcg/h weekly"});
    CHECK(
        document["why_sets_differ"] ==
        Json::array(
            {"The factor differs for hydromorphone 7.5 mg q12h: 5 MME/mg by CDC 2022, ANZCA 2021, HEAL 2025, "
             "UK FPM 2020; 4 MME/mg by CDC 2016, NCIPC 2016, CMS 2017, Von Korff 2008.",
             "The factor differs for Butrans 5 mcg/h weekly: not counted by CDC 2022, CDC 2016, CMS 2017, "
             "Von "
             "Korff 2008; 2 (MME/day)/(mcg/h) by ANZCA 2021; 1.8 (MME/day)/(mcg/h) by NCIPC 2016; 2.2 "
             "(MME/day)/(mcg/h) by HEAL 2025; 2.4 (MME/day)/(mcg/h) by UK FPM 2020."}));
}

TEST_CASE("as-needed use is shown as it is used and at the most that is allowed, where both are known") {
    // 3 x 10 mg x 1.5 = 45; every 6 hours is 4 x 10 mg x 1.5 = 60.
    const std::vector<std::string> order{"oxycodone 10 mg every 6 hours as needed, uses 3 a day"};
    const Json both = mme_json("cdc-2022", order);
    CHECK(both["total"]["value"] == 45);
    CHECK(both["total_most_allowed"]["value"] == 60);
    const Json& needed = both["items"][0]["as_needed"];
    CHECK(needed["really_used"]["daily_dose"]["value"] == 30);
    CHECK(needed["really_used"]["mme"]["value"] == 45);
    CHECK(needed["most_allowed"]["daily_dose"]["value"] == 40);
    CHECK(needed["most_allowed"]["mme"]["value"] == 60);
    CHECK(needed["counted_per_day"] == 3);
    CHECK(needed["most_per_day"] == 4);
    const std::string text = mme("cdc-2022", order).out;
    CHECK(has(text, "(45 MME/day); the order allows 40 mg/day (60 MME/day)."));
    CHECK(has(text, "At the most that the orders allow, the total is 60 MME/day."));

    const Json open = mme_json("cdc-2022", {"oxycodone 5-10 mg every 6 hours as needed"});
    CHECK(open["total"]["value"] == 60);
    CHECK(open["total_most_allowed"]["value"] == 60);
    CHECK(open["items"][0]["as_needed"]["really_used"].is_null());
    CHECK(open["items"][0]["as_needed"]["amount"]["value"] == 10);
    CHECK(open["items"][0]["as_needed"]["least_amount"]["value"] == 5);
    CHECK(open["items"][0]["as_needed"]["counted_per_day"] == 4);
    // Methadone 15 mg used, 30 mg allowed: the band of 2016 goes by the day that is counted.
    const Json banded = mme_json("cdc-2016", {"methadone 5 mg q4h prn, uses 3 a day"});
    CHECK(banded["total"]["value"] == 60);
    CHECK(banded["total_most_allowed"]["value"] == 240);
}

TEST_CASE("use above what an order allows is a finding in the text and in JSON, by every set") {
    const std::string order = "oxycodone 10 mg q6h prn max 3/day uses 9 a day";
    for (const char* source : {"cdc-2022", "all"}) {
        CAPTURE(source);
        const Json above = mme_json(source, {"morphine 10 mg q6h", order});
        bool found = false;
        for (const Json& finding : above["findings"]) {
            if (finding["rule"] != "use-above-order") continue;
            found = true;
            CHECK(finding["opioid"] == "o2");
            CHECK(finding["severity"] == "warn");
            CHECK(has(finding["message"], "90 mg/day, where 30 mg/day is allowed"));
        }
        CHECK(found);
    }
    CHECK(has(mme("cdc-2022", {order}).out, "More is used than the order allows"));
    const Json within = mme_json("cdc-2022", {"oxycodone 10 mg q6h prn max 3/day uses 3 a day"});
    CHECK(within["findings"].empty());
}

TEST_CASE("acetaminophen is added over all products, with each one's share, and held against every line") {
    // 6 x 325 = 1,950 and 4 x 300 = 1,200.
    const std::vector<std::string> both{"hydrocodone/acetaminophen 10/325 mg 1 tablet q4h",
                                        "codeine/acetaminophen 30/300 mg 1 tablet q6h"};
    const Json document = mme_json("cdc-2022", both);
    CHECK(document["acetaminophen"]["value"] == 3150);
    REQUIRE(document["acetaminophen_shares"].size() == 2);
    CHECK(document["acetaminophen_shares"][0]["counted"]["value"] == 1950);
    CHECK(document["acetaminophen_shares"][1]["working"] ==
          "codeine/acetaminophen 30/300 mg 1 tablet q6h: 4 x 300 mg = 1,200 mg/day");
    REQUIRE(document["acetaminophen_lines"].size() == 3);
    for (const std::size_t i : {0, 1, 2}) {
        CHECK(document["acetaminophen_lines"][i]["most"]["value"] == std::vector{4000, 3000, 2000}[i]);
        CHECK(document["acetaminophen_lines"][i]["citations"].size() == 1);
    }
    REQUIRE(document["findings"].size() == 1);
    CHECK(document["findings"][0]["rule"] == "acetaminophen-total");
    CHECK(document["findings"][0]["severity"] == "warn");
    const std::string text = mme("cdc-2022", both).out;
    CHECK(has(text, "Acetaminophen from all products: 3,150 mg/day."));
    CHECK(has(text, "3,000 mg/day (long use"));
    CHECK(has(text, "2,000 mg/day (decompensated"));
    CHECK_FALSE(has(text, "4,000 mg/day (short use"));
}

TEST_CASE("an acetaminophen line is passed above it, not at it, and the most that is allowed counts") {
    const auto finding = [](const std::string& regimen) {
        const Json findings = mme_json("cdc-2022", {regimen})["findings"];
        return findings.empty() ? std::string("none") : findings[0]["severity"].get<std::string>();
    };
    const std::string tablet = "codeine/acetaminophen 15/300 mg ";  // 5 x 300 = 1,500 in five doses
    CHECK(finding(tablet + "1 tablet 6 times a day") == "none");    // 1,800
    CHECK(finding(tablet + "2 tablets 5 times a day") == "note");   // 3,000: above 2,000 alone
    CHECK(finding(tablet + "2 tablets 6 times a day") == "warn");   // 3,600
    // 2 used, 12 allowed: 600 and 3,600.
    const Json order = mme_json("cdc-2022", {tablet + "1 tablet q2h prn max 12 tablets/day, uses 2 a day"});
    CHECK(order["acetaminophen"]["value"] == 600);
    CHECK(order["acetaminophen_most_allowed"]["value"] == 3600);
    CHECK(order["findings"][0]["severity"] == "warn");
    CHECK(mme_json("cdc-2022", {"oxycodone 10 mg q6h"})["findings"].empty());
}

TEST_CASE("a patch has one amount in mcg/h with the days it is worn, an infusion its mg a day") {
    const Json patch = mme_json("cdc-2022", {"fentanyl patch 50 mcg/h every 72 hours"})["items"][0];
    CHECK(patch["every_days"] == 3);
    REQUIRE(patch["doses"].size() == 1);
    CHECK(patch["doses"][0]["amount"]["value"] == 50);
    CHECK(patch["doses"][0]["amount"]["unit"] == "ug/h");
    CHECK(mme_json("cdc-2022", {"Butrans 10 mcg/h weekly"})["items"][0]["every_days"] == 7);
    const Json drip = mme_json("anzca-2021", {"hydromorphone 0.5 mg/h SC infusion"})["items"][0];
    CHECK(drip["daily_dose"]["value"] == 12);
    CHECK(drip["daily_dose"]["unit"] == "mg/d");
    CHECK(drip["mme"]["value"] == 180);
    CHECK(drip["doses"].empty());
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
          "(50), HEAL 2025 (50), UK FPM 2020 (50); it is not by CDC 2016 (40), NCIPC 2016 (40), CMS 2017 "
          "(40), Von Korff 2008 (40).");
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
