#include "tests/support/library.hpp"

#include <doctest/doctest.h>

#include "cli/shipped_data.hpp"
#include "planner/review.hpp"
#include "tests/support/data_files.hpp"

namespace stepdown::test {

namespace {

[[noreturn]] void stop(const Problems& problems, const std::string& text) {
    for (const Problem& problem : problems) MESSAGE(show_problem(problem, text));
    FAIL("a text of the test does not load");
    std::abort();
}

}  // namespace

const Library& shipped_library() {
    static const Library library = [] {
        Result<Library> loaded = Library::load(shipped_data());
        if (!loaded) stop(loaded.problems(), "");
        return *std::move(loaded);
    }();
    return library;
}

Library library_with(const std::string& file_text) {
    std::vector<DataFile> files = shipped_data();
    files.push_back(data_file(file_text, "added.yaml"));
    Result<Library> loaded = Library::load(files);
    if (!loaded) stop(loaded.problems(), file_text);
    return *std::move(loaded);
}

Result<Case> case_of(const std::string& text, const Library& library) {
    const Result<yaml::Node> tree = yaml::parse(text, "case.yaml");
    if (!tree) return tree.problems();
    return read_case(*tree, library, rule_ids());
}

Case good_case(const std::string& text, const Library& library) {
    Result<Case> read = case_of(text, library);
    if (!read) stop(read.problems(), text);
    return *std::move(read);
}

std::string case_text(const std::string& regimen, const std::string& more) {
    return "stepdown: case/1\n"
           "patient: {reference: test, age: 58 years, sex: male, conditions: []}\n"
           "opioids:\n"
           "  - \"" +
           regimen +
           "\"\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n" +
           more + (more.ends_with('\n') ? "" : "\n");
}

Date day(const std::string& iso_date) {
    const std::optional<Date> date = parse_date(iso_date);
    REQUIRE_MESSAGE(date, iso_date);
    return *date;
}

}  // namespace stepdown::test
