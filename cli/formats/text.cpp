#include "cli/formats/text.hpp"

#include <algorithm>
#include <cctype>

namespace stepdown {

namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t gap = 2;

/// The words of a text; a number and the word after it stay together.
std::vector<std::string> unbreakable(const std::string& text) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) {
            const std::string word = text.substr(at, end - at);
            const bool after_number =
                !words.empty() && std::isdigit(static_cast<unsigned char>(words.back().back()));
            if (after_number && !std::isdigit(static_cast<unsigned char>(word.front()))) {
                words.back() += " " + word;
            } else {
                words.push_back(word);
            }
        }
        at = end + 1;
    }
    return words;
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
    std::vector<std::string> lines{""};
    for (const std::string& word : unbreakable(text)) {
        const std::size_t needed = lines.back().empty() ? word.size() : lines.back().size() + 1 + word.size();
        if (needed > width && !lines.back().empty()) lines.emplace_back();
        lines.back() += (lines.back().empty() ? "" : " ") + word;
    }
    return lines;
}

/// A text with a hanging indent: the first line after `label`, the others below it.
std::string hanging(const std::string& label, const std::string& text, std::size_t width) {
    std::string out;
    const std::vector<std::string> lines = wrapped(text, width - label.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        out += (i == 0 ? label : std::string(label.size(), ' ')) + lines[i] + "\n";
    }
    return out;
}

std::string marks(const std::vector<int>& references) {
    std::string text;
    for (const int number : references) text += (text.empty() ? " [" : ", ") + std::to_string(number);
    return text.empty() ? text : text + "]";
}

class TableWriter {
public:
    explicit TableWriter(const Table& table) : table_(table), widths_(table.columns.size()) {
        for (std::size_t c = 0; c < widths_.size(); ++c) {
            widths_[c] = table.columns[c].heading.size();
            for (const auto& row : table.rows) widths_[c] = std::max(widths_[c], row[c].size());
        }
        std::size_t others = 0;
        for (std::size_t c = 0; c + 1 < widths_.size(); ++c) others += widths_[c] + gap;
        if (others + widths_.back() > page_width && others + 30 <= page_width)
            widths_.back() = page_width - others;
    }

    std::string write() const {
        const bool has_headings = std::any_of(table_.columns.begin(), table_.columns.end(),
                                              [](const Column& column) { return !column.heading.empty(); });
        std::string out;
        if (has_headings) {
            std::vector<std::string> headings, rules;
            for (std::size_t c = 0; c < widths_.size(); ++c) {
                headings.push_back(table_.columns[c].heading);
                rules.emplace_back(widths_[c], '-');
            }
            out += row(headings) + row(rules);
        }
        for (const auto& cells : table_.rows) out += row(cells);
        return out;
    }

private:
    std::string row(const std::vector<std::string>& cells) const {
        std::string line;
        for (std::size_t c = 0; c + 1 < cells.size(); ++c) {
            line += cells[c] + std::string(widths_[c] - std::min(widths_[c], cells[c].size()) + gap, ' ');
        }
        std::string out = hanging(line, cells.back(), line.size() + widths_.back());
        std::string trimmed;
        std::size_t at = 0;
        while (at < out.size()) {
            const std::size_t end = out.find('\n', at);
            const std::size_t last = out.find_last_not_of(' ', end - 1);
            if (last != std::string::npos && last >= at && end > at) trimmed += out.substr(at, last - at + 1);
            trimmed += "\n";
            at = end + 1;
        }
        return trimmed;
    }

    const Table& table_;
    std::vector<std::size_t> widths_;
};

std::string_view word(Severity severity) {
    return severity == Severity::block ? "STOP" : severity == Severity::warn ? "WARNING" : "note";
}

std::string render(const Section& section) {
    std::string out = section.heading + "\n" + std::string(section.heading.size(), '-') + "\n";
    for (const auto& block : section.blocks) {
        out += std::visit(
            overloaded{[](const Paragraph& paragraph) {
                           return hanging("", paragraph.text + marks(paragraph.references), page_width);
                       },
                       [](const Notice& notice) {
                           return hanging(std::string(word(notice.severity)) + ": ",
                                          notice.text + marks(notice.references) + " (" + notice.rule + ")",
                                          page_width);
                       },
                       [](const Table& table) { return TableWriter(table).write(); }},
            block);
    }
    return out + "\n";
}

}  // namespace

std::string render_text(const Document& document) {
    std::string out = document.title + "\n" + std::string(document.title.size(), '=') + "\n";
    if (!document.banner.empty()) out += document.banner + "\n";
    out += "\n";
    for (const Section& section : document.sections) out += render(section);
    if (!document.references.empty()) {
        out += "Sources\n-------\n";
        for (std::size_t i = 0; i < document.references.size(); ++i) {
            out += hanging("[" + std::to_string(i + 1) + "] ", document.references[i], page_width);
        }
        out += "\n";
    }
    return out + hanging("", document.versions, page_width);
}

}  // namespace stepdown
