#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/formats/ics.hpp"
#include "cli/formats/words.hpp"
#include "tests/cli/run_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> examples{"morphine-er-270-va-slower", "hydrocodone-weekly",
                                        "oxycodone-ir-scored-slow"};

std::string example(const std::string& name) {
    return project_file("docs/examples/" + name + ".yaml");
}

Ran taper(const std::string& patient_case, std::vector<std::string> more) {
    std::vector<std::string> words{"taper", "case.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words, {{"case.yaml", patient_case}});
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

using Properties = std::map<std::string, std::string>;

/// The events of an iCalendar text, unfolded and unescaped as RFC 5545 says. Fails on what it does not allow.
std::vector<Properties> events_in(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        const std::string line = text.substr(at, end - at);
        CHECK(line.size() <= 75);
        CHECK(line.find('\n') == std::string::npos);
        if (line.starts_with(" ")) {
            REQUIRE_FALSE(lines.empty());
            lines.back() += line.substr(1);
        } else {
            lines.push_back(line);
        }
        at = end + 2;
    }
    REQUIRE(lines.front() == "BEGIN:VCALENDAR");
    REQUIRE(lines.back() == "END:VCALENDAR");
    std::vector<Properties> events;
    bool inside = false;
    for (const std::string& line : lines) {
        const std::size_t colon = line.find(':');
        REQUIRE(colon != std::string::npos);
        const std::string name = line.substr(0, colon), raw = line.substr(colon + 1);
        if (line == "BEGIN:VEVENT") events.emplace_back();
        if (line == "BEGIN:VEVENT" || line == "END:VEVENT") {
            CHECK(inside == (line == "END:VEVENT"));
            inside = !inside;
            continue;
        }
        if (!inside) continue;
        std::string value;
        for (std::size_t i = 0; i < raw.size(); ++i) value += raw[i] == '\\' ? raw[++i] : raw[i];
        CHECK(events.back().emplace(name, value).second);
    }
    return events;
}

}  // namespace

TEST_CASE("the schedule as CSV is read back by check as the very plan") {
    for (const std::string& name : examples) {
        CAPTURE(name);
        const Json plan = Json::parse(taper(example(name), {"--format", "json"}).out);
        const std::string csv = taper(example(name), {"--format", "csv"}).out;
        const Ran ran = run_program({"check", "case.yaml", "plan.csv", "--format", "json"},
                                    {{"case.yaml", example(name)}, {"plan.csv", csv}});
        REQUIRE_MESSAGE(ran.code == 0, ran.err);
        const Json read = Json::parse(ran.out);
        CHECK(read["verdict"] == "passes");
        REQUIRE(read["plan"]["steps"].size() == plan["steps"].size());
        for (std::size_t i = 0; i < plan["steps"].size(); ++i) {
            const Json &ours = plan["steps"][i], &theirs = read["plan"]["steps"][i];
            CHECK(theirs["start"] == ours["start"]);
            CHECK(theirs["days"] == ours["days"]);
            const Json &mine = ours["opioids"][0]["doses"], &doses = theirs["opioids"][0]["doses"];
            REQUIRE(doses.size() == mine.size());
            for (std::size_t d = 0; d < mine.size(); ++d) {
                CHECK(doses[d]["time"] == mine[d]["time"]);
                CHECK(doses[d]["amount"] == mine[d]["amount"]);
                CHECK(doses[d]["units"] == mine[d]["units"]);
            }
        }
        CHECK(read["plan"]["after"]["kind"] == plan["after"]["kind"]);
    }
}

TEST_CASE("a calendar file has each change, pick-up and visit of the firm part on its day") {
    const std::vector<Properties> events =
        events_in(taper(example("morphine-er-270-va-slower"), {"--format", "ics"}).out);
    std::multiset<std::pair<std::string, std::string>> days;
    std::set<std::string> ids;
    for (const Properties& event : events) {
        days.emplace(event.at("DTSTART;VALUE=DATE"), event.at("SUMMARY"));
        CHECK(ids.insert(event.at("UID")).second);
        CHECK(event.at("DTSTAMP") == "20261130T000000Z");
        CHECK(event.at("STATUS") == "TENTATIVE");
        CHECK_FALSE(event.contains("DESCRIPTION"));
    }
    const std::string change = "DRAFT: Medicine change today", pick_up = "DRAFT: Pick up your medicine",
                      visit = "DRAFT: Visit at the clinic";
    const std::multiset<std::pair<std::string, std::string>> expected{
        {"20261201", change}, {"20261201", pick_up}, {"20261228", visit},
        {"20261229", change}, {"20261229", pick_up}, {"20270125", visit},
        {"20270126", change}, {"20270126", pick_up}, {"20270222", visit}};
    CHECK(days == expected);
    CHECK(events.front().at("DTEND;VALUE=DATE") == "20261202");
}

TEST_CASE("a calendar file names no drug unless asked to") {
    const std::string bare = taper(example("hydrocodone-weekly"), {"--format", "ics"}).out;
    CHECK_FALSE(has(bare, "hydrocodone"));
    CHECK_FALSE(has(bare, "mg"));
    const std::vector<Properties> events =
        events_in(taper(example("hydrocodone-weekly"), {"--format", "ics", "--ics-details"}).out);
    CHECK(std::any_of(events.begin(), events.end(), [](const Properties& event) {
        return event.contains("DESCRIPTION") && has(event.at("DESCRIPTION"), "hydrocodone");
    }));
}

