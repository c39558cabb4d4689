// One smallest bad file for each problem that a case file can have, and exactly what is printed for it.
// tests/errors/ID.yaml is the file and ID.txt what is printed; a problem that is told in several ways has
// more files, ID.WAY.yaml. The files whose names start with "yaml-" are read by the YAML reader alone; the
// others are cases that `stepdown taper` is given. Two have no file because it would have to be large;
// unit/conversions/yaml_tree_test.cpp makes them: yaml-too-large and yaml-too-many-values.
#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "tests/cli/run_support.hpp"

namespace stepdown {

namespace {

using test::check_golden;
using test::project_file;

const std::filesystem::path folder = std::filesystem::path(STEPDOWN_SOURCE_DIR) / "tests" / "errors";

constexpr std::array yaml_problems = {"yaml-alias",
                                      "yaml-anchor",
                                      "yaml-control-character",
                                      "yaml-directive",
                                      "yaml-empty-file",
                                      "yaml-empty-value",
                                      "yaml-joined-lines",
                                      "yaml-key-not-text",
                                      "yaml-left-over",
                                      "yaml-merge-key",
                                      "yaml-not-utf8",
                                      "yaml-repeated-key",
                                      "yaml-second-document",
                                      "yaml-syntax",
                                      "yaml-tag",
                                      "yaml-too-deep",
                                      "yaml-unterminated-quote"};

struct Chapter {
    std::string title;
    std::vector<std::string> problems;
};

/// Every problem id that a case can raise, in the order of docs/errors.md.
const std::vector<Chapter> chapters{
    {"Keys and values of the case file",
     {"missing-key",
      "unknown-key",
      "unknown-word",
      "unknown-product",
      "unknown-rule",
      "not-a-mapping",
      "not-a-list",
      "not-text",
      "yes-or-no",
      "quantity-form",
      "number",
      "unit",
      "date",
      "age",
      "implausible-measurement",
      "review-every",
      "fill-every",
      "taper-first",
      "consolidate-one",
      "override-reason",
      "override-by"}},
    {"An opioid in words",
     {"no-opioids", "empty-regimen", "regimen-too-long", "unknown-drug", "word-not-understood",
      "dose-missing", "dose-without-unit", "unit-for-route", "frequency-missing", "frequency-for-route",
      "strength-not-made", "contradiction", "ambiguous-drug", "ambiguous-dose", "ambiguous-frequency",
      "ambiguous-route"}},
    {"What is taken now",
     {"purpose-unsaid", "since-in-future", "as-needed-use-unknown", "as-needed-use-not-whole",
      "too-many-doses", "dose-not-dispensable", "combination-not-said", "strength-not-said",
      "no-product-line", "no-wished-product"}},
    {"The goal",
     {"goal", "goal-missing", "goal-is-rotation", "goal-drug", "goal-without-factor", "goal-not-lower",
      "goal-out-of-reach"}},
};

/// "unit" of "unit.regimen".
std::string problem_of(const std::string& name) {
    return name.substr(0, name.find('.'));
}

/// The names of the files of cases, without ".yaml", sorted.
std::vector<std::string> case_files() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string name = file.path().stem().string();
        if (file.path().extension() == ".yaml" && !name.starts_with("yaml-")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> files_of(const std::string& problem) {
    std::vector<std::string> names = case_files();
    std::erase_if(names, [&](const std::string& name) { return problem_of(name) != problem; });
    return names;
}

std::string bad_file(const std::string& name) {
    return project_file("tests/errors/" + name + ".yaml");
}

std::size_t times_in(std::string_view text, std::string_view sought) {
    std::size_t times = 0;
    for (std::size_t at = text.find(sought); at != text.npos; at = text.find(sought, at + 1)) ++times;
    return times;
}

/// The lines of `text`, each cut to what fits a page.
std::string fitting(const std::string& text) {
    static constexpr std::size_t longest = 110;
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const std::string line = text.substr(from, end - from);
        const bool told = line.find(": error: ") != std::string::npos;
        out += (told || line.size() <= longest ? line : line.substr(0, longest) + "...") + "\n";
        from = end + 1;
    }
    return out;
}

std::string fenced(const std::string& kind, const std::string& text) {
    return "```" + kind + "\n" + fitting(text) + "```\n\n";
}

std::string gallery() {
    std::string page =
        "# What Stepdown says when a case file is wrong\n\n"
        "Each problem with a smallest file that has it and what is printed. The word in brackets is the "
        "problem's id; it\n"
        "stays the same in later versions and stands in the JSON as well. Nothing is planned until every "
        "problem is mended:\n"
        "the program ends with exit code 2. The keys are explained in [the case file](case-file.md).\n\n"
        "This page is written by the tests (`tests/errors`); do not edit it.\n\n";
    for (const Chapter& chapter : chapters) {
        page += "## " + chapter.title + "\n\n";
        for (const std::string& problem : chapter.problems) {
            page += "### " + problem + "\n\n";
            for (const std::string& name : files_of(problem)) {
                page += fenced("yaml", bad_file(name));
                page += fenced("", project_file("tests/errors/" + name + ".txt"));
            }
        }
    }
    page += "## YAML\n\nA case file keeps to a plain part of YAML.\n\n";
    for (const std::string problem : yaml_problems) {
        page += "### " + problem + "\n\n";
        page += fenced("", project_file("tests/errors/" + problem + ".txt"));
    }
    page.pop_back();
    return page;
}

}  // namespace

TEST_CASE("each problem of the YAML reader is told exactly as its file in tests/errors says") {
    for (const std::string id : yaml_problems) {
        CAPTURE(id);
        const std::string text = bad_file(id);
        const auto tree = yaml::parse(text, id + ".yaml");
        REQUIRE_FALSE(tree);
        std::string printed;
        for (const Problem& problem : tree.problems()) {
            CHECK(problem.id == id);
            printed += show_problem(problem, text);
        }
        CHECK(printed == project_file("tests/errors/" + id + ".txt"));
    }
}

TEST_CASE("no file in tests/errors is forgotten by the test of YAML problems") {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string id = file.path().stem().string();
        if (!id.starts_with("yaml-")) continue;
        CAPTURE(id);
        CHECK(std::find(yaml_problems.begin(), yaml_problems.end(), id) != yaml_problems.end());
    }
}

