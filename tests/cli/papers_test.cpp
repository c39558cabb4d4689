// Papers of changed plans and of rotations, the chart, and names in mixed capitals.
#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "planner/documents/dose_writing.hpp"
#include "tests/cli/run_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string case_of(const std::string& opioid,
                    const std::string& more = "goal: discontinue\nprotocol: va-slower\n") {
    return "stepdown: case/1\n"
           "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
           "opioids: [\"" +
           opioid +
           "\"]\n"
           "used_for: 4 years\nstart: 2026-12-01\n"
           "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more;
}

/// 180 mg a day, 165 mg from December 1, 150 mg from December 29, 28 days each.
const std::string& plan() {
    static const std::string text = run_program({"taper", "case.yaml", "--format", "json"},
                                                {{"case.yaml", case_of("morphine ER 60 mg q8h")}})
                                        .out;
    return text;
}

Ran held(const Words& more) {
    Words words{"replan",   "plan.json",  "--on", "2027-01-10", "--hold",  "14",
                "--reason", "poor sleep", "--by", "Dr. B",      "--as-of", "2027-01-10"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words, {{"plan.json", plan()}});
}

std::string rotation_case() {
    const std::string page = project_file("docs/rotate.md");
    const std::size_t begin = page.find("```yaml\n") + 8;
    return page.substr(begin, page.find("```", begin) - begin);
}

Ran rotated(const Words& more) {
    Words words{"rotate", "case.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words, {{"case.yaml", rotation_case()}});
}

/// The value of a property of every event.
std::map<std::string, std::pair<std::string, std::string>> events_of(const std::string& ics) {
    std::map<std::string, std::pair<std::string, std::string>> all;
    for (std::size_t at = ics.find("BEGIN:VEVENT"); at != std::string::npos;
         at = ics.find("BEGIN:VEVENT", at + 1)) {
        const std::string event = ics.substr(at, ics.find("END:VEVENT", at) - at);
        const auto value = [&](const std::string& name) {
            const std::size_t from = event.find(name + ":") + name.size() + 1;
            return event.substr(from, event.find("\r\n", from) - from);
        };
        std::string unfolded = value("UID");
        CHECK(all.emplace(value("DTSTART;VALUE=DATE") + " " + unfolded,
                          std::pair(value("SEQUENCE"), value("STATUS")))
                  .second);
    }
    return all;
}

}  // namespace

TEST_CASE("a changed plan's sheet names the old plan, says what is new, and begins with the change") {
    const std::string text = on_one_line(held({"--for", "patient"}).out);
    const std::string old_id = Json::parse(plan())["id"];
    CHECK(has(text, "in place of your old plan " + old_id));
    CHECK(has(text, "your dose stays the same for now"));
    CHECK(has(text, "Today, Sun, Jan 10, 2027, take:"));
    CHECK_FALSE(has(text, "Tue, Dec 1, 2026 "));  // over
    CHECK_FALSE(has(text, "poor sleep"));         // the prescriber's words
    CHECK(has(text, "Next change Tue, Jan 26, 2027 Tue, Feb 9, 2027"));
    CHECK(has(text, "The next change is on Tue, Feb 9, 2027."));  // a hold is no change
    const std::string spanish = on_one_line(held({"--for", "patient", "--language", "es"}).out);
    CHECK(has(spanish, "reemplaza su plan anterior " + old_id));
    CHECK(has(spanish, "mar, 26 ene 2027"));
}

TEST_CASE("a changed plan has a dispensing sheet, a note, sig lines and a schedule") {
    const Ran sheet = held({"--for", "pharmacist"});
    CHECK(sheet.code == 0);
    CHECK(has(sheet.out, "Second check"));
    CHECK_FALSE(has(sheet.out, "Dec 29, 2026"));  // handed out before the change
    CHECK(has(held({"--format", "note"}).out, "Opioid taper plan"));
    CHECK(has(held({"--format", "sig"}).out, "Not before Jan"));
    CHECK(held({"--format", "csv"}).out.starts_with("start,days,drug"));
    CHECK(held({"--format", "pdf"}).out.starts_with("%PDF"));
}

TEST_CASE("a changed plan's calendar keeps the ids, counts up, and takes away what is no more") {
    const auto old_events = events_of(run_program({"taper", "case.yaml", "--format", "ics"},
                                                  {{"case.yaml", case_of("morphine ER 60 mg q8h")}})
                                          .out);
    const auto new_events = events_of(held({"--format", "ics"}).out);
    const std::string id = Json::parse(plan())["id"];
    std::set<std::string> cancelled, live;
    for (const auto& [key, event] : new_events) {
        CHECK(event.first == "1");
        CHECK(has(key, id.substr(0, 20)));
        (event.second == "CANCELLED" ? cancelled : live).insert(key.substr(9));
    }
    CHECK_FALSE(cancelled.empty());
    for (const auto& [key, event] : old_events) {
        CHECK(event.first == "0");
        if (key.substr(0, 8) >= "20270110")
            CHECK_MESSAGE((cancelled.contains(key.substr(9)) || live.contains(key.substr(9))), key);
    }
    for (const std::string& one : cancelled) CHECK_FALSE(live.contains(one));
}