TEST_CASE("the ids of a calendar stay the same on another day") {
    const auto ids = [](const std::string& as_of) {
        std::set<std::string> all;
        for (const Properties& event : events_in(
                 taper(example("morphine-er-270-va-slower"), {"--format", "ics", "--as-of", as_of}).out))
            all.insert(event.at("UID"));
        return all;
    };
    CHECK(ids("2026-11-30") == ids("2026-11-27"));
}

TEST_CASE("a folded line is never cut inside a character, and separators are escaped") {
    stepdown::Event event{*stepdown::parse_date("2026-12-01"), "x", "a, b; c\\d\ne", ""};
    for (int i = 0; i < 60; ++i) event.details += "é";
    const std::string text =
        stepdown::render_ics({event}, {"id", *stepdown::parse_date("2026-11-30"), false, true});
    const std::vector<Properties> events = events_in(text);
    REQUIRE(events.size() == 1);
    CHECK(events[0].at("DESCRIPTION") == event.details);
    CHECK(has(text, "SUMMARY:a\\, b\\; c\\\\d\\ne\r\n"));
    CHECK(events[0].at("STATUS") == "CONFIRMED");
    for (const std::string& line : lines_of(text)) {
        const auto first = static_cast<unsigned char>(line.starts_with(" ") ? line[1] : line[0]);
        CHECK((first & 0xC0U) != 0x80U);
    }
}

TEST_CASE("a note is ASCII in 79 columns and says each step") {
    for (const std::string& name : examples) {
        CAPTURE(name);
        std::string accented = example(name);
        const std::size_t at = accented.find("prescriber: \"Dr. ");
        if (at != std::string::npos) accented.insert(at + 17, "José ");
        for (const char* reader : {"prescriber", "patient", "pharmacist"}) {
            const std::string note = taper(accented, {"--format", "note", "--for", reader}).out;
            for (const std::string& line : lines_of(note)) {
                CHECK_MESSAGE(line.size() <= 79, line);
                CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 0x7f; }));
            }
            if (at != std::string::npos) CHECK(has(note, "Jose"));
        }
    }
    const std::string note = taper(example("morphine-er-270-va-slower"), {"--format", "note"}).out;
    CHECK(has(note, "- Step 1, Dec 1, 2026 to Dec 28, 2026: 240 mg a day: morning 1 tablet of 60 mg\n"));
    CHECK(has(note, "- From Nov 30, 2027: stopped.\n"));
    CHECK(has(note, "DRAFT"));
}

TEST_CASE("there is one sig line for each firm fill") {
    const std::string text = taper(example("morphine-er-270-va-slower"), {"--format", "sig"}).out;
    const std::vector<std::string> lines = lines_of(text);
    REQUIRE(lines.size() == 7);  // and the draft's
    CHECK(lines[0].starts_with("DRAFT"));
    CHECK(lines[1] ==
          "Not before Dec 1, 2026; dispense 84 tablets for 28 days; morphine extended-release 60 mg: Take 1 "
          "tablet "
          "by mouth in the morning, 1 tablet in the afternoon and 1 tablet at bedtime. Swallow whole.");
    CHECK(has(lines[4], "Dec 29, 2026"));
}

TEST_CASE("a pharmacist's sheet asks first and answers on another page") {
    const std::string text = taper(example("morphine-er-270-va-slower"), {"--for", "pharmacist"}).out;
    const std::size_t questions = text.find("Second check"),
                      answers = text.find("Answers to the second check");
    REQUIRE(questions != std::string::npos);
    REQUIRE(answers != std::string::npos);
    CHECK(questions < answers);
    const std::string asked = text.substr(questions, answers - questions);
    CHECK_FALSE(has(asked, "84"));
    CHECK_FALSE(has(asked, "240 mg"));
    CHECK(has(asked, "____"));
    const std::string answered = text.substr(answers);
    CHECK(has(answered, "3 a day x 28 days = 84"));
    CHECK(has(answered, "(270 mg/day - 240 mg/day) / 270 mg/day"));
    CHECK(has(answered, "11.1 %"));
    CHECK(has(text, "30 mg tablets"));
    const std::string page =
        taper(example("morphine-er-270-va-slower"), {"--for", "pharmacist", "--format", "html"}).out;
    CHECK(has(page, "<section class=\"page\" aria-labelledby=\"answers\">"));
}

TEST_CASE("where no plan is issued another program gets nothing, and people are told why") {
    for (const char* format : {"csv", "ics", "sig"}) {
        const Ran ran = run_program({"taper", "case.yaml", "--format", format, "--output", "out"},
                                    {{"case.yaml", example("refused-pregnant")}});
        CHECK(ran.code == 3);
        CHECK(ran.out.empty());
        CHECK_FALSE(ran.files.contains("out"));
        CHECK(has(ran.err, "Taper plan: refused"));
    }
}

TEST_CASE("what is beyond ASCII is made plain") {
    CHECK(stepdown::in_ascii("José Müller\u00a0\u2013 \u201cA\u201d \u2019 \u00b5 \U0001F600.") ==
          "Jose Muller - \"A\" ' ? ?.");
}

TEST_CASE("a format that a command does not have is told with those that it has") {
    const Ran ran = run_program({"mme", "morphine 10 mg q6h", "--format", "ics"});
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "mme has no format \"ics\"; write --format text, --format json or --format html"));
}

TEST_CASE("the rows that the page on documents shows are the program's own") {
    const std::string page = project_file("docs/documents.md");
    const std::size_t start = page.find("```csv\n") + 7, end = page.find("```", start);
    const std::string rows = page.substr(start, end - start);
    CHECK(lines_of(rows).size() == 5);
    CHECK(taper(example("morphine-er-270-va-slower"), {"--format", "csv"}).out.starts_with(rows));
}
