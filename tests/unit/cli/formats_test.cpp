#include <doctest/doctest.h>
#include <set>
#include <string>
#include <vector>

#include "cli/formats/chart_geometry.hpp"
#include "cli/formats/html.hpp"
#include "cli/formats/text.hpp"
#include "cli/formats/words.hpp"
#include "tests/cli/run_support.hpp"

using namespace stepdown;

namespace {

/// A document with one of every block there is.
Document everything() {
    Document document;
    document.title = "Plan: 60 mg a day & less";
    document.banner = "DRAFT: \"not yet\" <a plan>";
    document.versions = "stepdown 0";
    document.references = {"A guideline (2022). https://example.org/a?b=1&c=2. At: p. 1 [verified]"};
    Chart chart{"dose", "Dose over time", "It falls.", "Date", "mg/day", ChartShape::steps, {}};
    chart.points = {{0, 60, 60, 60, "Dec 1, 2026", "60 mg/day", true},
                    {28, 30, 30, 30, "Dec 29, 2026", "30 mg/day", false},
                    {56, 0, 0, 0, "Jan 26, 2027", "0 mg/day", false}};
    Table table{
        "doses",
        {{"day", "Day"}, {"take", "Morning", ColumnKind::tick}, {"note", "Note", ColumnKind::fill_in}},
        {{"Tue, Dec 1, 2026", "1 tablet of 60 mg", ""}, {"Wed, Dec 2, 2026", "", "none"}},
        "What is taken"};
    document.sections = {
        {"one", "First", {Paragraph{"Take 60 mg.", {1}}, Notice{Severity::block, "a-rule", "No.", {1}}}},
        {"one",
         "Again",
         {Callout{"Call 911", {"when asleep"}}, List{{"a", "b"}, ListKind::tick_boxes}, table},
         true},
        {"three", "Third", {chart, List{{"x"}, ListKind::numbers}, List{{"y"}}}}};
    return document;
}

/// The names of the elements that are open when they should be closed; strict: no element is left unclosed.
std::vector<std::string> nesting_faults(const std::string& html) {
    std::vector<std::string> open, faults;
    for (std::size_t at = html.find("<html"); at != std::string::npos; at = html.find('<', at + 1)) {
        const std::size_t end = html.find('>', at);
        const std::string tag = html.substr(at + 1, end - at - 1);
        if (tag.starts_with("!") || tag.ends_with("/")) continue;
        if (tag.starts_with("/")) {
            if (open.empty() || open.back() != tag.substr(1)) faults.push_back(tag);
            if (!open.empty()) open.pop_back();
        } else {
            open.push_back(tag.substr(0, tag.find_first_of(" \n")));
        }
    }
    faults.insert(faults.end(), open.begin(), open.end());
    return faults;
}

std::vector<std::string> ids_of(const std::string& html) {
    std::vector<std::string> ids;
    for (std::size_t at = html.find(" id=\""); at != std::string::npos; at = html.find(" id=\"", at + 1))
        ids.push_back(html.substr(at + 5, html.find('"', at + 5) - at - 5));
    return ids;
}

}  // namespace

TEST_CASE("a number is never parted from its unit, nor a date from its year") {
    CHECK(unbreakable("Take 60 mg on Dec 1, 2026 at bedtime") ==
          std::vector<std::string>{"Take", "60 mg", "on", "Dec 1, 2026 at", "bedtime"});
    CHECK(unbreakable("half tablet of 2.5 mg") == std::vector<std::string>{"half", "tablet", "of", "2.5 mg"});
    CHECK(unbreakable("Step 1 2") == std::vector<std::string>{"Step", "1", "2"});
    CHECK(unbreakable("60\u00a0mg  a day") == std::vector<std::string>{"60 mg", "a", "day"});
    CHECK(bound("Take 60 mg now") == "Take 60\u00a0mg now");
    CHECK(width_of("a\u00a0b") == 3);
}

TEST_CASE("no line of a text ends between a number and its unit, however narrow it is") {
    Document document;
    document.title = "T";
    document.sections = {
        {"s", "S", {Paragraph{"one two three four five six seven eight 60 mg and 15 mg or 7.5 mg"}}}};
    for (std::size_t width = 40; width < 60; ++width) {
        const std::string text = render_text(document, {width, width});
        for (const char* dose : {"60 mg", "15 mg", "7.5 mg"})
            CHECK_MESSAGE(text.find(dose) != std::string::npos, width, ": ", text);
    }
}

TEST_CASE("a text shows every kind of block in plain characters") {
    const std::string text = render_text(everything());
    CHECK(text.find("Tue, Dec 1, 2026  [ ] 1 tablet of 60 mg  ____________________\n") != std::string::npos);
    CHECK(text.find("\nWed, Dec 2, 2026                         none\n") != std::string::npos);
    CHECK(text.find("\n[ ] a\n[ ] b\n") != std::string::npos);
    CHECK(text.find("\n1. x\n- y\n") != std::string::npos);
    CHECK(text.find("* Call 911\n* when asleep\n") != std::string::npos);
    CHECK(text.find("Dec 1, 2026   60 mg/day  ########################################\n") !=
          std::string::npos);
    CHECK(text.find("Dec 29, 2026  30 mg/day  ....................\n") != std::string::npos);
}

