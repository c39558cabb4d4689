#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "conversions/result.hpp"

namespace stepdown::yaml {

struct Node;
struct Entry;
struct Scalar {
    std::string text;
    bool quoted = false;
};
struct Sequence {
    std::vector<Node> items;
};
struct Mapping {
    std::vector<Entry> entries;
};
/// A Place in a tree: all values share one file name, so that reading a tree does not copy it for each of
/// them.
struct Spot {
    std::shared_ptr<const std::string> file;
    int line = 0, column = 0;

    Spot() = default;
    Spot(std::shared_ptr<const std::string> of, int at_line, int at_column)
        : file(std::move(of)), line(at_line), column(at_column) {}
    Spot(Place place)
        : file(std::make_shared<const std::string>(std::move(place.file))),
          line(place.line),
          column(place.column) {}
    operator Place() const { return {file ? *file : std::string(), line, column}; }
};
/// A value and where it starts.
struct Node {
    std::variant<Scalar, Sequence, Mapping> value;
    Spot place;
};
/// One key with its value. `place` is the key's.
struct Entry {
    Scalar key;
    Spot place;
    Node value;
};

/// Limits of one document.
inline constexpr std::size_t largest_text = 1 << 20;  // bytes
inline constexpr int deepest_level = 32;              // lists and mappings inside each other
inline constexpr std::size_t most_nodes = 100'000;    // keys and values
inline constexpr std::size_t most_problems = 20;      // reported for one document

/// Reads one YAML document into a plain tree. Refuses (with every place it can tell): more than 1 MiB, more
/// than 32 levels, more than 100,000 keys and values, a second document, directives, anchors, aliases, tags,
/// empty values (reported at their key), `<<`, NUL and other control characters, text that is not UTF-8, keys
/// that are repeated or not plain text, an unterminated quote, unquoted text that goes on over several lines,
/// and anything left over after the document. Every scalar is text: `010` stays "010". Line ends may be LF or
/// CRLF; a byte order mark is passed over and does not count as a column. Problems are in the order of their
/// places.
Result<Node> parse(std::string_view text, const std::string& file);

/// The same bytes for the same tree, for trees that are parsed once at build time.
std::string to_binary(const Node& node);
/// Reads back what to_binary() wrote, with `file` in every place. Other bytes give some tree, but no harm.
Node from_binary(std::string_view bytes, const std::string& file);

}  // namespace stepdown::yaml
