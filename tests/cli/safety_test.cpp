// The safety review, adjuncts and assessment as commands show them.
#include <algorithm>
#include <doctest/doctest.h>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/formats/render.hpp"
#include "planner/documents/known.hpp"
#include "planner/review.hpp"
#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"
#include "tests/support/library.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string facts =
    "stepdown: case/1\n"
    "patient: {age: 46 years, sex: male, weight: 82 kg, height: 180 cm, serum_creatinine: {value: 0.9 mg/dL, "
    "on:\n"
    "  2026-11-10}, dialysis: none, liver: none, frail: no, qtc: {value: 430 ms, on: 2026-11-01}, "
    "conditions: [],\n"
    "  medicines: [], allergies: []}\n"
    "opioids: [MS Contin 30 mg q12h]\n"
    "used_for: 3 years\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, watched_by: his wife, patient_agrees: yes, setting: outpatient}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";
const std::string hyperalgesia =
    "hyperalgesia: {pain_worse_despite_increase: yes, allodynia: yes, new_injury_or_progression: no}\n";

std::string replaced(std::string text, const std::string& old, const std::string& now) {
    return text.replace(text.find(old), old.size(), now);
}

Ran ran(std::vector<std::string> arguments, const std::string& text) {
    arguments.insert(arguments.end(), {"--as-of", "2026-11-30"});
    return run_program(arguments, {{"case.yaml", text}});
}

bool says(const Ran& done, const std::string& words) {
    return on_one_line(done.out).find(words) != std::string::npos;
}

/// The arguments of "stepdown taper case.yaml --goal "reduce to morphine 45 mg/day"".
std::vector<std::string> arguments_of(const std::string& command) {
    std::vector<std::string> all;
    std::istringstream in(command);
    std::string word;
    in >> word;
    while (in >> std::quoted(word)) all.push_back(word);
    return all;
}

}  // namespace

TEST_CASE("without a goal taper and rotate ask for the choice and point to assess") {
    const Ran taper = ran({"taper", "case.yaml"}, facts);
    CHECK(taper.code == 2);
    CHECK(taper.err.find("[goal-missing]") != std::string::npos);
    CHECK(taper.err.find("stepdown assess") != std::string::npos);
    const Ran rotate = ran({"rotate", "case.yaml"}, facts);
    CHECK(rotate.code == 2);
    CHECK(rotate.err.find("[target-missing]") != std::string::npos);
    CHECK(rotate.err.find("stepdown assess") != std::string::npos);
}

TEST_CASE("every command that assess proposes works with the same case file") {
    const Json assessed =
        Json::parse(ran({"assess", "case.yaml", "--format", "json"}, facts + hyperalgesia).out);
    REQUIRE(assessed["options"].size() == 6);
    for (const Json& option : assessed["options"]) {
        CAPTURE(option["command"].get<std::string>());
        const Ran done = ran(arguments_of(option["command"]), facts + hyperalgesia);
        CHECK(done.code != 2);  // a refusal of the safety review is an answer, and not a fault of the command
        CHECK(done.err == "");
    }
}

TEST_CASE("where the goal is a taper, assess says what a rotation needs") {
    CHECK(says(ran({"assess", "case.yaml"}, facts + "goal: discontinue\n" + hyperalgesia),
               "for a rotation leave the goal out of the file"));
    CHECK_FALSE(says(ran({"assess", "case.yaml"}, facts + hyperalgesia), "leave the goal out"));
}

