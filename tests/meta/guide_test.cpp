// Everything that docs/case-file.md shows is run, so that the guide cannot promise what the program does not
// do.
#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/run_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The fenced blocks of YAML in the guide, in order. The first is a whole case; the others are parts of one.
std::vector<std::string> blocks() {
    std::vector<std::string> found;
    bool inside = false;
    for (const std::string& line : lines_of(project_file("docs/case-file.md"))) {
        if (line == "```yaml") {
            inside = true;
            found.emplace_back();
        } else if (line == "```") {
            inside = false;
        } else if (inside) {
            found.back() += line + "\n";
        }
    }
    return found;
}

struct Key {
    std::string name, text;  // the text with the key, to the next key
};

std::vector<Key> keys_of(const std::string& yaml) {
    std::vector<Key> keys;
    for (const std::string& line : lines_of(yaml)) {
        if (line.front() != ' ') keys.push_back({line.substr(0, line.find(':')), ""});
        keys.back().text += line + "\n";
    }
    return keys;
}

/// The guide's whole case with the keys of `part` instead of its own.
std::string case_with(const std::string& part) {
    std::vector<Key> keys = keys_of(blocks().front());
    for (const Key& key : keys_of(part)) {
        const auto same =
            std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == key.name; });
        if (same == keys.end()) {
            keys.push_back(key);
        } else {
            *same = key;
        }
    }
    std::string text;
    for (const Key& key : keys) text += key.text;
    return text;
}

Ran taper(const std::string& text, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"taper", "case.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, {{"case.yaml", text}});
}

using Row = std::vector<std::string>;

std::string trimmed(std::string cell) {
    cell.erase(0, cell.find_first_not_of(' '));
    cell.erase(cell.find_last_not_of(' ') + 1);
    return cell;
}

std::string without_ticks(std::string cell) {
    std::erase(cell, '`');
    return cell;
}

/// The rows of the table whose first heading is `heading`, without the heading and the rule below it.
std::vector<Row> table(const std::string& heading) {
    std::vector<Row> rows;
    bool inside = false;
    for (const std::string& line : lines_of(project_file("docs/case-file.md"))) {
        inside = line.starts_with("| " + heading + " |") || (inside && line.starts_with("|"));
        if (!inside) continue;
        Row row;
        std::istringstream cells(line.substr(1));
        for (std::string cell; std::getline(cells, cell, '|');) row.push_back(trimmed(cell));
        rows.push_back(row);
    }
    if (rows.size() > 2) rows.erase(rows.begin(), rows.begin() + 2);
    return rows;
}

std::string opioid(const std::string& words) {
    return "opioids:\n  - " + words + "\n";
}

}  // namespace

TEST_CASE("every block of the guide to the case file is part of a case that has a plan") {
    const std::vector<std::string> all = blocks();
    CHECK(all.size() >= 10);
    for (const std::string& block : all) {
        CAPTURE(block);
        const Ran ran = taper(case_with(block));
        CHECK_MESSAGE(ran.code == 0, ran.err);
    }
}

TEST_CASE("every opioid in words in the guide is read as the guide says") {
    const std::vector<Row> rows = table("in words");
    CHECK(rows.size() >= 15);
    for (const Row& row : rows) {
        CAPTURE(row[0]);
        const Ran ran = taper(case_with(opioid(without_ticks(row[0]))), {"--format", "json"});
        const Json document = Json::parse(ran.out);
        if (row[2] == "yes") {
            CHECK(ran.code == 0);
            CHECK(document["baseline"]["opioids"][0]["daily_dose"]["value"] == std::stod(row[1]));
            const bool patch = row[1].ends_with(" mcg/h");
            CHECK(document["baseline"]["opioids"][0]["daily_dose"]["unit"] == (patch ? "ug/h" : "mg/d"));
        } else if (row[2] == "refused") {
            CHECK(ran.code == 3);
            CHECK(row[1].empty());
        } else {
            CHECK(ran.code == 2);
            REQUIRE(document["problems"].size() == 1);
            CHECK(row[2] == "error `" + std::string(document["problems"][0]["id"]) + "`");
        }
    }
}

