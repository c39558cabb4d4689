#include "conversions/text/yaml_tree.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "conversions/text/utf8.hpp"

namespace stepdown::yaml {

namespace {

using utf8::quoted;

/// Thrown to leave the library where going on makes no sense. Never leaves this file.
struct Stop {};

/// Collects problems, up to the limit; the same one at the same place only once.
class Complaints {
public:
    explicit Complaints(std::string file) : file_(std::move(file)) {}

    void add(std::string id, std::string message, std::string instead, int line, int column) {
        Problem problem{std::move(id), std::move(message), std::move(instead), {file_, line, column}};
        if (full() || has(problem.id, problem.place)) return;
        problems_.push_back(std::move(problem));
    }
    void add(std::string id, std::string message, std::string instead, const Place& place) {
        add(std::move(id), std::move(message), std::move(instead), place.line, place.column);
    }
    bool has(std::string_view id) const {
        return std::any_of(problems_.begin(), problems_.end(), [&](const Problem& p) { return p.id == id; });
    }
    bool has(std::string_view id, const Place& place) const {
        return std::any_of(problems_.begin(), problems_.end(),
                           [&](const Problem& p) { return p.id == id && p.place == place; });
    }
    void take_back(std::string_view id, const Place& place) {
        std::erase_if(problems_, [&](const Problem& p) { return p.id == id && p.place == place; });
    }
    bool none() const { return problems_.empty(); }
    bool full() const { return problems_.size() >= most_problems; }
    const std::string& file() const { return file_; }

    Problems sorted() && {
        std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
            return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
        return std::move(problems_);
    }

private:
    std::string file_;
    Problems problems_;
};

// ---- what the library must not even see
// --------------------------------------------------------------------------

void complain_of_character(Complaints& complaints, char32_t code, int line, int column) {
    if (code == '\r') {
        return complaints.add("yaml-control-character", "a carriage return without a line feed",
                              "save the file with LF or CRLF line ends", line, column);
    }
    complaints.add("yaml-control-character",
                   fmt::format("an invisible control character (U+{:04X})", static_cast<std::uint32_t>(code)),
                   "delete it", line, column);
}

/// Reports bytes that are not UTF-8 (the first only: the rest would be noise) and control characters.
void check_characters(std::string_view text, Complaints& complaints) {
    int line = 1;
    std::size_t line_start = 0;
    for (std::size_t at = 0; at < text.size() && !complaints.full();) {
        const int column = static_cast<int>(at - line_start) + 1;
        const auto character = utf8::character_at(text, at);
        if (!character) {
            return complaints.add("yaml-not-utf8", "this is not UTF-8 text", "save the file as UTF-8", line,
                                  column);
        }
        const bool line_end = character->code == '\r' && text.substr(at + 1, 1) == "\n";
        if (utf8::is_control(character->code) && !line_end) {
            complain_of_character(complaints, character->code, line, column);
        }
        at += character->bytes;
        if (character->code == '\n') {
            ++line;
            line_start = at;
        }
    }
}

/// Reports each line that starts with `%`. The library takes one for a directive wherever it stands, and
/// drops it.
void check_directives(std::string_view text, Complaints& complaints) {
    int line = 1;
    for (std::size_t at = 0; at < text.size(); ++line) {
        if (text[at] == '%') {
            complaints.add("yaml-directive", "a line that starts with % is a YAML directive",
                           "delete the line; if it is text, indent it", line, 1);
        }
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos) return;
        at = end + 1;
    }
}

// ---- reading the source beside the library
// -----------------------------------------------------------------------

/// The byte after the quote that closes the one at `at`; nothing when none does.
std::optional<std::size_t> end_of_quote(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '"' || text.substr(i + 1, 1) != "'") return i + 1;
            ++i;
        }
    }
    return std::nullopt;
}

