#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

/// The VA's own example: firm are steps 1 to 3, Dec 1, 2026 to Feb 22, 2027.
std::string morphine() {
    return project_file("docs/examples/morphine-er-270-va-slower.yaml");
}

Ran sheet(const std::string& patient_case, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"taper", "case.yaml", "--for", "patient"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words, {{"case.yaml", patient_case}});
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
    return times;
}

/// The row of a day in the page's calendar.
std::string row_of(const std::string& html, const std::string& day) {
    const std::size_t at = html.find("<tr><th scope=\"row\">" + day);
    return at == std::string::npos ? "" : html.substr(at, html.find("</tr>", at) - at);
}

const std::string nb = "\u00a0";

}  // namespace

TEST_CASE("each day of a patient's calendar has the doses of its step, under the tablets that make them up") {
    const std::string html = sheet(morphine(), {"--format", "html"}).out;
    const auto boxes = [&](const std::vector<std::string>& amounts) {
        std::string cells;
        for (const std::string& mg : amounts)
            cells += "<td><span class=\"box\"></span>" + mg + nb + "mg</td>";
        return cells;
    };
    // Step 2, Dec 29 to Jan 25: 75, 60 and 75 mg. The day before it still has 75, 75 and 90 mg.
    const std::string day = nb + "Jan" + nb + "5," + nb + "2027",
                      last = nb + "Dec" + nb + "28," + nb + "2026";
    CHECK_MESSAGE(has(row_of(html, "Tue," + day), boxes({"75", "60", "75"})), row_of(html, "Tue," + day));
    CHECK(has(row_of(html, "Mon," + last), boxes({"75", "75", "90"})));
    const std::string heading = "<th scope=\"col\">Bedtime, 11" + nb + "PM: 1" + nb + "tablet of 60" + nb +
                                "mg and 1" + nb + "tablet of 30" + nb + "mg (90" + nb + "mg)</th>";
    CHECK(count(html, heading) == 1);
}

TEST_CASE("a patient's calendar has each firm day once, and no projected day") {
    const std::string text = sheet(morphine()).out;
    const std::size_t first = text.find("Calendar: Dec 1, 2026"), end = text.find("Later steps");
    REQUIRE(first != std::string::npos);
    REQUIRE(end != std::string::npos);
    const std::string calendars = text.substr(first, end - first);
    CHECK(count(calendars, "Calendar: ") == 3);
    // 84 days, three doses each.
    CHECK(count(calendars, "[ ] ") == 84 * 3);
    CHECK(has(calendars, "Mon, Feb 22, 2027"));
    CHECK_FALSE(has(calendars, "Tue, Feb 23, 2027"));
    CHECK(has(text.substr(end), "Tue, Feb 23, 2027"));
    CHECK(has(on_one_line(text.substr(end)), "Tue, Nov 30, 2027 none"));
}

TEST_CASE("a patient is told today's dose first, whenever the sheet is printed") {
    const std::string before = on_one_line(sheet(morphine(), {"--as-of", "2026-11-30"}).out);
    CHECK(has(before, "The plan starts on Tue, Dec 1, 2026. Until then, take what you take now:"));
    CHECK(has(before, "That is 270 mg in all each day."));
    CHECK(has(before, "From Tue, Dec 1, 2026 on, take:"));
    const std::string during = sheet(morphine() + "\n", {"--as-of", "2026-12-01"}).out;
    CHECK(has(on_one_line(during), "Today, Tue, Dec 1, 2026, take:"));
    CHECK(during.find("That is 240 mg") < during.find("Most important"));
    CHECK_FALSE(has(during, "270 mg"));
}

TEST_CASE("a patient's sheet names the tablets to give back at each change") {
    const std::string text = on_one_line(sheet(morphine()).out);
    // 60, 15 and 30 mg in step 1; 60 and 15 mg in step 2; 60 mg in step 3.
    CHECK(has(text, "210 mg 30 mg tablets"));
    CHECK(has(text, "180 mg 15 mg tablets"));
    CHECK(has(text, "240 mg nothing"));
}

TEST_CASE("a sheet is a draft until the case names who reviewed this very plan") {
    const std::string plan =
        run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", morphine()}}).out;
    const std::string id = Json::parse(plan)["id"];
    CHECK(has(sheet(morphine()).out, "DRAFT. Do not follow this plan yet."));
    const auto reviewed = [&](const std::string& which) {
        return sheet(morphine() + "reviewed: {by: Dr. A. Example, on: 2026-11-30, plan: " + which + "}\n")
            .out;
    };
    CHECK_FALSE(has(reviewed(id), "DRAFT"));
    CHECK(has(reviewed("00000000000000000000000000000000"), "DRAFT"));
    CHECK(has(reviewed(id), id));
}