TEST_CASE("a page closes every element, names every id once, and leads each reference to its source") {
    const std::string html = render_html(everything());
    CHECK(nesting_faults(html) == std::vector<std::string>());
    const std::vector<std::string> ids = ids_of(html);
    CHECK(ids.size() == std::set<std::string>(ids.begin(), ids.end()).size());
    CHECK(std::set<std::string>(ids.begin(), ids.end()).contains("source-1"));
    CHECK(html.find("<a href=\"#source-1\">1</a>") != std::string::npos);
    CHECK(html.find("<a href=\"https://example.org/a?b=1&amp;c=2\">") != std::string::npos);
}

TEST_CASE("a page needs nothing from elsewhere and says its language") {
    const std::string html = render_html(everything());
    CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\""));
    for (const char* fetched : {"<script", "<link", "<img", "@import", "url(", "src="})
        CHECK_MESSAGE(html.find(fetched) == std::string::npos, fetched);
}

TEST_CASE("what stands in a document cannot become markup") {
    const std::string html = render_html(everything());
    CHECK(html.find("Plan: 60\u00a0mg a day &amp; less") != std::string::npos);
    CHECK(html.find("<a plan>") == std::string::npos);
    CHECK(html.find("content: \"DRAFT: \\\"not yet\\\" \\3c a plan>\"") != std::string::npos);
}

TEST_CASE("a table has headings with scope, boxes to tick and lines to fill in") {
    const std::string html = render_html(everything());
    CHECK(html.find("<th scope=\"col\">Morning</th>") != std::string::npos);
    CHECK(html.find("<th scope=\"row\">Tue,\u00a0Dec\u00a01,\u00a02026</th>") != std::string::npos);
    CHECK(html.find("<td><span class=\"box\"></span>1\u00a0tablet of 60\u00a0mg</td>") != std::string::npos);
    CHECK(html.find("<td><span class=\"line\"></span></td>") != std::string::npos);
    CHECK(html.find("<caption id=\"doses-table\">What is taken</caption>") != std::string::npos);
}

TEST_CASE("patients get 14 points, and large print has 18") {
    Document document = everything();
    document.reader = Reader::patient;
    CHECK(render_html(document).find("<body class=\"patient\">") != std::string::npos);
    document.print = Print::large;
    const std::string html = render_html(document);
    CHECK(html.find("<body class=\"patient large\">") != std::string::npos);
    CHECK(html.find("body.patient { font-size: 14pt; }") < html.find("body.large { font-size: 18pt; }"));
}

TEST_CASE("a chart of steps holds each value until the next point, and dashes what is not firm") {
    const Chart chart = std::get<Chart>(everything().sections[2].blocks[0]);
    const ChartGeometry geometry = geometry_of(chart);
    REQUIRE(geometry.strokes.size() == 2);
    const auto& firm = geometry.strokes[0];
    CHECK(firm.is_firm);
    REQUIRE(firm.spots.size() == 3);  // (0, 60) (28, 60) (28, 30) of 56 days and 60 mg
    CHECK(firm.spots[0].y == doctest::Approx(1.0));
    CHECK(firm.spots[1].x == doctest::Approx(0.5));
    CHECK(firm.spots[1].y == doctest::Approx(1.0));
    CHECK(firm.spots[2].y == doctest::Approx(0.5));
    CHECK_FALSE(geometry.strokes[1].is_firm);
    CHECK(geometry.strokes[1].spots.back().y == doctest::Approx(0.0));
    REQUIRE(geometry.y_ticks.size() == 4);  // 0, 20, 40, 60
    CHECK(geometry.y_ticks.back().label == "60");
    const std::string svg = render_svg(chart);
    CHECK(svg.find("role=\"img\"") != std::string::npos);
    CHECK(svg.find("<title id=\"dose-title\">Dose over time</title>") != std::string::npos);
    CHECK(svg.find(">Dec 1, 2026</text>") != std::string::npos);
    CHECK(geometry_of({}).strokes.empty());
}

TEST_CASE("every command that prints text prints a whole page too") {
    const std::string taper_case = test::project_file("docs/examples/morphine-er-270-va-slower.yaml");
    const std::map<std::string, std::string> files{
        {"case.yaml", taper_case},
        {"plan.json",
         test::run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", taper_case}}).out}};
    const std::vector<std::vector<std::string>> all{
        {"taper", "case.yaml"},
        {"check", "case.yaml", "plan.json"},
        {"show", "plan.json"},
        {"mme", "morphine ER 60 mg q12h", "--source", "all"},
        {"convert", "morphine ER 60 mg q12h", "--to", "oxycodone ER"},
        {"drugs", "list"},
        {"drugs", "show", "morphine"},
        {"protocols", "list"},
        {"protocols", "show", "va-slower"},
        {"protocols", "show", "no-increase"}};
    for (std::vector<std::string> words : all) {
        CAPTURE(words.front());
        const test::Ran text = test::run_program(words, files);
        words.insert(words.end(), {"--format", "html"});
        const test::Ran page = test::run_program(words, files);
        CHECK(page.code == text.code);
        CHECK(page.out.starts_with("<!DOCTYPE html>"));
        CHECK(nesting_faults(page.out) == std::vector<std::string>());
        const std::vector<std::string> ids = ids_of(page.out);
        CHECK(ids.size() == std::set<std::string>(ids.begin(), ids.end()).size());
    }
}