/// Line and column of a byte.
Place place_of(std::string_view text, std::size_t at, const std::string& file) {
    const std::string_view before = text.substr(0, at);
    const std::size_t line_end = before.rfind('\n');
    const std::size_t line_start = line_end == std::string_view::npos ? 0 : line_end + 1;
    return {file, static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<int>(at - line_start) + 1};
}

/// The first quote from `from` on that opens a text and is never closed: where the fault is, for a library
/// that only says that the file ended.
std::optional<std::size_t> open_quote(std::string_view text, std::size_t from) {
    static constexpr std::string_view before_a_value = " \t\n[{,:";
    for (std::size_t at = from; at < text.size(); ++at) {
        const bool may_start = at == 0 || before_a_value.find(text[at - 1]) != std::string_view::npos;
        if (!may_start) continue;
        if (text[at] == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else if (text[at] == '"' || text[at] == '\'') {
            const auto end = end_of_quote(text, at);
            if (!end) return at;
            at = *end - 1;
        }
    }
    return std::nullopt;
}

// ---- the tree
// ----------------------------------------------------------------------------------------------------

/// A list or mapping that has started and not yet ended.
struct Open {
    Node node;
    Scalar key;  // of the value that comes next
    Spot key_place;
    bool has_key = false;
};

/// Builds the tree from the library's events. The library's own tree forgets what a strict reader must know.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view source, Complaints& complaints)
        : source_(source),
          complaints_(complaints),
          file_(std::make_shared<const std::string>(complaints.file())) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 1) return;
        if (rest_at(mark).starts_with("---")) {
            complaints_.add("yaml-second-document", "a second document starts here",
                            "keep one document in a file", place(mark));
        } else {
            complaints_.add("yaml-left-over", "this does not belong to what stands above it",
                            "check the indentation and the line above", place(mark));
        }
        throw Stop();
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check_node(mark, "?", anchor);
        if (open_.empty()) return;
        Open& parent = open_.back();
        if (std::holds_alternative<Sequence>(parent.node.value)) {
            complaints_.add("yaml-empty-value", "an item of this list is empty",
                            "write its value or delete it", place_of_empty_item(mark));
        } else if (parent.has_key) {
            complain_of_empty_value(parent);
        }
        add({Scalar{}, place(mark)});
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        count(mark);
        complaints_.add("yaml-alias", "aliases (*) are not allowed",
                        "write the value out; if it is text, put it in quotes", place(mark));
        add({Scalar{"*", false}, place(mark)});
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const bool sound = check_node(mark, tag, anchor);
        const bool is_quoted = tag == "!";
        last_scalar_ = mark;
        last_scalar_is_quoted_ = is_quoted;
        if (sound && is_quoted) check_quoted(mark, value);
        if (sound && !is_quoted) check_plain(mark, value);
        add({Scalar{value, is_quoted}, place(mark)});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        start(mark, tag, anchor, Sequence{});
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        start(mark, tag, anchor, Mapping{});
    }
    void OnSequenceEnd() override { end(); }
    void OnMapEnd() override { end(); }

    const std::optional<Node>& root() const { return root_; }
    std::optional<Node> take_root() { return std::move(root_); }
    /// Where the list or mapping that is being read starts; nothing outside all of them.
    const Spot* innermost() const { return open_.empty() ? nullptr : &open_.back().node.place; }
    Place place_of_last_scalar() const { return place(last_scalar_); }
    /// Where the text that was read last starts, in bytes.
    std::size_t last_scalar() const { return byte(last_scalar_); }
    /// The bytes of the quote that was read last; empty when it was not a quote.
    std::string_view last_quote() const {
        const std::size_t at = last_scalar();
        if (!last_scalar_is_quoted_ || at >= source_.size()) return "";
        if (source_[at] != '"' && source_[at] != '\'') return "";
        return source_.substr(at, end_of_quote(source_, at).value_or(source_.size()) - at);
    }

