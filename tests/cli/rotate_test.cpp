// `stepdown rotate` as it is run: exit codes, JSON by its schema, and the example of the guide.
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

/// The case in docs/rotate.md.
std::string example() {
    const std::string page = project_file("docs/rotate.md");
    const std::string fence = "```yaml\n";
    const std::size_t begin = page.find(fence) + fence.size();
    return page.substr(begin, page.find("```", begin) - begin);
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
}

Ran rotated(const std::string& case_text, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"rotate", "case.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, {{"case.yaml", case_text}});
}

}  // namespace

TEST_CASE("the example of the guide gives a plan, a draft, with the start, the days and who watches") {
    const Ran ran = rotated(example());
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    for (const std::string text : {"DRAFT", "10 mg/day of methadone, rounded down from 12 mg/day",
                                   "methadone-three-day", "5 mg in the morning", "looks before each dose",
                                   "an illustration, never a reason for a dose", "27 to 196 hours"}) {
        CAPTURE(text);
        CHECK(on_one_line(ran.out).find(text) != std::string::npos);
    }
}

TEST_CASE("the JSON of a rotation keeps its schema, and has the same bytes again") {
    for (const std::string target : {"methadone", "oxycodone ER", "hydromorphone"}) {
        CAPTURE(target);
        const std::string asked = with(example(), "goal: rotate to methadone\n", "");
        const Ran ran = rotated(asked, {"--to", target, "--format", "json", "--explain"});
        CHECK(ran.code == 0);
        CHECK(schema_errors(ran.out, "plan-1.schema.json") == std::vector<std::string>{});
        CHECK(ran.out == rotated(asked, {"--to", target, "--format", "json", "--explain"}).out);
        const Json plan = Json::parse(ran.out);
        CHECK(plan["kind"] == "rotate");
        CHECK(plan["status"] == "issued");
        CHECK(plan["draft"] == true);
        CHECK(plan["rotation"]["curve"].is_null() == (target != "methadone"));
    }
}

TEST_CASE("the JSON has the points of the curve, the ceiling and the cap") {
    const Json plan = Json::parse(rotated(example(), {"--format", "json"}).out);
    const Json& rotation = plan["rotation"];
    CHECK(rotation["cap"]["value"] == 30);
    CHECK(rotation["dose_used"]["value"] == 10);
    CHECK(rotation["overlap"]["exposure_ceiling"]["value"] == 120);
    CHECK(rotation["overlap"]["first"] == "2026-12-01");
    CHECK(rotation["overlap"]["last"] == "2026-12-02");
    CHECK(rotation["curve"]["illustrative"] == true);
    CHECK(rotation["curve"]["points"].size() == 85);  // 14 days, every 4 hours
    CHECK(plan["steps"][0]["kind"] == "overlap");
    CHECK(plan["steps"][2]["kind"] == "switch");
    CHECK(plan["steps"][3]["kind"] == "build-up");
}

TEST_CASE("a refused rotation ends with 3, keeps the schema and prints no dose of methadone") {
    const std::string no_ecg = with(example(), "  qtc: {value: 430 ms, on: 2026-11-01}\n", "");
    const Ran text = rotated(no_ecg);
    CHECK(text.code == 3);
    CHECK(text.out.find("methadone-qtc-unknown") != std::string::npos);
    CHECK(text.out.find("mg/day of methadone") == std::string::npos);
    const Ran json = rotated(no_ecg, {"--format", "json"});
    CHECK(json.code == 3);
    CHECK(schema_errors(json.out, "plan-1.schema.json") == std::vector<std::string>{});
    CHECK(Json::parse(json.out)["steps"].empty());
}

TEST_CASE("a fault is told with 2: another goal, no target, an unknown drug, two files") {
    CHECK(rotated(example(), {"--to", "oxycodone"}).code == 2);
    CHECK(rotated(example(), {"--to", "oxycodone"}).err.find("goal-target") != std::string::npos);
    CHECK(rotated(with(example(), "goal: rotate to methadone\n", "")).code == 2);
    CHECK(rotated(with(example(), "goal: rotate to methadone", "goal: discontinue")).code == 2);
    CHECK(rotated(example(), {"--to", "metadone"}).code == 2);
    CHECK(run_program({"rotate"}).code == 2);
    CHECK(run_program({"rotate", "missing.yaml"}).code == 4);
}

