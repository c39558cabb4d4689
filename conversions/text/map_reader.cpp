#include "conversions/text/map_reader.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "conversions/text/utf8.hpp"

namespace stepdown {

namespace {

using namespace std::string_view_literals;
using utf8::printable;
using utf8::quoted;

constexpr std::size_t longest_excerpt = 100;  // characters of a source line that are shown
constexpr std::size_t most_words_named = 12;

// ---- words
// -------------------------------------------------------------------------------------------------------

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// Letters added, left out, replaced or swapped with their neighbor.
std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

/// "a, b or c", or the first dozen of many.
std::string some_of(std::span<const std::string> words) {
    if (words.size() <= most_words_named) return join_or(words);
    std::vector<std::string> first(words.begin(), words.begin() + most_words_named);
    first.push_back(fmt::format("one of {} others", words.size() - most_words_named));
    return join_or(first);
}

// ---- what a value should have been
// -------------------------------------------------------------------------------

/// The start of a text that looks like a number, however wrongly written.
std::string_view number_like(std::string_view text) {
    return text.substr(0, std::min(text.find_first_not_of("0123456789.,+-"), text.size()));
}

/// "write 5 mg" for "5mg"; empty when the text is not a number with a unit right behind it.
std::string with_space(std::string_view text, std::span<const std::string> symbols) {
    const std::string_view number = number_like(text);
    const std::string unit(text.substr(number.size()));
    const bool known = std::find(symbols.begin(), symbols.end(), unit) != symbols.end();
    if (!known || !parse_decimal(number)) return "";
    return fmt::format("write {} {}", number, unit);
}

/// A place inside a scalar. Only what is not quoted stands in the file as it was read.
Place inside(const yaml::Node& node, std::size_t offset) {
    const auto* scalar = std::get_if<yaml::Scalar>(&node.value);
    Place place = node.place;
    if (scalar && !scalar->quoted && place.column > 0) place.column += static_cast<int>(offset);
    return place;
}

/// What is wrong with a text that is not `number space unit`. The place is not set.
Problem malformed_quantity(std::string_view text, std::string_view key,
                           std::span<const std::string> symbols) {
    if (parse_decimal(text)) {
        return {"quantity-form",
                fmt::format("{} is {}, a number without a unit", quoted(key), quoted(text)),
                fmt::format("write {} and its unit: {}", text, some_of(symbols)),
                {}};
    }
    const std::string spaced = with_space(text, symbols);
    const std::size_t space = text.find(' ');
    const std::string_view number = text.substr(0, space);
    const bool meant_as_number = space != std::string_view::npos || number_like(number) == number;
    if (spaced.empty() && meant_as_number && !number.empty() && !parse_decimal(number)) {
        return {"number",
                quoted(number) + " is not a number as it must be written",
                "write a plain number such as 0.5, 12 or 1,000",
                {}};
    }
    return {"quantity-form",
            fmt::format("{} is {}, not a number and a unit", quoted(key), quoted(text)),
            spaced.empty() ? "write a number, one space and " + some_of(symbols) : spaced,
            {}};
}

/// The text of the value of a key; a problem and nothing when it is a list or a mapping.
std::optional<std::string> text_of(const yaml::Node& node, std::string_view key, Problems& problems) {
    if (const auto* scalar = std::get_if<yaml::Scalar>(&node.value)) return scalar->text;
    return scalar_text(node, quoted(key), problems);
}

std::string_view yes_or_no_meant(std::string_view text) {
    static constexpr std::array yes = {"yes"sv, "y"sv, "true"sv, "on"sv};
    static constexpr std::array no = {"no"sv, "n"sv, "false"sv, "off"sv};
    const std::string word = lower_case(text);
    if (std::find(yes.begin(), yes.end(), word) != yes.end()) return "write yes";
    if (std::find(no.begin(), no.end(), word) != no.end()) return "write no";
    return "write yes or no";
}

}  // namespace

// ---- suggestions
// -------------------------------------------------------------------------------------------------

std::string nearest(std::string_view word, std::span<const std::string> names) {
    const std::string sought = lower_case(word);
    const std::size_t most = std::min<std::size_t>(3, sought.size() / 3);
    std::size_t best = most + 1;
    const std::string* found = nullptr;
    for (const std::string& name : names) {
        const std::size_t longer = std::max(name.size(), sought.size());
        if (longer - std::min(name.size(), sought.size()) >= best) continue;
        const std::size_t distance = edit_distance(sought, lower_case(name));
        if (distance >= best) continue;
        best = distance;
        found = &name;
    }
    return found ? *found : "";
}

std::string join_or(std::span<const std::string> words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    return out;
}

std::optional<WrittenQuantity> split_quantity(std::string_view text) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view unit = text.substr(space + 1);
    if (unit.empty() || unit.front() == ' ' || unit.back() == ' ') return std::nullopt;
    const std::optional<Decimal> number = parse_decimal(text.substr(0, space));
    if (!number) return std::nullopt;
    return WrittenQuantity{*number, std::string(unit)};
}

// ---- reading a mapping
// -------------------------------------------------------------------------------------------

