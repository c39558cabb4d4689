#include "cli/formats/text.hpp"

#include <algorithm>
#include <cmath>

#include "cli/formats/words.hpp"

namespace stepdown {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest_last = 30;  // a last column is not made narrower while others could be
constexpr std::size_t longest_bar = 40;
constexpr std::string_view line_to_fill_in = "____________________";

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
    std::vector<std::string> lines{""};
    for (const std::string& word : unbreakable(text)) {
        const std::size_t used = width_of(lines.back());
        if (used > 0 && used + 1 + width_of(word) > width) lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
    }
    return lines;
}

/// A text with a hanging indent: the first line after `label`, the others below it.
std::string hanging(const std::string& label, const std::string& text, std::size_t width) {
    std::string out;
    const std::size_t indent = width_of(label);
    const std::vector<std::string> lines = wrapped(text, width - indent);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out += (i == 0 ? label : std::string(indent, ' ')) + lines[i] + "\n";
    }
    return out;
}

std::string marks(const std::vector<int>& references) {
    std::string text;
    for (const int number : references) text += (text.empty() ? " [" : ", ") + std::to_string(number);
    return text.empty() ? text : text + "]";
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string without_trailing_spaces(const std::string& line) {
    const std::size_t last = line.find_last_not_of(' ');
    return last == std::string::npos ? "" : line.substr(0, last + 1);
}

class TableWriter {
public:
    TableWriter(const Table& table, const TextLayout& layout) : table_(table), widths_(table.columns.size()) {
        std::vector<std::size_t> narrowest(widths_.size());
        for (std::size_t c = 0; c < widths_.size(); ++c) {
            widths_[c] = width_of(table.columns[c].heading);
            for (const auto& row : table.rows) {
                const std::string text = cell(c, row[c]);
                widths_[c] = std::max(widths_[c], width_of(text));
                for (const std::string& word : unbreakable(text))
                    narrowest[c] = std::max(narrowest[c], width_of(word));
            }
            for (const std::string& word : unbreakable(table.columns[c].heading))
                narrowest[c] = std::max(narrowest[c], width_of(word));
        }
        fit(layout, narrowest);
    }

    std::string write() const {
        const bool has_headings = std::any_of(table_.columns.begin(), table_.columns.end(),
                                              [](const Column& column) { return !column.heading.empty(); });
        std::string out = table_.caption.empty() ? "" : table_.caption + "\n";
        if (has_headings) {
            std::vector<std::string> headings, rules;
            for (std::size_t c = 0; c < widths_.size(); ++c) {
                headings.push_back(table_.columns[c].heading);
                rules.emplace_back(widths_[c], '-');
            }
            out += row(headings) + row(rules);
        }
        for (const auto& texts : table_.rows) {
            std::vector<std::string> cells;
            for (std::size_t c = 0; c < texts.size(); ++c) cells.push_back(cell(c, texts[c]));
            out += row(cells);
        }
        return out;
    }

private:
    std::string cell(std::size_t column, const std::string& text) const {
        const ColumnKind kind = table_.columns[column].kind;
        if (kind == ColumnKind::tick && !text.empty()) return "[ ] " + text;
        if (kind == ColumnKind::fill_in && text.empty()) return std::string(line_to_fill_in);
        return text;
    }

    std::size_t total() const {
        std::size_t sum = gap * (widths_.size() - 1);
        for (const std::size_t width : widths_) sum += width;
        return sum;
    }

    /// The last column gives way first; where that is not enough, the widest one that can.
    void fit(const TextLayout& layout, const std::vector<std::size_t>& narrowest) {
        if (widths_.empty() || total() <= layout.page_width) return;
        const std::size_t others = total() - widths_.back();
        if (others + narrowest_last <= layout.page_width) {
            widths_.back() = layout.page_width - others;
            return;
        }
        if (total() <= layout.table_width) return;
        widths_.back() = std::min(widths_.back(), std::max(narrowest.back(), narrowest_last));
        while (total() > layout.page_width) {
            std::size_t widest = widths_.size();
            for (std::size_t c = 0; c < widths_.size(); ++c) {
                if (widths_[c] <= narrowest[c]) continue;
                if (widest == widths_.size() || widths_[c] > widths_[widest]) widest = c;
            }
            if (widest == widths_.size()) return;
            --widths_[widest];
        }
    }

    std::string row(const std::vector<std::string>& cells) const {
        std::vector<std::vector<std::string>> lines;
        std::size_t height = 1;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            lines.push_back(width_of(cells[c]) <= widths_[c] ? std::vector<std::string>{cells[c]}
                                                             : wrapped(cells[c], widths_[c]));
            height = std::max(height, lines.back().size());
        }
        std::string out;
        for (std::size_t i = 0; i < height; ++i) {
            std::string line;
            for (std::size_t c = 0; c < lines.size(); ++c) {
                line += padded(i < lines[c].size() ? lines[c][i] : "",
                               widths_[c] + (c + 1 < lines.size() ? gap : 0));
            }
            out += without_trailing_spaces(line) + "\n";
        }
        return out;
    }

    const Table& table_;
    std::vector<std::size_t> widths_;
};