TEST_CASE("a sheet has no name unless the case gives it, and a line to fill in for a missing phone") {
    CHECK_FALSE(has(sheet(morphine()).out, "Your name"));
    CHECK_FALSE(has(sheet(morphine()).out, "example 1"));
    CHECK(has(on_one_line(sheet(morphine()).out), "Phone ____"));
    std::string named = morphine() + "clinic: {name: Hill Clinic, phone: 555-0100, after_hours: 555-0199}\n";
    named.replace(named.find("  reference:"), 0, "  name: Ada B.\n");
    const std::string text = on_one_line(sheet(named).out);
    CHECK(has(text, "Your name Ada B."));
    CHECK(has(text, "Phone 555-0100"));
    CHECK(has(text, "Call 555-0100."));
    CHECK_FALSE(has(text, "Phone ____"));
}

TEST_CASE("a sheet says what must not be missing") {
    const std::string text = on_one_line(sheet(morphine()).out);
    for (const char* part :
         {"Never stop all at once", "Never go back to an old, higher dose", "You can pause", "Call 911 now",
          "naloxone", "You miss a dose", "You run out early", "You throw up", "You travel",
          "You go to a hospital", "Keep it safe", "take-back", "Swallow the tablets or capsules whole",
          "Go on to the next dose only after your visit"})
        CHECK_MESSAGE(has(text, part), part);
}

TEST_CASE("a halved tablet is called half, and a liquid is measured") {
    const std::string halves =
        on_one_line(sheet(project_file("docs/examples/oxycodone-ir-scored-slow.yaml")).out);
    CHECK(has(halves, "half tablet of"));
    CHECK(has(halves, "Cut a tablet in half only where this plan says half a tablet."));
    CHECK_FALSE(has(halves, "Swallow the tablets or capsules whole"));
}

TEST_CASE("no sheet for a patient comes of a plan that is refused") {
    const Ran ran = sheet(project_file("docs/examples/refused-pregnant.yaml"));
    CHECK(ran.code == 3);
    CHECK(has(ran.out, "Taper plan: refused"));
    CHECK_FALSE(has(ran.out, "Calendar"));
}

TEST_CASE("an unknown reader is told who there is") {
    const Ran ran = run_program({"taper", "case.yaml", "--for", "nurse"}, {{"case.yaml", morphine()}});
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "--for patient"));
}

TEST_CASE("a patch stands in the calendar only on the days on which it is put on") {
    const std::string patch_case =
        "stepdown: case/1\n"
        "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
        "opioids: [\"fentanyl patch 50 mcg/h every 72 hours\"]\n"
        "used_for: 4 years\ngoal: reduce to fentanyl 25 mcg/h\nstart: 2026-12-01\n"
        "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
        "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";
    const Ran json = run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", patch_case}});
    REQUIRE_MESSAGE(json.code == 0, json.out);
    const Json step = Json::parse(json.out)["steps"][0];
    const Ran ran = sheet(patch_case, {"--format", "html"});
    REQUIRE(ran.code == 0);
    const std::string box = "<span class=\"box\"></span>";
    for (int day = 1; day <= 9; ++day) {  // Dec 1 is a Tuesday
        const char* names[] = {"Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"};
        const std::string row = row_of(ran.out, names[(day - 1) % 7] + ("," + nb) + "Dec" + nb +
                                                    std::to_string(day) + "," + nb + "2026");
        REQUIRE_FALSE(row.empty());
        const Json& change_on = step["opioids"][0]["doses"][0].contains("change_on")
                                    ? step["opioids"][0]["doses"][0]["change_on"]
                                    : step["opioids"][0]["change_on"];
        const std::string date = "2026-12-0" + std::to_string(day);
        const bool is_change = std::find(change_on.begin(), change_on.end(), date) != change_on.end();
        CHECK_MESSAGE(has(row, box) == is_change, row);
    }
    const std::string text = on_one_line(sheet(patch_case, {"--as-of", "2026-12-01"}).out);
    CHECK(has(text, "put on new ones every 3 days"));
    CHECK(has(text, "Do not cut a patch."));
    CHECK_FALSE(has(text, "Swallow the tablets"));
}
