#include "cli/formats/table_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/formats/words.hpp"

namespace stepdown {

namespace {

constexpr double least_width = 10;
constexpr double line_to_fill_in = 0.2;  // of the width there is
constexpr double lost_at_line_ends = 1.08;

double more_than_text(const Column& column, const std::string& words, const TableRoom& room) {
    return room.padding + (column.kind == ColumnKind::tick && !words.empty() ? room.tick_box : 0) + 1;
}

std::vector<std::string> lines_in(const std::string& words) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at <= words.size();) {
        const std::size_t end = std::min(words.find('\n', at), words.size());
        lines.push_back(words.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// About how many lines a cell takes.
double lines_of(const std::string& words, double width, bool is_bold, const TableRoom& room) {
    double count = 0;
    for (const std::string& line : lines_in(words)) {
        const double length = room.text_width(line, is_bold);
        count += length <= width ? 1 : std::ceil(length * lost_at_line_ends / width);
    }
    return count;
}

/// About how many lines the whole table takes.
double lines_of(const Table& table, const std::vector<double>& widths, const TableRoom& room) {
    const auto height = [&](auto text_of, bool is_heading) {
        double most = 0;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            const std::string& words = text_of(c);
            const double free =
                widths[c] - more_than_text(table.columns[c], is_heading ? "" : words, room) + 1;
            if (!words.empty()) most = std::max(most, lines_of(words, free, is_heading || c == 0, room));
        }
        return most;
    };
    double lines =
        height([&](std::size_t c) -> const std::string& { return table.columns[c].heading; }, true);
    for (const auto& row : table.rows)
        lines += height([&](std::size_t c) -> const std::string& { return row[c]; }, false);
    return lines;
}

}  // namespace

std::optional<std::vector<double>> column_widths(const Table& table, const TableRoom& room) {
    const std::size_t count = table.columns.size();
    std::vector<double> natural(count, least_width), least(count, least_width);
    const auto look = [&](std::size_t c, const std::string& words, bool is_heading) {
        const bool is_bold = is_heading || c == 0;
        const double more = more_than_text(table.columns[c], is_heading ? "" : words, room);
        for (const std::string& line : lines_in(words))
            natural[c] = std::max(natural[c], room.text_width(line, is_bold) + more);
        for (const std::string& word : unbreakable(words))
            least[c] = std::max(least[c], room.text_width(word, is_bold) + more);
    };
    for (std::size_t c = 0; c < count; ++c) {
        look(c, table.columns[c].heading, true);
        if (table.columns[c].kind == ColumnKind::fill_in)
            natural[c] = std::max(natural[c], room.width * line_to_fill_in);
    }
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) look(c, row[c], false);
    }
    const double wish = std::accumulate(natural.begin(), natural.end(), 0.0),
                 must = std::accumulate(least.begin(), least.end(), 0.0);
    if (must > room.width) return std::nullopt;
    const double share = wish <= room.width ? 1 : (room.width - must) / (wish - must);
    std::vector<double> widths;
    for (std::size_t c = 0; c < count; ++c) widths.push_back(least[c] + share * (natural[c] - least[c]));
    return widths;
}

LaidOut stacked(const Table& table) {
    if (table.columns.size() < 3) return {table};
    const auto add_line = [](std::string& text, const std::string& line) {
        text += (text.empty() ? "" : "\n") + line;
    };
    LaidOut out{{table.id, {{table.columns.front().id, ""}, {"rest", ""}}, {}, table.caption}};
    for (const Column& column : table.columns) {
        if (!column.label.empty()) add_line(out.above, column.heading);
    }
    for (const auto& row : table.rows) {
        std::string rest;
        for (std::size_t c = 1; c < row.size(); ++c) {
            const Column& column = table.columns[c];
            if (row[c].empty()) continue;
            const std::string& name = column.label.empty() ? column.heading : column.label;
            add_line(rest, (column.kind == ColumnKind::tick ? "\u2610\u00a0" : "") +
                               (name.empty() ? "" : name + ": ") + row[c]);
        }
        out.table.rows.push_back({row.front(), rest});
    }
    return out;
}

LaidOut laid_out(const Table& table, const TableRoom& room) {
    if (table.columns.size() < 3) return {table};
    const auto widths = column_widths(table, room);
    LaidOut narrow = stacked(table);
    if (!widths) return narrow;
    const auto narrow_widths = column_widths(narrow.table, room);
    if (!narrow_widths) return {table};
    const double above = narrow.above.empty() ? 0 : lines_of(narrow.above, room.width, false, room);
    return lines_of(narrow.table, *narrow_widths, room) + above < lines_of(table, *widths, room)
               ? narrow
               : LaidOut{table};
}

}  // namespace stepdown
