// The table of docs/methadone.md is what the program computes.
#include <doctest/doctest.h>
#include <sstream>
#include <string>
#include <vector>

#include "conversions/decimal.hpp"
#include "conversions/methadone.hpp"
#include "tests/cli/run_support.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Cells = std::vector<std::string>;

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" *"), last = text.find_last_not_of(" *");
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// The cells of the page's only table, its line of dashes left out.
std::vector<Cells> table() {
    std::vector<Cells> rows;
    std::istringstream in(project_file("docs/methadone.md"));
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("| ")) continue;
        Cells cells;
        std::istringstream parts(line.substr(1));
        for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
        rows.push_back(cells);
    }
    return rows;
}

std::string shown(const FirstDose& dose) {
    return show_decimal(in(dose.amount, unit::mg_per_day), 1);
}
std::string shown(const MethadoneRange& range) {
    if (!range.least) return "below " + shown(range.most);
    const std::string least = shown(*range.least), most = shown(range.most);
    return least == most ? most : least + " to " + most;
}

/// What decides, in the words of the page.
std::string reason(const MethadoneStart& start) {
    if (start.decided_by == "low-dose-cap") return "cap below 60 mg";
    const std::string by = start.decided_by == "methadone-label" ? "label" : start.decided_by;
    return start.from_edge ? by + " at " + show_decimal(in(*start.from_edge, unit::mg_per_day)) + " mg" : by;
}

Cells computed(const std::string& morphine) {
    const DoseRate dose = unit::mg_per_day(std::stod(morphine));
    const MethadoneGuide& guide = shipped_library().methadone;
    const auto start = methadone_start(guide, dose);
    REQUIRE(start);
    Cells cells{morphine, shown(start->dose), reason(*start)};
    for (const std::string id : {"methadone-label", "aahpm-2010", "msd-2023", "msd-2023, cut", "stanford",
                                 "ayonrinde-2000", "ripamonti-1998", "ripamonti-other", "mercadante",
                                 "chart-5y1", "benitez-rosario-2009", "morley-makin"}) {
        for (const MethadoneMethod& method : guide.methods) {
            if (!id.starts_with(method.id)) continue;
            const auto figure = methadone_by(method, dose);
            REQUIRE(figure);
            cells.push_back(shown(id == method.id ? figure->range : *figure->cut_further));
        }
    }
    return cells;
}

}  // namespace

TEST_CASE("the table of the methadone page is what is computed") {
    const std::vector<Cells> rows = table();
    REQUIRE(rows.size() == 10);
    CHECK(rows.front().size() == 15);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        CAPTURE(rows[i].front());
        CHECK(rows[i] == computed(rows[i].front()));
    }
}
