// How a patient's table is laid out on paper: never in smaller type, never with a word cut.
#include "cli/formats/table_layout.hpp"

#include <doctest/doctest.h>
#include <numeric>

#include "cli/formats/words.hpp"

using namespace stepdown;

namespace {

/// Each character 10 points wide, bold ones 11.
TableRoom room_of(double width) {
    return {width, 8, 20, [](const std::string& text, bool is_bold) {
                return static_cast<double>(width_of(text)) * (is_bold ? 11 : 10);
            }};
}

const Table calendar{
    "calendar",
    {{"day", "Day"},
     {"morning", "Morning, 7 AM: 1 tablet of 60 mg (60 mg)", ColumnKind::tick, "Morning"},
     {"bedtime", "Bedtime, 11 PM: 1 tablet of 15 mg (15 mg)", ColumnKind::tick, "Bedtime"},
     {"to-do", "To do"}},
    {{"Tue, Dec 1, 2026", "60 mg", "15 mg", "Visit"}, {"Wed, Dec 2, 2026", "60 mg", "", ""}}};

}  // namespace

TEST_CASE("a stacked table loses no cell, and a row names its doses by the time of day") {
    const auto [narrow, above] = stacked(calendar);
    REQUIRE(narrow.columns.size() == 2);
    CHECK(above == "Morning, 7 AM: 1 tablet of 60 mg (60 mg)\nBedtime, 11 PM: 1 tablet of 15 mg (15 mg)");
    CHECK(narrow.rows[0] ==
          std::vector<std::string>{"Tue, Dec 1, 2026",
                                   "\u2610\u00a0Morning: 60 mg\n\u2610\u00a0Bedtime: 15 mg\nTo do: Visit"});
    CHECK(narrow.rows[1][1] == "\u2610\u00a0Morning: 60 mg");  // no box where no dose is due
}

TEST_CASE("columns are as wide as their longest word at least, and as the page at most") {
    // Day: 16 bold characters; a cell "60 mg" holds together: 5 x 10 + 8 + 20 + 1.
    const auto widths = column_widths(calendar, room_of(600));
    REQUIRE(widths);
    CHECK(std::accumulate(widths->begin(), widths->end(), 0.0) == doctest::Approx(600));
    CHECK((*widths)[0] >= 16 * 11 + 9);
    CHECK((*widths)[1] >= 79);
    CHECK_FALSE(column_widths(calendar, room_of(300)));
}

TEST_CASE("a table is stacked where its columns do not fit, and stays where it is shorter as it is") {
    CHECK(laid_out(calendar, room_of(300)).table.columns.size() == 2);
    Table long_one = calendar;
    for (int i = 0; i < 26; ++i) long_one.rows.push_back({"Wed, Dec 2, 2026", "60 mg", "15 mg", ""});
    CHECK(laid_out(long_one, room_of(600)).table.columns.size() == 4);
    // Long words in one column of three: below each other they take fewer lines.
    const std::string dose =
        "Morning: 1 tablet of 30 mg and 1 tablet of 15 mg (45 mg). Bedtime: 1 tablet of 60 mg";
    const Table changes{
        "changes",
        {{"when", "When"}, {"take", "Take each day"}, {"back", "Give back when it goes down"}},
        {{"Dec 1, 2026 to Dec 28, 2026", dose, "30 mg tablets and 60 mg tablets, all of them"}}};
    CHECK(laid_out(changes, room_of(400)).table.columns.size() == 2);
    const Table two{"two", {{"a", "A"}, {"b", "B"}}, {{"long words that do not fit", "here"}}};
    CHECK(laid_out(two, room_of(60)).table.columns.size() == 2);
}

TEST_CASE("a line ends where it is told to, and a number still stays with its unit") {
    CHECK(bound("take 5 mg\nthen 2") == "take 5\u00a0mg\nthen 2");
    CHECK(bound("2\nmg") == "2\nmg");
    CHECK(unbreakable("a 1\nb") == std::vector<std::string>{"a", "1", "b"});
}
