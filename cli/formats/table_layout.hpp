#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "planner/document.hpp"

namespace stepdown {

/// The room that a table has on a page, in points, and how wide a text is in it on one line.
struct TableRoom {
    double width = 0;
    double padding = 0;   // of a cell, left and right together
    double tick_box = 0;  // with the gap after it
    std::function<double(const std::string& text, bool is_bold)> text_width;
};

/// As wide as the words ask for; where that is too much, wider columns give way down to their longest word.
/// Nothing where that is too much as well.
std::optional<std::vector<double>> column_widths(const Table& table, const TableRoom& room);

/// A table as it is laid out. `above` stands over it, and over each page on which it goes on: headings of
/// columns that are no longer there, a line each.
struct LaidOut {
    Table table;
    std::string above = {};
};

/// The table with its first column and one beside it, in which the cells of all others stand below each
/// other, each after its column's heading; where that has a label, after the label, and the headings stand
/// above.
LaidOut stacked(const Table& table);

/// As patients get it: stacked where the columns do not fit, or where it is shorter so. Never in smaller
/// type.
LaidOut laid_out(const Table& table, const TableRoom& room);

}  // namespace stepdown