TEST_CASE("a rotation's sheet goes day by day, and warns of sleepiness") {
    const Ran ran = rotated({"--for", "patient"});
    REQUIRE_MESSAGE(ran.code == 0, ran.err, ran.out);
    const std::string text = on_one_line(ran.out);
    CHECK(has(text, "Your change from"));
    CHECK(has(text, "do not take the next dose. Call us at once."));
    CHECK(has(text, "call 911"));
    CHECK_FALSE(has(text, "You can pause"));
    const Json steps = Json::parse(rotated({"--format", "json"}).out)["steps"];
    REQUIRE_FALSE(steps.empty());
    CHECK(rotated({"--for", "pharmacist"}).code == 0);
    const std::string spanish = on_one_line(rotated({"--for", "patient", "--language", "es"}).out);
    CHECK(has(spanish, "Su cambio de"));
    CHECK(has(spanish, "no tome la dosis siguiente"));
    for (const Words& reader : {Words{"--for", "patient"}, Words{"--for", "patient", "--language", "es"}}) {
        for (const auto& fault :
             stepdown::dose_writing_faults(rotated(reader).out, stepdown::Reader::patient))
            FAIL_CHECK(fault.rule, ": ", fault.words);
    }
}

TEST_CASE("patches are worn, not taken, and no tablets are spoken of") {
    const std::string patches =
        case_of("fentanyl patch 50 mcg/h every 72 hours", "goal: reduce to fentanyl 25 mcg/h\n");
    const std::string text =
        on_one_line(run_program({"taper", "case.yaml", "--for", "patient"}, {{"case.yaml", patches}}).out);
    CHECK_FALSE(has(text, "tablet"));
    CHECK_FALSE(has(text, "Swallow"));
    CHECK_FALSE(has(text, "throw up"));
    CHECK(has(text, "Never wear more patches than this plan says."));
    CHECK(has(text, "your dose is:"));
    const std::string tablets = on_one_line(run_program({"taper", "case.yaml", "--for", "patient"},
                                                        {{"case.yaml", case_of("morphine ER 60 mg q8h")}})
                                                .out);
    CHECK_FALSE(has(tablets, "patch"));
}

TEST_CASE("the prescriber's page shows the dose over time, firm and projected apart") {
    const std::string example = case_of("morphine ER 60 mg q8h");
    const std::string page =
        run_program({"taper", "case.yaml", "--format", "html"}, {{"case.yaml", example}}).out;
    const std::size_t at = page.find("<svg");
    REQUIRE(at != std::string::npos);
    const std::string svg = page.substr(at, page.find("</svg>", at) - at);
    CHECK(has(svg, ">mg/day</text>"));
    CHECK(has(svg, "class=\"firm\""));
    CHECK(has(svg, "class=\"projected\""));
    CHECK(has(svg, "180 mg/day before the plan, 165 mg/day from Dec 1, 2026 on, 0 mg/day from"));
    const std::string text = run_program({"taper", "case.yaml"}, {{"case.yaml", example}}).out;
    CHECK(has(text, "Dose over time\n"));
    CHECK(has(text, "now           180 mg/day  ########################################\n"));
    CHECK(has(text, "# firm   . projected\n"));
    CHECK_FALSE(has(run_program({"taper", "case.yaml", "--for", "patient"}, {{"case.yaml", example}}).out,
                    "Dose over"));
}

TEST_CASE("several opioids are drawn in MME, patches in mcg/h") {
    const std::string patches =
        case_of("fentanyl patch 50 mcg/h every 72 hours", "goal: reduce to fentanyl 25 mcg/h\n");
    const std::string text = run_program({"taper", "case.yaml"}, {{"case.yaml", patches}}).out;
    CHECK(has(text, "now           50 mcg/h"));
    const std::string two = case_of("morphine ER 60 mg q8h\", \"oxycodone 10 mg q6h");
    const Ran ran = run_program({"taper", "case.yaml"}, {{"case.yaml", two}});
    if (ran.code == 0) CHECK(has(ran.out, "now           240 MME/day"));
}

TEST_CASE("clinicians read names that are mixed up with others in mixed capitals, patients as on the label") {
    const std::string text = case_of("oxycodone 10 mg q6h");
    for (const Words& more :
         {Words{}, Words{"--for", "pharmacist"}, Words{"--format", "note"}, Words{"--format", "sig"}}) {
        Words words{"taper", "case.yaml"};
        words.insert(words.end(), more.begin(), more.end());
        const Ran ran = run_program(words, {{"case.yaml", text}});
        CHECK(has(ran.out, "oxyCODONE"));
        CHECK_FALSE(has(ran.out.substr(0, ran.out.find("\nSources\n")), " oxycodone "));
    }
    const Ran patient = run_program({"taper", "case.yaml", "--for", "patient"}, {{"case.yaml", text}});
    CHECK(has(patient.out, "oxycodone"));
    CHECK_FALSE(has(patient.out, "oxyCODONE"));
    const Ran json = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", text}});
    CHECK_FALSE(has(json.out, "oxyCODONE"));
}
