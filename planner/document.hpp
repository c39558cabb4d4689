#pragma once
#include <string>
#include <variant>
#include <vector>

#include "planner/review.hpp"

namespace stepdown {

// What is printed, written once and rendered by every format. Texts hold finished sentences and doses; a
// format only lays out what it is given, and keeps a number and its unit together.

/// text: what stands in the cell. tick: an empty box to tick before it, where the cell is not empty. fill_in:
/// an empty cell is a line to write on.
enum class ColumnKind { text, tick, fill_in };

struct Column {
    std::string id, heading;
    ColumnKind kind = ColumnKind::text;
    std::string label = {};  // what names a cell where the columns stand below each other; empty: the heading
};
struct Paragraph {
    std::string text;
    std::vector<int> references = {};  // numbers in Document::references, from 1
};
struct Notice {
    Severity severity = Severity::note;
    std::string rule, text;
    std::vector<int> references;
};
/// What must not be overlooked: a box with a heading of its own.
struct Callout {
    std::string heading;
    std::vector<std::string> lines;
};
enum class ListKind { bullets, numbers, tick_boxes };
struct List {
    std::vector<std::string> items;
    ListKind kind = ListKind::bullets;
};
struct Table {
    std::string id;
    std::vector<Column> columns;  // without headings: a list of names and values
    std::vector<std::vector<std::string>> rows;
    std::string caption = {};  // empty: the section's heading says what it is
};
/// steps: each value holds until the next point, the last point is where it ends. line: straight between
/// points.
enum class ChartShape { steps, line };
struct ChartPoint {
    double x = 0;                       // days or hours from the start, rising
    double low = 0, mid = 0, high = 0;  // equal where there is no range
    std::string label = {};             // of x, in words: "Dec 1, 2026"
    std::string value = {};             // of mid, in words: "240 mg/day"
    bool is_firm = true;                // else dashed: projected, or a model
};
/// A picture of numbers that a table beside it holds as well.
struct Chart {
    std::string id, title, description, x_title, y_title;
    ChartShape shape = ChartShape::steps;
    std::vector<ChartPoint> points;
    std::string solid = {}, dashed = {};  // what the two kinds of line mean; empty where there is one kind
};
using Block = std::variant<Paragraph, Notice, Callout, List, Table, Chart>;
struct Section {
    std::string id, heading;
    std::vector<Block> blocks;
    bool starts_page = false;  // on paper
};
/// For whom a document is laid out: patients get large type.
enum class Reader { prescriber, pharmacist, patient };
enum class Print { normal, large };  // large: 18 pt
struct Document {
    std::string title, banner, versions;  // banner: "DRAFT ...", on every page; empty when there is none
    std::vector<Section> sections;
    std::vector<std::string> references;
    Reader reader = Reader::prescriber;
    Print print = Print::normal;
    std::string language = "en";
};

}  // namespace stepdown
