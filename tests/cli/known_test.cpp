#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

bool says(const Ran& ran, const std::string& text) {
    return ran.out.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("drugs list names every drug, drugs show all products and factors of one with their sources") {
    const Ran list = run_program({"drugs", "list"});
    CHECK(list.code == 0);
    for (const char* drug : {"codeine", "HYDROmorphone", "levorphanol", "methadone", "tramadol"})
        CHECK(says(list, drug));
    const Ran morphine = run_program({"drugs", "show", "morphine"});
    CHECK(morphine.code == 0);
    for (const char* fact : {"7052", "morphine_er_tab12", "891893", "8 hours to 12 hours", "whole units only",
                             "1.0 MME/mg", "only for the opioid tolerant", "full agonist",
                             "from 60 mg/day for a week or more", "C-II", "[verified]"}) {
        CHECK_MESSAGE(says(morphine, fact), fact);
    }
    CHECK(says(run_program({"drugs", "show", "methadone"}), "4.7"));
}

TEST_CASE("protocols list names protocols and rules, protocols show explains either") {
    const Ran list = run_program({"protocols", "list"});
    CHECK(list.code == 0);
    CHECK(says(list, "short-use-weekly"));
    CHECK(says(list, "abrupt-stop"));
    const Ran protocol = run_program({"protocols", "show", "va-slowest"});
    CHECK(protocol.code == 0);
    CHECK(says(protocol, "5 % (2 % to 10 %) of the original dose every 4 weeks"));
    for (const char* fact : {"va-rapid                  locked",
                             "va-2016             5 % (2 % to 10 %) of the original dose every 4 weeks",
                             "from 3 days to below 1 week     acute-3-6-days", "no taper: stop",
                             "(5 % to 10 %) of the current dose every 2 weeks"}) {
        CHECK_MESSAGE(says(list, fact), fact);
    }
    const Ran locked = run_program({"protocols", "show", "va-rapid"});
    CHECK(says(locked, "Locked: it needs an override of the rule locked-protocol"));
    CHECK(says(run_program({"protocols", "show", "acute-none"}),
               "The opioid stops at once, only below 3 days of use."));
    CHECK(says(run_program({"drugs", "show", "tramadol"}), "Caution, not verified: "));
    CHECK(
        says(run_program({"drugs", "show", "fentanyl"}), "Patches: no step is held for less than 2 weeks."));
    const Ran rule = run_program({"protocols", "show", "abrupt-stop"});
    CHECK(rule.code == 0);
    CHECK(says(rule, "No override lifts it."));
}

TEST_CASE("ways to change opioids are listed and shown, with their days and sources") {
    const Ran list = run_program({"protocols", "list"});
    for (const char* text : {"Ways to change opioids", "methadone-three-day", "leaving-fentanyl-patch"})
        CHECK_MESSAGE(says(list, text), text);
    const Ran table = run_program({"protocols", "show", "buprenorphine-low-dose"});
    CHECK(table.code == 0);
    for (const char* text : {"1 day: 100% of the old opioid; 1 dose a day of 0.5 mg.", "at most 4 parts",
                             "7 days: 75% of the old opioid; 2 doses a day of 4 mg.", "[verified]"})
        CHECK_MESSAGE(says(table, text), text);
    const Ran wait = run_program({"protocols", "show", "buprenorphine-standard-start"});
    for (const char* text : {"36 hours", "13 points", "again after 2 hours, up to 8 mg in the day"})
        CHECK_MESSAGE(says(wait, text), text);
    CHECK(says(run_program({"protocols", "show", "methadone-low-dose-overlay"}), "Not available"));
    CHECK(says(run_program({"protocols", "show", "leaving-fentanyl-patch"}), "18 hours"));
    const Ran json = run_program({"protocols", "show", "methadone-three-day", "--format", "json"});
    CHECK(schema_errors(json.out, "switch-1.schema.json") == std::vector<std::string>{});
    CHECK(Json::parse(json.out)["days"].size() == 2);
    const Ran all = run_program({"protocols", "list", "--format", "json"});
    CHECK(schema_errors(all.out, "protocols-1.schema.json") == std::vector<std::string>{});
}

TEST_CASE("an unknown drug, protocol or word is told with the nearest that exists") {
    const Ran drug = run_program({"drugs", "show", "oxycodon"});
    CHECK(drug.code == 2);
    CHECK(drug.err == "error: unknown drug \"oxycodon\"; write oxycodone [arguments]\n");
    const Ran protocol = run_program({"protocols", "show", "va-slow"});
    CHECK(protocol.code == 2);
    CHECK(protocol.err.find("write va-slowe") != std::string::npos);
    CHECK(run_program({"drugs", "shwo", "oxycodone"}).code == 2);
    CHECK(run_program({"protocols"}).code == 2);
    const Ran command = run_program({"tapper", "case.yaml"});
    CHECK(command.code == 2);
    CHECK(command.err == "error: unknown command \"tapper\"; write taper [arguments]\n");
}

TEST_CASE("a patch's tolerance line is never printed as a dose by mouth") {
    // Labels: 25 mcg/h of transdermal fentanyl.
    const Ran fentanyl = run_program({"drugs", "show", "fentanyl"});
    CHECK(says(fentanyl, "from 25 mcg/h for a week or more"));
    CHECK_FALSE(says(fentanyl, "0.6 mg/day"));
    const Json json = Json::parse(run_program({"drugs", "show", "fentanyl", "--format=json"}).out);
    CHECK(json["tolerance_line"]["value"]["value"] == 25);
    CHECK(json["tolerance_line"]["value"]["unit"] == "ug/h");
}

TEST_CASE("a drug is found by any of its names, by a brand or by a code") {
    const std::string morphine = run_program({"drugs", "show", "morphine"}).out;
    for (const char* name : {"MORPHINE", "morphine sulfate", "MS Contin", "rxcui:891893", "7052"}) {
        CAPTURE(name);
        CHECK(run_program({"drugs", "show", name}).out == morphine);
    }
    CHECK(run_program({"drugs", "show", "ms", "contin"}).out == morphine);
    CHECK(run_program({"drugs", "show", "ms"}).code == 2);
    CHECK(run_program({"drugs", "show", ""}).code == 2);
}

TEST_CASE("every set of factors says what it has for a drug, each with its evidence") {
    const Ran levorphanol = run_program({"drugs", "show", "levorphanol"});
    CHECK(says(levorphanol, "has no factor: a total with this drug is none"));
    const Ran buprenorphine = run_program({"drugs", "show", "buprenorphine"});
    CHECK(says(buprenorphine, "not counted: Buprenorphine is a partial agonist"));
    CHECK(says(run_program({"drugs", "show", "methadone"}), "MME/mg from 20 mg/day"));
}

TEST_CASE("what is known is also JSON that keeps to its schema, with every citation resolved") {
    const auto check = [](std::vector<std::string> arguments, const std::string& schema) {
        arguments.emplace_back("--format=json");
        const Ran ran = run_program(arguments);
        CHECK(ran.code == 0);
        for (const std::string& error : schema_errors(ran.out, schema + "-1.schema.json")) FAIL_CHECK(error);
        return Json::parse(ran.out);
    };
    const Json drugs = check({"drugs", "list"}, "drugs");
    for (const Json& drug : drugs["drugs"]) {
        const std::string id = drug["id"];
        CAPTURE(id);
        const Json one = check({"drugs", "show", id}, "drug");
        CHECK(one["products"].size() == drug["products"].size());
    }
    const Json protocols = check({"protocols", "list"}, "protocols");
    for (const Json& protocol : protocols["protocols"])
        check({"protocols", "show", protocol["id"]}, "protocol");
    for (const Json& rule : protocols["rules"]) check({"protocols", "show", rule["id"]}, "rule");
    const Json oxycodone = check({"drugs", "show", "oxycodone"}, "drug");
    CHECK(oxycodone["factors"][0]["source"] == "cdc-2022");
    CHECK(oxycodone["factors"][0]["bands"][0]["factor"]["value"] == 1.5);
    CHECK(oxycodone["citations"].contains(std::string(oxycodone["factors"][0]["bands"][0]["citations"][0])));
    const Json slowest = check({"protocols", "show", "va-slowest"}, "protocol");
    CHECK(slowest["phases"][0]["cut"]["nominal"] == 0.05);
    for (const std::string& error :
         schema_errors(run_program({"drugs", "show", "x", "--format=json"}).out, "error-1.schema.json"))
        FAIL_CHECK(error);
}
