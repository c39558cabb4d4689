#pragma once
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "planner/taper.hpp"
#include "tests/support/data_files.hpp"

/// Lists of lines are shown when a test fails.
template <>
struct doctest::StringMaker<std::vector<std::string>> {
    static String convert(const std::vector<std::string>& lines) {
        std::string all;
        for (const std::string& line : lines) all += (all.empty() ? "" : "; ") + line;
        return ("[" + all + "]").c_str();
    }
};

namespace stepdown::test {

/// Everything that the project ships, loaded once.
inline const Library& shipped_library() {
    static const Library library = [] {
        std::vector<DataFile> files = data_files_under("conversions/data");
        for (DataFile& file : data_files_under("protocols")) files.push_back(std::move(file));
        Result<Library> loaded = Library::load(files);
        if (!loaded) {
            for (const Problem& problem : loaded.problems()) MESSAGE(show_problem(problem, ""));
            FAIL("the shipped data does not load");
        }
        return *std::move(loaded);
    }();
    return library;
}

/// The day of every run in these tests, a Monday.
inline Date day_of_run() {
    return *parse_date("2026-11-30");
}

inline Result<Case> read_case_text(const std::string& text) {
    return read_case(data_file(text, "case.yaml").tree, shipped_library(), rule_ids());
}

/// A case that reads without a problem.
inline Case good_case(const std::string& text) {
    Result<Case> read = read_case_text(text);
    if (!read) {
        for (const Problem& problem : read.problems()) MESSAGE(show_problem(problem, text));
        FAIL("the case does not read");
    }
    return *std::move(read);
}

/// What taper() makes of a case without faults.
inline Tapered tapered(const std::string& text) {
    Result<Tapered> result = taper(good_case(text), shipped_library(), day_of_run());
    if (!result) {
        for (const Problem& problem : result.problems()) MESSAGE(show_problem(problem, text));
        FAIL("the case has a fault");
    }
    return *std::move(result);
}

/// "window-ceiling block step 5", "naloxone warn acknowledge", "outside-protocol-range warn after".
inline std::string in_a_line(const Finding& finding) {
    std::string line = finding.rule;
    line += finding.severity == Severity::block  ? " block"
            : finding.severity == Severity::warn ? " warn"
                                                 : " note";
    if (finding.step) line += " step " + std::to_string(*finding.step);
    if (finding.on_ending) line += " after";
    if (finding.acknowledge) line += " acknowledge";
    return line;
}

/// What one rule says in a review, by harm; a missing fact included, also where it is told once for
/// several rules.
inline std::vector<std::string> lines_of(const Review& review, const std::string& rule) {
    const auto is_its = [&](const Finding& finding) {
        return finding.rule == rule || finding.rule == rule + "-unknown";
    };
    std::vector<Finding> found;
    for (const Finding& finding : review.findings) {
        if (is_its(finding)) found.push_back(finding);
    }
    for (const Outcome& outcome : review.outcomes) {
        for (const Finding& finding : outcome.findings) {
            const bool is_told = std::any_of(found.begin(), found.end(), [&](const Finding& other) {
                return other.rule == finding.rule && other.missing == finding.missing;
            });
            if (is_its(finding) && !finding.missing.empty() && !is_told) found.push_back(finding);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    std::vector<std::string> lines;
    for (const Finding& finding : found) lines.push_back(in_a_line(finding));
    return lines;
}

}  // namespace stepdown::test