TEST_CASE("the guide's table of protocols is what the program chooses") {
    const std::vector<Row> rows = table("used for");
    CHECK(rows.size() >= 6);
    for (const Row& row : rows) {
        CAPTURE(row[0]);
        const Ran ran = taper(case_with("used_for: " + without_ticks(row[0]) + "\n"), {"--format", "json"});
        const bool refused = row[1].starts_with("refused");
        CHECK(ran.code == (refused ? 3 : 0));
        if (!refused) CHECK(Json::parse(ran.out)["protocol"]["id"] == without_ticks(row[1]));
    }
}

TEST_CASE("every goal in the guide's table can be planned") {
    const std::vector<Row> rows = table("goal");
    CHECK(rows.size() == 3);
    for (const Row& row : rows) {
        CAPTURE(row[0]);
        CHECK(taper(case_with("goal: " + without_ticks(row[0]) + "\n")).code == 0);
    }
}

TEST_CASE("what a taper needs is what the guide's table says") {
    const auto without = [](const std::string& part) { return taper(case_with(part)); };
    CHECK(without("patient: {sex: female, conditions: []}\n").code == 3);
    CHECK(without("patient: {age: 55 years, sex: female, conditions: []}\n").code == 3);
    CHECK(without("patient: {age: 55 years, sex: male, conditions: []}\n").code == 0);
    CHECK(without("patient: {age: 56 years, sex: female, conditions: []}\n").code == 0);
    CHECK(without("readiness: {naloxone: yes, opioid_use_disorder: no}\n").code == 3);
    CHECK(without("readiness: {naloxone: yes, suicidality: no}\n").code == 3);
    CHECK(without("supervision: {patient_agrees: yes}\n").code == 3);
    const auto warned = [&](const std::string& part, const std::string& rule) {
        const Ran ran = taper(case_with(part), {"--format", "json"});
        CHECK(ran.code == 0);
        const Json document = Json::parse(ran.out);
        return std::any_of(document["findings"].begin(), document["findings"].end(),
                           [&](const Json& one) { return one["rule"] == rule && one["severity"] == "warn"; });
    };
    CHECK(warned("patient: {age: 58 years, sex: female}\n", "active-cancer-unknown"));
    CHECK(warned("supervision: {prescriber: Dr. A. Example}\n", "patient-agreement-unknown"));
    CHECK(warned("readiness: {suicidality: no, opioid_use_disorder: no}\n", "naloxone-unknown"));
}

TEST_CASE("every key that the program asks for stands in the guide") {
    const std::string guide = project_file("docs/case-file.md");
    for (const char* key : {"stepdown",
                            "reference",
                            "name",
                            "birth_date",
                            "age",
                            "sex",
                            "weight",
                            "height",
                            "serum_creatinine",
                            "dialysis",
                            "liver",
                            "pregnant",
                            "breastfeeding",
                            "frail",
                            "qtc",
                            "conditions",
                            "medicines",
                            "allergies",
                            "opioids",
                            "regimen",
                            "for",
                            "taking",
                            "since",
                            "used_for",
                            "goal",
                            "protocol",
                            "start",
                            "prescriber",
                            "review_every",
                            "patient_agrees",
                            "setting",
                            "phone",
                            "after_hours",
                            "naloxone",
                            "pdmp_checked",
                            "mood_screen",
                            "suicidality",
                            "opioid_use_disorder",
                            "pain_worse_despite_increase",
                            "pain_spreading",
                            "allodynia",
                            "new_injury_or_progression",
                            "tablets_scored",
                            "liquid_acceptable",
                            "heavier_dose",
                            "max_tablets_per_dose",
                            "fill_every",
                            "products",
                            "avoid_products",
                            "keep_as_needed",
                            "overrides",
                            "rule",
                            "reason",
                            "by",
                            "acknowledged",
                            "reviewed",
                            "plan"}) {
        CAPTURE(key);
        const std::string word = key;
        const bool shown = guide.find(word + ":") != std::string::npos ||
                           guide.find("`" + word + "`") != std::string::npos ||
                           guide.find(": " + word + "`") != std::string::npos;
        CHECK(shown);
    }
}