TEST_CASE("each problem of a case is told alone and exactly as its file in tests/errors says") {
    for (const std::string& name : case_files()) {
        CAPTURE(name);
        const std::string file = name + ".yaml";
        const test::Ran ran = test::run_program({"taper", file}, {{file, bad_file(name)}});
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        CHECK(times_in(ran.err, ": error: ") == 1);
        CHECK(times_in(ran.err, " [" + problem_of(name) + "]\n") == 1);
        CHECK_MESSAGE(times_in(ran.err, "^\n") == 1, "no caret");
        CHECK_MESSAGE(times_in(ran.err, "; ") >= 1, "it does not say what would be right");
        check_golden("tests/errors/" + name + ".txt", ran.err);
    }
}

TEST_CASE("every problem that a case can have is shown in tests/errors, and no other is") {
    std::vector<std::string> listed;
    for (const Chapter& chapter : chapters) {
        for (const std::string& problem : chapter.problems) {
            CAPTURE(problem);
            CHECK_FALSE(files_of(problem).empty());
            CHECK_MESSAGE(std::find(listed.begin(), listed.end(), problem) == listed.end(), "listed twice");
            listed.push_back(problem);
        }
    }
    for (const std::string& name : case_files()) {
        CAPTURE(name);
        CHECK(std::find(listed.begin(), listed.end(), problem_of(name)) != listed.end());
    }
}

TEST_CASE("docs/errors.md shows every problem as it is printed now") {
    check_golden("docs/errors.md", gallery());
}

}  // namespace stepdown