private:
    Spot place(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }
    std::size_t byte(const YAML::Mark& mark) const {
        return std::min(source_.size(), static_cast<std::size_t>(std::max(0, mark.pos)));
    }
    std::string_view rest_at(const YAML::Mark& mark) const { return source_.substr(byte(mark)); }

    void count(const YAML::Mark& mark) {
        if (++nodes_ <= most_nodes && !complaints_.full()) return;
        complaints_.add("yaml-too-many-values", "more than 100,000 keys and values", "split the file",
                        place(mark));
        throw Stop();
    }

    /// What is checked for every node. True when it has neither a tag nor an anchor.
    bool check_node(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        count(mark);
        const bool tagged = (tag != "?" && tag != "!" && !tag.empty()) || rest_at(mark).starts_with('!');
        if (anchor != 0) {
            complaints_.add("yaml-anchor", "anchors (&) are not allowed",
                            "delete it; if it is text, put it in quotes", place(mark));
        }
        if (tagged) {
            complaints_.add("yaml-tag", "tags (!) are not allowed",
                            "delete it; if it is text, put it in quotes", place(mark));
        }
        return anchor == 0 && !tagged;
    }

    /// The library takes a quote that the end of the file cuts off, and makes control characters out of
    /// escapes.
    void check_quoted(const YAML::Mark& mark, const std::string& value) {
        const std::string_view rest = rest_at(mark);
        const bool quote = rest.starts_with('"') || rest.starts_with('\'');
        if (quote && !end_of_quote(rest, 0)) {
            complaints_.add("yaml-unterminated-quote", "this quote is never closed", "close it", place(mark));
        }
        for (std::size_t at = 0; at < value.size();) {
            const auto character = utf8::character_at(value, at);
            if (!character || utf8::is_control(character->code)) {
                return complaints_.add("yaml-control-character",
                                       "an escape in this text makes a control character",
                                       "delete it; for a backslash write \\\\", place(mark));
            }
            at += character->bytes;
        }
    }

    /// Unquoted text must stand in the file just as it was read. Where it does not, the library has joined
    /// lines, so that `- 2` and, below it, ` -3` become "2 -3".
    void check_plain(const YAML::Mark& mark, const std::string& value) {
        const std::string_view rest = rest_at(mark);
        if (rest.starts_with(value) && value.find('\n') == std::string::npos) return;
        const std::size_t line_end = std::min(rest.find('\n'), rest.size());
        const std::size_t next = std::min(rest.find_first_not_of(" \t\r\n", line_end), rest.size());
        complaints_.add("yaml-joined-lines",
                        fmt::format("this line continues the text of line {}", mark.line + 1),
                        "check the indentation, or put text of several lines in quotes",
                        place_of(source_, byte(mark) + next, complaints_.file()));
    }

    void complain_of_empty_value(const Open& parent) {
        const std::string_view key = parent.key.text;
        const char* instead = "write its value or delete the key";
        if (!parent.key.quoted && key.find(':') != std::string_view::npos) {
            instead = "write a space after the colon";
        } else if (!parent.key.quoted && key.starts_with('-')) {
            instead = "write a space after the dash";
        }
        complaints_.add("yaml-empty-value", quoted(key) + " has no value", instead, parent.key_place);
    }

    /// The library marks an empty item at whatever comes next. Its dash is above that, in the column of its
    /// list.
    Spot place_of_empty_item(const YAML::Mark& mark) const {
        const Spot& list = open_.back().node.place;
        if (rest_at(mark).starts_with('~') || rest_at(mark).starts_with(',')) return place(mark);
        const auto indent = static_cast<std::size_t>(list.column - 1);
        std::size_t end = byte(mark);
        for (int line = mark.line + 1; line >= list.line; --line) {
            const std::size_t before = end == 0 ? std::string_view::npos : source_.rfind('\n', end - 1);
            const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
            const std::string_view text = source_.substr(start, end - start);
            if (text.size() > indent && text[indent] == '-' &&
                text.substr(0, indent).find('#') == std::string_view::npos) {
                return {file_, line, list.column};
            }
            if (start == 0) break;
            end = start - 1;
        }
        return place(mark);
    }

    template <class Kind>
    void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
        check_node(mark, tag, anchor);
        if (open_.size() >= static_cast<std::size_t>(deepest_level)) {
            complaints_.add("yaml-too-deep", "more than 32 lists and mappings inside each other",
                            "flatten them", place(mark));
            throw Stop();
        }
        open_.push_back({{std::move(kind), place(mark)}, {}, {}, false});
    }

    void end() {
        Node done = std::move(open_.back().node);
        open_.pop_back();
        if (const auto* mapping = std::get_if<Mapping>(&done.value)) check_repeated(*mapping);
        add(std::move(done));
    }

    void check_repeated(const Mapping& mapping) {
        std::vector<const Entry*> entries;
        for (const Entry& entry : mapping.entries) entries.push_back(&entry);
        std::stable_sort(entries.begin(), entries.end(),
                         [](const Entry* a, const Entry* b) { return a->key.text < b->key.text; });
        for (std::size_t i = 1, first = 0; i < entries.size(); ++i) {
            if (entries[i]->key.text != entries[first]->key.text) {
                first = i;
            } else if (!entries[i]->key.text.empty()) {
                complaints_.add("yaml-repeated-key",
                                fmt::format("the key {} was already given in line {}",
                                            quoted(entries[i]->key.text), entries[first]->place.line),
                                "keep one of them", entries[i]->place);
            }
        }
    }

    void add(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (auto* list = std::get_if<Sequence>(&parent.node.value)) {
            list->items.push_back(std::move(node));
        } else if (parent.has_key) {
            std::get<Mapping>(parent.node.value)
                .entries.push_back({std::move(parent.key), std::move(parent.key_place), std::move(node)});
            parent.has_key = false;
        } else {
            take_key(parent, std::move(node));
        }
    }

    /// A key that cannot be used becomes an empty one, so that reading goes on.
    void take_key(Open& parent, Node node) {
        parent.has_key = true;
        parent.key = {};
        parent.key_place = node.place;
        auto* scalar = std::get_if<Scalar>(&node.value);
        if (!scalar || scalar->text.empty() || scalar->text.find('\n') != std::string::npos) {
            complaints_.add("yaml-key-not-text", "a key must be a word or a text on one line",
                            "write key: value, and put text that contains a colon in quotes", node.place);
            return;
        }
        if (scalar->text == "<<") {
            complaints_.add("yaml-merge-key", "merge keys (<<) are not allowed", "write the keys out",
                            node.place);
        }
        parent.key = std::move(*scalar);
    }

    std::string_view source_;
    Complaints& complaints_;
    std::shared_ptr<const std::string> file_;  // of every place in the tree
    int documents_ = 0;
    std::size_t nodes_ = 0;
    std::optional<Node> root_;
    std::vector<Open> open_;
    YAML::Mark last_scalar_;
    bool last_scalar_is_quoted_ = false;
};