MapReader::MapReader(const yaml::Node& node, std::string what, Problems& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
    if (std::holds_alternative<yaml::Mapping>(node.value)) return;
    complain("not-a-mapping", what_ + " must be a mapping", "write one \"key: value\" in each line");
}

const yaml::Entry* MapReader::find(std::string_view key) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.emplace_back(key);
    const auto* mapping = std::get_if<yaml::Mapping>(&node_.value);
    if (!mapping) return nullptr;
    const auto& entries = mapping->entries;
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const yaml::Entry& entry) { return entry.key.text == key; });
    return found == entries.end() ? nullptr : &*found;
}

bool MapReader::has(std::string_view key) {
    return find(key) != nullptr;
}

const yaml::Node* MapReader::required(std::string_view key) {
    if (const yaml::Node* node = optional(key)) return node;
    if (std::holds_alternative<yaml::Mapping>(node_.value)) {
        complain("missing-key", fmt::format("{} has no {}", what_, quoted(key)),
                 fmt::format("add {}: ...", key));
    }
    return nullptr;
}

const yaml::Node* MapReader::optional(std::string_view key) {
    const yaml::Entry* entry = find(key);
    return entry ? &entry->value : nullptr;
}

std::string MapReader::text(std::string_view key) {
    const yaml::Node* node = required(key);
    if (!node) return "";
    std::string text = text_of(*node, key, problems_).value_or("");
    const auto* scalar = std::get_if<yaml::Scalar>(&node->value);
    if (scalar && text.empty()) complain(*node, "not-text", quoted(key) + " is empty", "write a text");
    return text;
}

std::optional<std::string> MapReader::optional_text(std::string_view key) {
    const yaml::Node* node = optional(key);
    return node ? text_of(*node, key, problems_) : std::nullopt;
}

std::optional<bool> MapReader::optional_yes_no(std::string_view key) {
    const yaml::Node* node = optional(key);
    if (!node) return std::nullopt;
    const std::optional<std::string> text = text_of(*node, key, problems_);
    if (!text) return std::nullopt;
    if (*text == "yes") return true;
    if (*text == "no") return false;
    complain(*node, "yes-or-no", fmt::format("{} is {}, not yes or no", quoted(key), quoted(*text)),
             std::string(yes_or_no_meant(*text)));
    return std::nullopt;
}

std::optional<int> MapReader::optional_whole_number(std::string_view key, int least, int most) {
    const yaml::Node* node = optional(key);
    if (!node) return std::nullopt;
    const std::optional<std::string> text = text_of(*node, key, problems_);
    if (!text) return std::nullopt;
    const std::optional<Decimal> number = parse_decimal(*text);
    if (number && number->scale == 0 && number->digits >= least && number->digits <= most) {
        return static_cast<int>(number->digits);
    }
    complain(*node, "number", fmt::format("{} is {}", quoted(key), quoted(*text)),
             fmt::format("write a whole number from {} to {}", least, most));
    return std::nullopt;
}