namespace {

const std::string& lifted_case() {
    static const std::string text =
        replaced(facts, "conditions: []", "conditions: [breast cancer]") +
        "goal: discontinue\n"
        "overrides:\n  - {rule: active-cancer, reason: agreed with oncology, by: Dr. B}\n";
    return text;
}

/// A calendar file with its folded lines put together.
std::string unfolded(std::string ics) {
    for (std::size_t at = ics.find("\r\n "); at != std::string::npos; at = ics.find("\r\n "))
        ics.erase(at, 3);
    return ics;
}

int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("a lifted block is printed on every document for clinicians, with reason and name") {
    const std::string lifted = lifted_case();
    for (const std::vector<std::string>& format :
         std::vector<std::vector<std::string>>{{"--for", "prescriber"},
                                               {"--for", "pharmacist"},
                                               {"--format", "note"},
                                               {"--format", "html"},
                                               {"--format", "html", "--for", "pharmacist"}}) {
        CAPTURE(format.back());
        std::vector<std::string> arguments{"taper", "case.yaml"};
        arguments.insert(arguments.end(), format.begin(), format.end());
        const Ran done = ran(arguments, lifted);
        CHECK(done.code == 0);
        CHECK(says(done, "Overridden by Dr. B: agreed with oncology"));
    }
    CHECK_FALSE(says(ran({"taper", "case.yaml", "--for", "pharmacist"}, facts + "goal: discontinue\n"),
                     "Overridden"));
}

TEST_CASE("the patient reads in plain words who lifted a block and why, in either language") {
    const std::vector<std::string> command{"taper", "case.yaml", "--for", "patient"};
    CHECK(
        says(ran(command, lifted_case()), "Dr. B knows this and decided to go on. The reason: agreed with"));
    std::vector<std::string> spanish = command;
    spanish.insert(spanish.end(), {"--language", "es"});
    CHECK(says(ran(spanish, lifted_case()), "Dr. B lo sabe y decidió seguir adelante."));
    CHECK_FALSE(says(ran(command, facts + "goal: discontinue\n"), "A safety check spoke against"));
}

TEST_CASE("what is pasted or read by other programs names a lifted block too") {
    const std::string by_whom = "active-cancer, overridden by Dr. B: agreed with oncology";
    const auto in_format = [&](const std::string& format) {
        return ran({"taper", "case.yaml", "--format", format}, lifted_case()).out;
    };
    CHECK(in_format("sig").find("Safety rule " + by_whom + "\n") != std::string::npos);

    const std::string csv = in_format("csv");
    CHECK(csv.starts_with("start,days,drug,release,route,at,amount,unit,every_days,overrides\n"));
    CHECK(count_of(csv, ",\"" + by_whom + "\"\n") == count_of(csv, "\n") - 1);  // a comma: quoted
    CHECK(ran({"taper", "case.yaml", "--format", "csv"}, facts + "goal: discontinue\n")
              .out.starts_with("start,days,drug,release,route,at,amount,unit,every_days\n"));
}

TEST_CASE("each event of a calendar says who lifted a block, and why only where details are asked for") {
    const std::string bare = unfolded(ran({"taper", "case.yaml", "--format", "ics"}, lifted_case()).out);
    const int events = count_of(bare, "BEGIN:VEVENT");
    REQUIRE(events > 3);
    CHECK(count_of(bare, "DESCRIPTION:A safety check spoke against this plan. Dr. B decided to go on.") ==
          events);
    CHECK(count_of(bare, "oncology") == 0);  // it may stand on a locked screen

    const std::string full =
        unfolded(ran({"taper", "case.yaml", "--format", "ics", "--ics-details"}, lifted_case()).out);
    CHECK(count_of(full, "The reason: agreed with oncology.") == events);
}

TEST_CASE("a reason of several lines stays on one, where a line is all there is") {
    const std::string folded =
        replaced(lifted_case(), "reason: agreed with oncology, by", "reason: \"agreed\\nwith oncology\", by");
    CHECK(ran({"taper", "case.yaml", "--format", "sig"}, folded).out.find(": agreed with oncology\n") !=
          std::string::npos);
}

TEST_CASE("check reads the schedule that names overrides, and lifts no rule because of it") {
    const std::string csv = ran({"taper", "case.yaml", "--format", "csv"}, lifted_case()).out;
    const auto checked = [&](const std::string& case_text) {
        return Json::parse(run_program({"check", "case.yaml", "plan.csv", "--format", "json"},
                                       {{"case.yaml", case_text}, {"plan.csv", csv}})
                               .out);
    };
    const Json with_override = checked(lifted_case());
    CHECK(with_override["verdict"] == "passes");
    CHECK(with_override["read"]["not_understood"].empty());
    const std::string without = lifted_case().substr(0, lifted_case().find("overrides:"));
    CHECK(checked(without)["verdict"] == "breaks-a-rule");
}

TEST_CASE("an absolute guard is not lifted: the plan is refused and says so") {
    const std::string child =
        replaced(facts, "age: 46 years", "age: 17 years") +
        "goal: discontinue\noverrides:\n  - {rule: under-age, reason: agreed, by: Dr. B}\n";
    const Ran done = ran({"taper", "case.yaml"}, child);
    CHECK(done.code == 3);
    CHECK(says(done, "This rule cannot be overridden."));
}

TEST_CASE("with --explain every rule is listed, with its result and what it looked at or lacked") {
    const Json plan = Json::parse(
        ran({"taper", "case.yaml", "--explain", "--format", "json"}, facts + "goal: discontinue\n").out);
    const auto rules = stepdown::rule_catalogue();
    REQUIRE(plan["outcomes"].size() == rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Json& outcome = plan["outcomes"][i];
        CAPTURE(outcome.dump());
        CHECK(outcome["rule"] == rules[i].id);
        const std::string result = outcome["result"];
        CHECK((result == "not-applicable") == (outcome["looked_at"].empty() && outcome["missing"].empty()));
        CHECK((result == "unknown") == !outcome["missing"].empty());
    }
    const Ran text = ran({"taper", "case.yaml", "--explain"}, facts + "goal: discontinue\n");
    for (const stepdown::Rule& rule : rules) CHECK_MESSAGE(says(text, std::string(rule.id) + " "), rule.id);
}

TEST_CASE("protocols show explains every rule, with the numbers that it goes by") {
    const auto page = [](std::string_view id) {
        const auto rules = stepdown::rule_catalogue();
        const auto rule =
            std::find_if(rules.begin(), rules.end(), [&](const auto& one) { return one.id == id; });
        REQUIRE(rule != rules.end());
        return on_one_line(
            stepdown::render(stepdown::rule_document(*rule, shipped_library(), ""), stepdown::Format::text));
    };
    for (const stepdown::Rule& rule : stepdown::rule_catalogue()) {
        CAPTURE(rule.id);
        CHECK(page(rule.id).find(rule.asks) != std::string::npos);
    }
    for (const auto& [rule, words] : std::vector<std::pair<std::string, std::string>>{
             {"window-ceiling", "Within any 2 weeks at most 25 %"},
             {"weekly-ceiling", "at most 10 % of the original dose for each 1 week"},
             {"outside-protocol-range", "is refused above 50 %"},
             {"under-age", "Under 18 years."},
             {"pregnancy", "from 12 years to 55 years"},
             {"specialist-support", "Above 200 MME/day."},
             {"acetaminophen-total", "At most 3,000 mg/day over all products."},
             {"sedating-medicines", "From 65 years on, 3 medicines"},
             {"breathing", "40 kg/m2 and more"},
             {"qtc", "From 500 ms on"},
             {"daily-ceiling", "buprenorphine, the patch (QT): 20 mcg/h."},
             {"overdose-risk", "told from 25 of 115 points on"},
             {"active-cancer", "Looks for: cancer"},
             {"kidney-opioid", "not to be started"},
             {"gabapentinoid", "With every opioid"}}) {
        CAPTURE(rule);
        CHECK(page(rule).find(words) != std::string::npos);
    }
}

TEST_CASE("a plan names adjuncts in its report and its JSON only where something points to them") {
    const std::string plain = facts + "goal: discontinue\n";
    const auto json_of = [](const std::string& text) {
        const Ran done = ran({"taper", "case.yaml", "--format", "json"}, text);
        REQUIRE(done.code == 0);
        for (const std::string& error : schema_errors(done.out, "plan-1.schema.json")) FAIL_CHECK(error);
        return Json::parse(done.out);
    };
    CHECK(json_of(plain)["adjuncts"].is_null());
    CHECK_FALSE(says(ran({"taper", "case.yaml"}, plain), "Other medicines and treatments"));
    const Json named = json_of(plain + hyperalgesia)["adjuncts"];
    CHECK(named["because"] == Json{"hyperalgesia"});
    CHECK(named["options"].size() > 5);
    const Ran report = ran({"taper", "case.yaml"}, plain + hyperalgesia);
    CHECK(says(report, "Named because of the finding hyperalgesia."));
    CHECK(says(report, "stepdown adjuncts with this case file"));
    const Ran rotation =
        ran({"rotate", "case.yaml", "--to", "methadone", "--format", "json"}, facts + hyperalgesia);
    CHECK(rotation.code == 0);
    for (const std::string& error : schema_errors(rotation.out, "plan-1.schema.json")) FAIL_CHECK(error);
    CHECK(Json::parse(rotation.out)["adjuncts"]["because"] == Json{"hyperalgesia"});
}

TEST_CASE("naming adjuncts changes neither a plan nor its id beyond what the case says") {
    const auto plan_of = [](const std::string& text) {
        return Json::parse(ran({"taper", "case.yaml", "--format", "json"}, text).out);
    };
    const Json plain = plan_of(facts + "goal: discontinue\n");
    const Json asked = plan_of(facts + "goal: discontinue\npreferences: {adjuncts: yes}\n");
    CHECK(asked["steps"] == plain["steps"]);
    CHECK(asked["adjuncts"]["because"] == Json{"the case asks for them"});
}

TEST_CASE("opioid use disorder among the conditions counts, whatever the readiness says") {
    const std::string named = replaced(facts, "conditions: []", "conditions: [heroin use disorder]");
    const Ran switched = ran({"rotate", "case.yaml", "--to", "methadone"}, named);
    CHECK(switched.code == 3);
    CHECK(says(switched, "(methadone-program)"));
    CHECK(ran({"taper", "case.yaml"}, named + "goal: discontinue\n").code == 3);
    const std::string healed =
        replaced(facts, "conditions: []", "conditions: [opioid use disorder in remission]");
    CHECK(ran({"taper", "case.yaml"}, healed + "goal: discontinue\n").code == 0);
}

TEST_CASE("beside a benzodiazepine no other opioid is started from 65 years on") {
    const std::string with = replaced(facts, "medicines: []", "medicines: [alprazolam 0.5 mg]");
    for (const auto& [age, code] : {std::pair("64 years", 0), {"65 years", 3}, {"66 years", 3}}) {
        CAPTURE(age);
        const std::string older = replaced(with, "46 years", age);
        CHECK(ran({"rotate", "case.yaml", "--to", "oxycodone ER"}, older).code == code);
        CHECK(ran({"taper", "case.yaml"}, older + "goal: discontinue\n").code ==
              0);  // reducing stays possible
    }
}

TEST_CASE("acute severe asthma stops a rotation; asthma does not") {
    const auto rotated_with = [](const std::string& condition) {
        return ran({"rotate", "case.yaml", "--to", "oxycodone ER"},
                   replaced(facts, "conditions: []", "conditions: [" + condition + "]"))
            .code;
    };
    CHECK(rotated_with("acute severe asthma") == 3);
    CHECK(rotated_with("asthma") == 0);
}

TEST_CASE("with long QT no adjunct that lengthens QT is offered") {
    const Json all = Json::parse(ran({"adjuncts", "case.yaml", "--format", "json"},
                                     replaced(facts, "conditions: []", "conditions: [long QT syndrome]"))
                                     .out)["adjuncts"];
    int found = 0;
    for (const Json& one : all) {
        const std::set<std::string> lengthen{"ondansetron", "lofexidine",   "trazodone",     "hydroxyzine",
                                             "loperamide",  "promethazine", "amitriptyline", "nortriptyline"};
        if (!lengthen.contains(one["drug"].get<std::string>())) continue;
        CAPTURE(one["drug"].get<std::string>());
        CHECK(one["verdict"] == "not-here");
        ++found;
    }
    CHECK(found == 8);
}

TEST_CASE("nobody is told to change to what is taken already") {
    const std::string on_methadone =
        replaced(facts, "MS Contin 30 mg q12h", "{regimen: \"methadone 10 mg q8h\", for: pain}");
    const Ran told = ran({"assess", "case.yaml"}, on_methadone + hyperalgesia);
    CHECK(told.code == 0);
    CHECK_FALSE(says(told, "--to methadone"));
    CHECK(says(ran({"assess", "case.yaml"}, facts + hyperalgesia), "--to methadone"));
}