TEST_CASE("every kind of rotation keeps the schema, passes check with the same rules, and is shown") {
    struct Kind {
        std::string opioid, goal, more;
    };
    const std::vector<Kind> kinds{
        {"morphine ER 60 mg q12h", "rotate to methadone, then reduce to methadone 5 mg/day", ""},
        {"morphine ER 60 mg q12h", "rotate to oxycodone ER, then discontinue", ""},
        {"morphine 15 mg q4h", "rotate to methadone", ""},
        {"morphine ER 60 mg q12h", "rotate to fentanyl patch", ""},
        {"fentanyl patch 50 mcg/h every 72 hours", "rotate to oxycodone ER", ""},
        {"fentanyl patch 50 mcg/h every 72 hours", "rotate to methadone", ""},
        {"morphine ER 30 mg q12h", "rotate to buprenorphine patch", ""},
        {"oxycodone 5 mg q6h", "rotate to Belbuca", ""},
        {"hydrocodone/acetaminophen 10/325 mg 2 tablets q6h", "rotate to buprenorphine SL", ""},
        {"oxycodone 15 mg q6h", "rotate to buprenorphine SL", "protocol: buprenorphine-standard-start\n"},
        {"oxycodone ER 40 mg q12h", "rotate to buprenorphine SL",
         "protocol: buprenorphine-low-dose-one-week\n"},
    };
    for (const Kind& kind : kinds) {
        CAPTURE(kind.goal);
        const std::string asked = with(with(example(), "morphine ER 60 mg q12h", kind.opioid),
                                       "goal: rotate to methadone", "goal: " + kind.goal) +
                                  kind.more;
        const Ran made = rotated(asked, {"--format", "json"});
        CHECK(made.code == 0);
        CHECK(schema_errors(made.out, "plan-1.schema.json") == std::vector<std::string>{});
        const std::map<std::string, std::string> files{{"case.yaml", asked}, {"plan", made.out}};
        const Ran checked = run_program({"check", "case.yaml", "plan"}, files);
        CHECK_MESSAGE(checked.code == 0, checked.out << checked.err);
        const Ran shown = run_program({"show", "plan", "--on", "2026-12-09"}, files);
        CHECK_MESSAGE(shown.code == 0, shown.err);
    }
}

TEST_CASE("a dose of a rotation's JSON that is changed by hand is told by check") {
    const std::string asked =
        with(example(), "goal: rotate to methadone", "goal: rotate to buprenorphine SL");
    Json plan = Json::parse(rotated(asked, {"--format", "json"}).out);
    // Day 2 at 1 mg twice instead of 0.5 mg twice: half a film, which the table allows, but a day too early.
    for (Json& opioid : plan["steps"][1]["opioids"]) {
        if (opioid["role"] != "target") continue;
        opioid["daily_dose"]["value"] = 2;
        for (Json& dose : opioid["doses"]) {
            dose["amount"]["value"] = 1;
            dose["units"][0]["count"] = 0.5;
        }
    }
    plan["steps"][1]["fills"] = Json::array();
    const Ran ran =
        run_program({"check", "case.yaml", "plan"}, {{"case.yaml", asked}, {"plan", plan.dump()}});
    CHECK_MESSAGE(ran.code == 1, ran.err);
    CHECK(ran.out.find("start-above-estimate") != std::string::npos);
}

TEST_CASE("a rotation passes check with the same rules, and a raise by hand does not") {
    const std::string plan = rotated(example(), {"--format", "json"}).out;
    const auto checked = [](const std::string& case_text, const std::string& plan_text) {
        return run_program({"check", "case.yaml", "plan"}, {{"case.yaml", case_text}, {"plan", plan_text}});
    };
    CHECK(checked(example(), plan).code == 0);
    // Stop and go on the first day at 5 mg twice a day, and three times a day from the second day on.
    const std::string raised =
        "start,days,drug,release,route,at,amount,unit,every_days\n"
        "2026-12-01,1,methadone,immediate,oral,morning,5,mg,1\n"
        "2026-12-01,1,methadone,immediate,oral,evening,5,mg,1\n"
        "2026-12-02,27,methadone,immediate,oral,morning,5,mg,1\n"
        "2026-12-02,27,methadone,immediate,oral,afternoon,5,mg,1\n"
        "2026-12-02,27,methadone,immediate,oral,bedtime,5,mg,1\n";
    const Ran ran = checked(example(), raised);
    CHECK(ran.code == 1);
    CHECK(on_one_line(ran.out).find("after 1 day") != std::string::npos);
}

// --- what a reader is given

TEST_CASE("a quarter of a film is never told as no film, to nobody and in no format") {
    std::string asked = with(example(), "goal: rotate to methadone", "goal: rotate to buprenorphine SL");
    for (const std::string reader : {"prescriber", "pharmacist", "patient"}) {
        for (const std::string language : {"en", "es"}) {
            if (reader != "patient" && language == "es") continue;
            CAPTURE(reader);
            CAPTURE(language);
            const Ran ran = rotated(asked, {"--for", reader, "--language", language});
            CHECK(ran.code == 0);
            const std::string text = on_one_line(ran.out);
            CHECK(text.find(" 0 films") == std::string::npos);
            CHECK(text.find(language == "es" ? "un cuarto de película" : "a quarter of a film") !=
                  std::string::npos);
        }
    }
    for (const std::string format : {"note", "sig", "ics"}) {
        CAPTURE(format);
        CHECK(on_one_line(rotated(asked, {"--format", format}).out).find(" 0 films") == std::string::npos);
    }
}