std::optional<std::string> MapReader::optional_one_of(std::string_view key,
                                                      std::span<const std::string> allowed) {
    const yaml::Node* node = optional(key);
    if (!node) return std::nullopt;
    std::optional<std::string> text = text_of(*node, key, problems_);
    if (!text) return std::nullopt;
    if (std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return text;
    const std::string near = nearest(*text, allowed);
    const std::string instead = near.empty() || allowed.size() == 1
                                    ? "write " + some_of(allowed)
                                    : fmt::format("write {}; allowed: {}", near, some_of(allowed));
    complain(*node, "unknown-word", fmt::format("{} cannot be {}", quoted(key), quoted(*text)), instead);
    return std::nullopt;
}

std::string MapReader::one_of(std::string_view key, std::span<const std::string> allowed) {
    return required(key) ? optional_one_of(key, allowed).value_or("") : "";
}

std::vector<std::string> MapReader::texts(std::string_view key) {
    std::vector<std::string> out;
    const yaml::Node* node = optional(key);
    if (!node) return out;
    for_each_item(*node, quoted(key), problems_, [&](const yaml::Node& item) {
        if (auto text = scalar_text(item, "an item of " + quoted(key), problems_))
            out.push_back(std::move(*text));
    });
    return out;
}

std::optional<WrittenQuantity> MapReader::written_quantity(const yaml::Node& node, std::string_view key,
                                                           std::span<const std::string> symbols) {
    const std::optional<std::string> text = text_of(node, key, problems_);
    if (!text) return std::nullopt;
    std::optional<WrittenQuantity> written = split_quantity(*text);
    if (!written) {
        problems_.push_back(malformed_quantity(*text, key, symbols));
        problems_.back().place = node.place;
        return std::nullopt;
    }
    if (std::find(symbols.begin(), symbols.end(), written->unit) != symbols.end()) return written;
    problems_.push_back({"unit", "unknown unit " + quoted(written->unit), "write " + some_of(symbols),
                         inside(node, text->find(' ') + 1)});
    return std::nullopt;
}

void MapReader::complain(const yaml::Node& at, std::string id, std::string message, std::string instead) {
    problems_.push_back({std::move(id), std::move(message), std::move(instead), at.place});
}

void MapReader::complain(std::string id, std::string message, std::string instead) {
    complain(node_, std::move(id), std::move(message), std::move(instead));
}

void MapReader::finish() {
    const auto* mapping = std::get_if<yaml::Mapping>(&node_.value);
    if (!mapping) return;
    for (const yaml::Entry& entry : mapping->entries) {
        if (std::find(asked_.begin(), asked_.end(), entry.key.text) != asked_.end()) continue;
        const std::string near = nearest(entry.key.text, asked_);
        std::string instead = near;
        if (near.empty() && !asked_.empty()) instead = some_of(asked_);
        problems_.push_back({"unknown-key", fmt::format("{} has no key {}", what_, quoted(entry.key.text)),
                             instead.empty() ? "delete it" : "write " + instead, entry.place});
    }
}

void for_each_item(const yaml::Node& node, std::string_view what, Problems& problems,
                   const std::function<void(const yaml::Node&)>& read) {
    const auto* list = std::get_if<yaml::Sequence>(&node.value);
    if (!list) {
        problems.push_back({"not-a-list", fmt::format("{} must be a list", what),
                            "start each item on its own line with \"- \", or write [one, two]", node.place});
        return;
    }
    for (const yaml::Node& item : list->items) read(item);
}

std::optional<std::string> scalar_text(const yaml::Node& node, std::string_view what, Problems& problems) {
    if (const auto* scalar = std::get_if<yaml::Scalar>(&node.value)) return scalar->text;
    const bool list = std::holds_alternative<yaml::Sequence>(node.value);
    problems.push_back({"not-text",
                        fmt::format("{} must be a text, not a {}", what, list ? "list" : "mapping"),
                        "write one value", node.place});
    return std::nullopt;
}

// ---- telling it
// --------------------------------------------------------------------------------------------------

namespace {

/// Line `number` (from 1) of `source`, without its line end; nothing when there is none.
std::optional<std::string_view> line_of(std::string_view source, int number) {
    if (source.starts_with(utf8::byte_order_mark)) source.remove_prefix(utf8::byte_order_mark.size());
    for (int i = 1; i < number; ++i) {
        const std::size_t end = source.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        source.remove_prefix(end + 1);
    }
    std::string_view line = source.substr(0, source.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// A part of a line as it is shown: one text per character, and which of them stands at the column.
struct Shown {
    std::vector<std::string> characters;
    std::size_t at = 0;
    bool cut_before = false, cut_after = false;
};

/// The characters of `line` around byte `column`: all of them unless the line is long.
Shown shown(std::string_view line, std::size_t column) {
    static constexpr std::size_t around = 4 * longest_excerpt;  // bytes; a character takes at most four
    std::size_t from = column > around ? std::min(column, line.size()) - std::min(around, line.size()) : 0;
    while (from > 0 && utf8::continues_character(line[from])) --from;
    Shown out;
    out.cut_before = from > 0;
    out.cut_after = line.size() > column + around;
    const std::size_t until = std::min(line.size(), column + around);
    for (std::size_t at = from; at < until;) {
        const auto c = utf8::character_at(line, at);
        const std::size_t bytes = c ? c->bytes : 1;
        if (at + bytes <= column) ++out.at;
        out.characters.push_back(line[at] == '\t' ? "\t" : printable(line.substr(at, bytes)));
        at += bytes;
    }
    return out;
}

/// The line and, when the column is known, a caret below it. A long line is cut to what stands around the
/// column.
std::string excerpt(std::string_view line, int column) {
    const Shown all = shown(line, static_cast<std::size_t>(std::max(1, column)) - 1);
    const std::size_t size = all.characters.size(), half = longest_excerpt / 2;
    std::size_t from = 0, until = size;
    if (size > longest_excerpt) {
        from = std::min(all.at > half ? all.at - half : 0, size - longest_excerpt);
        until = from + longest_excerpt;
    }
    std::string text = all.cut_before || from > 0 ? "..." : "", below(text.size(), ' ');
    for (std::size_t i = from; i < until; ++i) {
        text += all.characters[i];
        if (i < all.at) below += all.characters[i] == "\t" ? '\t' : ' ';
    }
    if (all.cut_after || until < size) text += "...";
    return text + "\n" + (column > 0 ? below + "^\n" : "");
}

}  // namespace

std::string show_problem(const Problem& problem, std::string_view source) {
    const Place& place = problem.place;
    std::string out = printable(place.file);
    if (place.line > 0) out += (out.empty() ? "line " : ":") + std::to_string(place.line);
    if (place.line > 0 && place.column > 0) out += ":" + std::to_string(place.column);
    out += out.empty() ? "error: " : ": error: ";
    out += printable(problem.message);
    if (!problem.instead.empty()) out += "; " + printable(problem.instead);
    out += " [" + problem.id + "]\n";
    if (place.line <= 0 || source.empty()) return out;
    const auto line = line_of(source, place.line);
    return line ? out + excerpt(*line, place.column) : out;
}

}  // namespace stepdown