// ---- the library's own errors
// ------------------------------------------------------------------------------------

struct Wording {
    std::string_view library, message, instead;
};

/// What the library says, by how it begins, and how we say it.
const Wording* wording_of(std::string_view library) {
    namespace said = YAML::ErrorMsg;
    static const Wording wordings[] = {
        {said::END_OF_MAP, "this does not fit the mapping that it stands in",
         "check the indentation, the colon after each key, and the line above"},
        {said::END_OF_SEQ_FLOW, "a comma or ] is missing before this",
         "separate the items by commas and close the list"},
        {said::END_OF_MAP_FLOW, "a comma or } is missing before this",
         "separate the keys by commas and close the mapping"},
        {said::END_OF_SEQ, "this does not fit the list that it stands in",
         "check the indentation, the dash before each item, and the line above"},
        {said::MAP_VALUE, "a colon is not allowed here",
         "put text that contains a colon in quotes, or check the indentation"},
        {said::MAP_KEY, "a key is not allowed here", "put text that starts with ? in quotes"},
        {said::BLOCK_ENTRY, "a list item is not allowed here",
         "start the list on a line of its own, or put text that starts with a dash in quotes"},
        {said::TAB_IN_INDENTATION, "a tab in the indentation", "use spaces"},
        {said::FLOW_END, "this bracket closes nothing", "check the brackets, or put the text in quotes"},
        {said::UNKNOWN_TOKEN, "a text cannot start with this character", "put it in quotes"},
        {said::INVALID_ESCAPE, "an escape that is not known",
         "write \\\\ for a backslash, or use single quotes"},
        {said::INVALID_HEX, "an escape that is not known",
         "write \\\\ for a backslash, or use single quotes"},
        {said::INVALID_UNICODE, "an escape that is no character", "write the character itself"},
        {said::CHAR_IN_BLOCK, "unexpected text after | or >",
         "start the text on the next line, or put it in quotes"},
        {said::ZERO_INDENT_IN_BLOCK, "unexpected text after | or >",
         "start the text on the next line, or put it in quotes"},
        {said::ALIAS_NOT_FOUND, "aliases (*) are not allowed", "put text that starts with * in quotes"},
        {said::CHAR_IN_ALIAS, "aliases (*) are not allowed", "put text that starts with * in quotes"},
        {said::UNKNOWN_ANCHOR, "aliases (*) are not allowed",
         "write the value out; if it is text, put it in quotes"},
        {said::ANCHOR_NOT_FOUND, "anchors (&) are not allowed", "put text that starts with & in quotes"},
        {said::CHAR_IN_ANCHOR, "anchors (&) are not allowed", "put text that starts with & in quotes"},
        {said::MULTIPLE_ANCHORS, "anchors (&) are not allowed", "put text that starts with & in quotes"},
        {said::MULTIPLE_TAGS, "tags (!) are not allowed", "put text that starts with ! in quotes"},
        {said::CHAR_IN_TAG_HANDLE, "tags (!) are not allowed", "put text that starts with ! in quotes"},
        {said::TAG_WITH_NO_SUFFIX, "tags (!) are not allowed", "put text that starts with ! in quotes"},
        {said::END_OF_VERBATIM_TAG, "tags (!) are not allowed", "put text that starts with ! in quotes"},
    };
    const auto* found = std::find_if(std::begin(wordings), std::end(wordings),
                                     [&](const Wording& w) { return library.starts_with(w.library); });
    return found == std::end(wordings) ? nullptr : found;
}

