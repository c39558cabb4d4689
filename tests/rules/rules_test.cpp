// Runs every case file under tests/rules/<rule>/ and compares what that rule says with expected.txt beside
// it:
//   fires.yaml: no plan
//     suicidality block
// After the name of the file stands whether a plan is issued; below it the findings of this rule and of no
// other (rule, severity, "step N" or "after", "acknowledge"), or "none".
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

namespace fs = std::filesystem;

const fs::path rules_folder = fs::path(STEPDOWN_SOURCE_DIR) / "tests" / "rules";

struct Expected {
    std::string plan;
    std::vector<std::string> findings;
};

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE_MESSAGE(in, "cannot read ", path.string());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::map<std::string, Expected> expected_in(const fs::path& folder) {
    std::map<std::string, Expected> all;
    std::istringstream lines(content(folder / "expected.txt"));
    std::string file;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  ")) {
            REQUIRE_FALSE(file.empty());
            if (line != "  none") all[file].findings.push_back(line.substr(2));
            continue;
        }
        const std::size_t colon = line.find(": ");
        REQUIRE_MESSAGE(colon != std::string::npos, line);
        file = line.substr(0, colon);
        all[file].plan = line.substr(colon + 2);
    }
    return all;
}

std::vector<fs::path> rule_folders() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(rules_folder)) {
        if (entry.is_directory()) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::set<std::string> case_files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") names.insert(entry.path().filename().string());
    }
    return names;
}

}  // namespace

TEST_CASE("each rule says about its case files what is expected, and no more") {
    int files = 0;
    for (const fs::path& folder : rule_folders()) {
        const std::string rule = folder.filename().string();
        for (const auto& [file, expected] : expected_in(folder)) {
            CAPTURE(rule);
            CAPTURE(file);
            const Tapered result = tapered(content(folder / file));
            CHECK(lines_of(result.review, rule) == expected.findings);
            CHECK((result.plan ? "plan" : "no plan") == expected.plan);
            ++files;
        }
    }
    CHECK(files >= 60);
}

TEST_CASE("every case file of a rule has its expectation") {
    for (const fs::path& folder : rule_folders()) {
        CAPTURE(folder.string());
        std::set<std::string> expected;
        for (const auto& [file, what] : expected_in(folder)) expected.insert(file);
        CHECK(expected == case_files_in(folder));
    }
}

TEST_CASE("what a rule says is complete: a message, what to do instead, and where it rests") {
    for (const fs::path& folder : rule_folders()) {
        const std::string rule = folder.filename().string();
        for (const std::string& file : case_files_in(folder)) {
            CAPTURE(rule);
            CAPTURE(file);
            for (const Finding& finding : tapered(content(folder / file)).review.findings) {
                CAPTURE(finding.rule);
                CHECK(finding.message.ends_with("."));
                CHECK(finding.instead.ends_with("."));
                // That tablets come in steps is arithmetic and has no source.
                if (finding.rule != "goal-in-whole-units") CHECK_FALSE(finding.citations.empty());
                CHECK(finding.rule.ends_with("-unknown") == !finding.missing.empty());
            }
        }
    }
}

TEST_CASE("a plan is issued exactly when no block stands") {
    for (const fs::path& folder : rule_folders()) {
        for (const std::string& file : case_files_in(folder)) {
            CAPTURE(folder.string());
            CAPTURE(file);
            const Tapered result = tapered(content(folder / file));
            bool blocked = false;
            for (const Finding& finding : result.review.findings)
                blocked |= finding.severity == Severity::block;
            const bool nothing_taken = !lines_of(result.review, "not-taking").empty();
            CHECK(result.plan.has_value() == (!blocked && !nothing_taken));
        }
    }
}