TEST_CASE("days without an opioid are told to the patient, and that the first dose waits for the word") {
    const std::string standard =
        with(example(), "goal: rotate to methadone",
             "goal: rotate to buprenorphine SL\nprotocol: buprenorphine-standard-start");
    const std::string text = on_one_line(rotated(standard, {"--for", "patient"}).out);
    // The last extended-release dose is that of November 30: 36 hours later the second day is over.
    CHECK(text.find("Take no opioid until Thu, Dec 3, 2026.") != std::string::npos);
    CHECK(text.find("Take the first dose of the new medicine only when we say so.") != std::string::npos);
    CHECK(text.find("No opioid today") != std::string::npos);
    const std::string leaving =
        with(with(example(), "goal: rotate to methadone", "goal: rotate to morphine ER"),
             "morphine ER 60 mg q12h", "fentanyl patch 50 mcg/h every 3 days");
    const std::string patch = on_one_line(rotated(leaving, {"--for", "patient"}).out);
    CHECK(patch.find("Take the old patch off on Tue, Dec 1, 2026 in the morning.") != std::string::npos);
    CHECK(patch.find("Take no opioid until Wed, Dec 2, 2026.") != std::string::npos);
    CHECK(patch.find("first dose of the new medicine only when") == std::string::npos);
    const std::string at_once = on_one_line(rotated(example(), {"--for", "patient"}).out);
    CHECK(at_once.find("Take no opioid until") == std::string::npos);
}

TEST_CASE("a film for the cheek is in micrograms wherever somebody reads it, and in milligrams in the JSON") {
    std::string asked = with(example(), "goal: rotate to methadone", "goal: rotate to Belbuca");
    asked = with(asked, "morphine ER 60 mg q12h", "oxycodone 5 mg q8h");
    for (const std::string reader : {"prescriber", "pharmacist", "patient"}) {
        CAPTURE(reader);
        const Ran ran = rotated(asked, {"--for", reader});
        CHECK(ran.code == 0);
        CHECK(ran.out.find("0.075 mg") == std::string::npos);
        CHECK(ran.out.find("75 mcg") != std::string::npos);
    }
    for (const std::string format : {"note", "sig", "ics"}) {
        CAPTURE(format);
        const std::string text = rotated(asked, {"--format", format}).out;
        CHECK(text.find("0.075") == std::string::npos);
        CHECK((format == "ics" || text.find("75 mcg") != std::string::npos));  // a calendar names no dose
    }
    const Json plan = Json::parse(rotated(asked, {"--format", "json"}).out);
    CHECK(plan["rotation"]["dose_used"]["value"] == 0.075);
    CHECK(plan["rotation"]["dose_used"]["unit"] == "mg/d");
}

TEST_CASE("a drug's name alone is enough, in --to and in the goal; check reads such a plan as we wrote it") {
    const std::string unsaid = with(example(), "goal: rotate to methadone\n", "");
    const Ran ran = rotated(unsaid, {"--to", "fentanyl"});
    CHECK(ran.code == 0);
    CHECK(on_one_line(ran.out).find("(route-chosen)") != std::string::npos);
    const std::string open = with(example(), "rotate to methadone", "rotate to buprenorphine");
    const Ran plan = rotated(open, {"--format", "json"});
    CHECK(plan.code == 0);
    CHECK(schema_errors(plan.out, "plan-1.schema.json") == std::vector<std::string>{});
    CHECK(Json::parse(plan.out)["rotation"]["target"] == "buprenorphine sublingual");
    const Ran checked =
        run_program({"check", "case.yaml", "plan.json"}, {{"case.yaml", open}, {"plan.json", plan.out}});
    CHECK(checked.code == 0);
    CHECK(checked.err.empty());
}

TEST_CASE("replan leaves a rotation alone, and says what to do instead") {
    const std::string plan = rotated(example(), {"--format", "json"}).out;
    const Ran ran = run_program({"replan", "plan.json", "--on", "2026-12-08", "--hold", "7", "--reason",
                                 "sleepy", "--by", "Dr. A. Example"},
                                {{"plan.json", plan}});
    CHECK(ran.code == 2);
    CHECK(on_one_line(ran.err).find("run stepdown rotate again") != std::string::npos);
}
