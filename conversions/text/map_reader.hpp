#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/decimal.hpp"
#include "conversions/result.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// The nearest of `names` to a mistyped `word` (edit distance at most a third of its length, and never more
/// than 3; two letters swapped count as one, capitals not at all); empty when none is near. The first of
/// equally near ones. Only ever to suggest: nothing is corrected.
std::string nearest(std::string_view word, std::span<const std::string> names);

/// "mg, mcg or mL": joins words as a person would.
std::string join_or(std::span<const std::string> words);

/// A number and its unit, both as written: "1.1 mg/dL".
struct WrittenQuantity {
    Decimal number;
    std::string unit;
};
/// Splits `number space unit` (one space, a number that parse_decimal() takes). Nothing when it is not in
/// that form.
std::optional<WrittenQuantity> split_quantity(std::string_view text);

/// Reads one mapping key by key and collects every problem. Ask for all keys, then call finish(), which
/// reports each key that nobody asked for (with the nearest one that exists). Problems name the file, line
/// and column.
class MapReader {
public:
    /// `what` names the thing being read, for messages: "case", "taper protocol".
    MapReader(const yaml::Node& node, std::string what, Problems& problems);

    bool has(std::string_view key);
    /// The value's node; null when absent (required: then a problem `missing-key`).
    const yaml::Node* required(std::string_view key);
    const yaml::Node* optional(std::string_view key);

    /// Required text (a scalar). Empty, with a problem, when absent or empty.
    std::string text(std::string_view key);
    std::optional<std::string> optional_text(std::string_view key);
    /// yes or no, nothing else.
    std::optional<bool> optional_yes_no(std::string_view key);
    std::optional<int> optional_whole_number(std::string_view key, int least, int most);
    /// One of `allowed`; a problem `unknown-word` names them and the nearest.
    std::optional<std::string> optional_one_of(std::string_view key, std::span<const std::string> allowed);
    std::string one_of(std::string_view key, std::span<const std::string> allowed);
    /// A list of scalars; a problem when it is something else. Empty, without a problem, when absent.
    std::vector<std::string> texts(std::string_view key);

    /// A quantity in one of `units`: optional_quantity("weight", unit::kg, ...). All units of one call have
    /// one dimension.
    template <class U, class... More>
    std::optional<Canonical<U>> optional_quantity(std::string_view key, Unit<U> unit, Unit<More>... more) {
        const yaml::Node* node = optional(key);
        return node ? quantity_of(*node, key, unit, more...) : std::nullopt;
    }
    template <class U, class... More>
    std::optional<Canonical<U>> required_quantity(std::string_view key, Unit<U> unit, Unit<More>... more) {
        const yaml::Node* node = required(key);
        return node ? quantity_of(*node, key, unit, more...) : std::nullopt;
    }
    template <class U, class... More>
    std::optional<Canonical<U>> quantity_of(const yaml::Node& node, std::string_view key, Unit<U> unit,
                                            Unit<More>... more) {
        const std::vector<std::string> symbols{std::string(unit.symbol), std::string(more.symbol)...};
        const std::optional<WrittenQuantity> written = written_quantity(node, key, symbols);
        if (!written) return std::nullopt;
        std::optional<Canonical<U>> found;
        const auto try_unit = [&](auto candidate) {
            if (!found && candidate.symbol == written->unit) found = candidate(written->number.value());
        };
        try_unit(unit);
        (try_unit(more), ...);
        return found;
    }
    /// A quantity whose unit must be one of `symbols` ("years", "weeks"): for spans of time and other words.
    std::optional<WrittenQuantity> written_quantity(const yaml::Node& node, std::string_view key,
                                                    std::span<const std::string> symbols);

    /// Adds a problem at a node, at a key of this mapping, or at the mapping itself.
    void complain(const yaml::Node& at, std::string id, std::string message, std::string instead = "");
    void complain(std::string id, std::string message, std::string instead = "");

    /// Reports every key nobody asked for, as `unknown-key`.
    void finish();
    Place place() const { return node_.place; }
    const std::string& what() const { return what_; }

private:
    const yaml::Entry* find(std::string_view key);

    const yaml::Node& node_;
    std::string what_;
    Problems& problems_;
    std::vector<std::string> asked_;
};

/// Each item of a sequence, in order; a problem `not-a-list` when the node is something else.
void for_each_item(const yaml::Node& node, std::string_view what, Problems& problems,
                   const std::function<void(const yaml::Node&)>& read);
/// The text of a scalar node; a problem `not-text` and nothing when it is a list or a mapping.
std::optional<std::string> scalar_text(const yaml::Node& node, std::string_view what, Problems& problems);

/// "case.yaml:12:9: error: unknown unit "mgs"; write mg, mcg or mL [unit]", then the line of `source` and a
/// caret. `source` is the whole text that the problem's place counts in; empty: no excerpt. Long lines are
/// cut around the caret, and control characters show as "?", so that a file cannot play tricks on a terminal.
std::string show_problem(const Problem& problem, std::string_view source);

}  // namespace stepdown