std::string render(const List& list, const TextLayout& layout) {
    std::string out;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const std::string label = list.kind == ListKind::tick_boxes ? "[ ] "
                                  : list.kind == ListKind::numbers  ? std::to_string(i + 1) + ". "
                                                                    : "- ";
        out += hanging(label, list.items[i], layout.page_width);
    }
    return out;
}

std::string render(const Callout& callout, const TextLayout& layout) {
    const std::string rule(layout.page_width, '*');
    std::string out = rule + "\n" + hanging("* ", callout.heading, layout.page_width);
    for (const std::string& line : callout.lines) out += hanging("* ", line, layout.page_width);
    return out + rule + "\n";
}

/// One bar a point, as long as its value: the exact numbers stand beside it. The description is for those who
/// cannot see a picture, and this is none.
std::string render(const Chart& chart, const TextLayout& layout) {
    Table table{chart.id, {{"x", chart.x_title}, {"value", chart.y_title}, {"bar", ""}}, {}};
    double most = 0;
    for (const ChartPoint& point : chart.points) most = std::max(most, point.high);
    for (const ChartPoint& point : chart.points) {
        const double share = most > 0 ? point.mid / most : 0;
        const auto length = static_cast<std::size_t>(std::lround(share * static_cast<double>(longest_bar)));
        table.rows.push_back({point.label, point.value, std::string(length, point.is_firm ? '#' : '.')});
    }
    std::string out = "\n" + chart.title + "\n" + TableWriter(table, layout).write();
    if (!chart.dashed.empty()) out += "# " + chart.solid + "   . " + chart.dashed + "\n";
    return out + "\n";
}

std::string_view word(Severity severity) {
    return severity == Severity::block ? "STOP" : severity == Severity::warn ? "WARNING" : "note";
}

std::string render(const Section& section, const TextLayout& layout) {
    std::string out = section.heading + "\n" + std::string(width_of(section.heading), '-') + "\n";
    for (const Block& block : section.blocks) {
        out += std::visit(
            overloaded{[&](const Paragraph& paragraph) {
                           return hanging("", paragraph.text + marks(paragraph.references),
                                          layout.page_width);
                       },
                       [&](const Notice& notice) {
                           return hanging(std::string(word(notice.severity)) + ": ",
                                          notice.text + marks(notice.references) + " (" + notice.rule + ")",
                                          layout.page_width);
                       },
                       [&](const Table& table) { return TableWriter(table, layout).write(); },
                       [&](const auto& other) { return render(other, layout); }},
            block);
    }
    return out + "\n";
}

}  // namespace

std::string render_text(const Document& document, const TextLayout& layout) {
    std::string out = document.title + "\n" + std::string(width_of(document.title), '=') + "\n";
    if (!document.banner.empty()) out += hanging("", document.banner, layout.page_width);
    out += "\n";
    for (const Section& section : document.sections) out += render(section, layout);
    if (!document.references.empty()) {
        out += "Sources\n-------\n";
        for (std::size_t i = 0; i < document.references.size(); ++i) {
            out += hanging("[" + std::to_string(i + 1) + "] ", document.references[i], layout.page_width);
        }
        out += "\n";
    }
    return with_plain_spaces(out + hanging("", document.versions, layout.page_width));
}

std::string render_note(const Document& document) {
    return in_ascii(render_text(document, {79, 79}));
}

}  // namespace stepdown
