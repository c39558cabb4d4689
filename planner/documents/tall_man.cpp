#include "planner/documents/tall_man.hpp"

#include <algorithm>

#include "conversions/text/spans.hpp"

namespace stepdown {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
/// Of a word or an id, not of what stands between words.
bool is_inside_word(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool stands_at(std::string_view text, std::size_t at, std::string_view name) {
    if (text.size() - at < name.size() || (at > 0 && is_inside_word(text[at - 1]))) return false;
    const std::size_t end = at + name.size();
    if (end < text.size() && is_inside_word(text[end])) return false;
    // The name of a file: "oxycodone.yaml".
    if (end + 1 < text.size() && text[end] == '.' && is_inside_word(text[end + 1])) return false;
    return std::equal(name.begin(), name.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, char b) { return lower(a) == lower(b); });
}

/// Writes the names into every text of a document but its sources.
class TallManWriter {
public:
    explicit TallManWriter(const std::vector<std::string>& names) : names_(names) {}

    void operator()(std::string& text) const {
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const std::string& name : names_) {
                if (stands_at(text, at, name)) text.replace(at, name.size(), name);
            }
        }
    }
    void operator()(std::vector<std::string>& texts) const {
        for (std::string& text : texts) (*this)(text);
    }
    void operator()(Paragraph& paragraph) const { (*this)(paragraph.text); }
    void operator()(Notice& notice) const { (*this)(notice.text); }
    void operator()(Callout& callout) const {
        (*this)(callout.heading);
        (*this)(callout.lines);
    }
    void operator()(List& list) const { (*this)(list.items); }
    void operator()(Table& table) const {
        (*this)(table.caption);
        for (Column& column : table.columns) (*this)(column.heading);
        for (auto& row : table.rows) (*this)(row);
    }
    void operator()(Chart& chart) const {
        (*this)(chart.title);
        (*this)(chart.description);
    }

private:
    const std::vector<std::string>& names_;
};

}  // namespace

std::string with_tall_man(const std::string& text, const Library& library) {
    std::string written = text;
    if (const ConditionWords* list = library.words_of("tall-man")) TallManWriter(list->words)(written);
    return written;
}

std::vector<std::pair<std::string, std::string>> plain_names(std::string_view text,
                                                             const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, std::string>> plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const std::string& name : names) {
            const std::string_view here = text.substr(at, name.size());
            if (here != name && stands_at(text, at, name)) plain.emplace_back(here, name);
        }
    }
    return plain;
}

Document with_tall_man(Document document, const Library& library) {
    const ConditionWords* list = library.words_of("tall-man");
    if (!list) return document;
    const TallManWriter write(list->words);
    write(document.title);
    for (Section& section : document.sections) {
        write(section.heading);
        for (Block& block : section.blocks) std::visit(write, block);
    }
    return document;
}

}  // namespace stepdown