std::string id_of(std::string_view message) {
    if (message.starts_with("aliases")) return "yaml-alias";
    if (message.starts_with("anchors")) return "yaml-anchor";
    if (message.starts_with("tags")) return "yaml-tag";
    return "yaml-syntax";
}

bool is_only_blank(std::string_view text, std::size_t from) {
    return text.find_first_not_of(" \t\r\n", from) == std::string_view::npos;
}

/// True when only blanks stand between the start of the line and byte `at`, and one of them is a tab.
bool after_a_tab(std::string_view text, std::size_t at) {
    const std::size_t line_end = text.substr(0, at).rfind('\n');
    const std::string_view line = text.substr(line_end == std::string_view::npos ? 0 : line_end + 1);
    return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

/// A clearer wording where the source shows what the library cannot tell. `at` is the byte of the error.
std::optional<Problem> clearer(std::string_view said, std::string_view source, std::size_t at,
                               const TreeBuilder& builder) {
    const bool in_brackets =
        said == YAML::ErrorMsg::END_OF_SEQ_FLOW || said == YAML::ErrorMsg::END_OF_MAP_FLOW;
    if (in_brackets && is_only_blank(source, at) && builder.innermost()) {
        return Problem{"yaml-syntax", "this bracket is never closed", "close it", *builder.innermost()};
    }
    if (!in_brackets && after_a_tab(source, at)) {
        return Problem{"yaml-syntax", "a tab in the indentation", "use spaces", {}};
    }
    const std::string_view quote = builder.last_quote();
    const std::size_t quote_end = builder.last_scalar() + quote.size();
    const bool right_after =
        !quote.empty() && quote_end <= at && at < source.size() &&
        source.substr(quote_end, at - quote_end).find_first_not_of(" \t") == std::string_view::npos;
    if (!right_after) return std::nullopt;
    if (quote.find('\n') != std::string_view::npos) {
        return Problem{"yaml-syntax",
                       "this stands after a quote that starts on an earlier line",
                       "check that each quote is closed",
                       {}};
    }
    return Problem{
        "yaml-syntax", "this stands after a closing quote", "put the whole text in one pair of quotes", {}};
}

void complain_of_open_quote(std::string_view source, const TreeBuilder& builder, const Place& fallback,
                            Complaints& complaints) {
    const auto quote = open_quote(source, builder.last_scalar());
    complaints.add("yaml-unterminated-quote", "this quote is never closed", "close it",
                   quote ? place_of(source, *quote, complaints.file()) : fallback);
}

void complain_of_syntax(const YAML::Exception& error, std::string_view source, const TreeBuilder& builder,
                        Complaints& complaints) {
    const std::string_view said = error.msg;
    const Place place{complaints.file(), error.mark.line + 1, error.mark.column + 1};
    const std::size_t at = std::min(source.size(), static_cast<std::size_t>(std::max(0, error.mark.pos)));
    // Where a file ends inside brackets, the library takes the last text for a key without a value.
    if (is_only_blank(source, at)) complaints.take_back("yaml-empty-value", builder.place_of_last_scalar());
    if (complaints.has("yaml-unterminated-quote")) return;  // all that follows comes of it
    if (said == YAML::ErrorMsg::EOF_IN_SCALAR || said == YAML::ErrorMsg::DOC_IN_SCALAR) {
        return complain_of_open_quote(source, builder, place, complaints);
    }
    if (const auto problem = clearer(said, source, at, builder)) {
        return complaints.add(problem->id, problem->message, problem->instead,
                              problem->place.line > 0 ? problem->place : place);
    }
    const Wording* wording = wording_of(said);
    if (!wording) return complaints.add("yaml-syntax", "this is not YAML: " + error.msg, "", place);
    complaints.add(id_of(wording->message), std::string(wording->message), std::string(wording->instead),
                   place);
}

/// Runs the library over `text`. Only the first document is built; asking for a second one, once, tells
/// whether anything is left over (asking until there is none would never end for some texts).
void run_library(std::string_view text, TreeBuilder& builder, Complaints& complaints) {
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    } catch (const Stop&) {
    } catch (const YAML::Exception& error) {
        complain_of_syntax(error, text, builder, complaints);
    } catch (const std::exception& error) {
        complaints.add("yaml-syntax", std::string("this cannot be read: ") + error.what(), "", 0, 0);
    }
}

}  // namespace

Result<Node> parse(std::string_view text, const std::string& file) {
    Complaints complaints(file);
    if (text.size() > largest_text) {
        complaints.add("yaml-too-large", "the file is larger than 1 MiB", "split it", 0, 0);
        return std::move(complaints).sorted();
    }
    if (text.starts_with(utf8::byte_order_mark)) text.remove_prefix(utf8::byte_order_mark.size());
    check_characters(text, complaints);
    check_directives(text, complaints);
    if (!complaints.none()) return std::move(complaints).sorted();

    TreeBuilder builder(text, complaints);
    run_library(text, builder, complaints);
    if (complaints.none() && !builder.root()) {
        complaints.add("yaml-empty-file", "the file is empty", "", 0, 0);
    }
    if (!complaints.none()) return std::move(complaints).sorted();
    return *builder.take_root();
}

}  // namespace stepdown::yaml
