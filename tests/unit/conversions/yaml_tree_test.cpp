#include "conversions/text/yaml_tree.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "conversions/text/map_reader.hpp"

namespace stepdown::yaml {

namespace {

/// A tree in one line: 'quoted', plain, [list], {key: value}.
std::string outline(const Node& node) {
    std::string out;
    if (const auto* scalar = std::get_if<Scalar>(&node.value)) {
        return scalar->quoted ? "'" + scalar->text + "'" : scalar->text;
    }
    if (const auto* list = std::get_if<Sequence>(&node.value)) {
        for (const Node& item : list->items) out += (out.empty() ? "" : ", ") + outline(item);
        return "[" + out + "]";
    }
    for (const Entry& entry : std::get<Mapping>(node.value).entries) {
        out += (out.empty() ? "" : ", ") + entry.key.text + ": " + outline(entry.value);
    }
    return "{" + out + "}";
}

/// The outline of a text that must be good.
std::string read(std::string_view text) {
    const auto tree = parse(text, "test.yaml");
    if (tree) return outline(*tree);
    return "refused: " + show_problem(tree.problems().front(), text);
}

/// Each problem of a text as "id line:column", in order; "" when the text is good.
std::string refused(std::string_view text) {
    const auto tree = parse(text, "test.yaml");
    std::string out;
    if (tree) return out;
    for (const Problem& problem : tree.problems()) {
        CHECK(problem.place.file == "test.yaml");
        CHECK_FALSE(problem.message.empty());
        out += (out.empty() ? "" : ", ") + problem.id + " " + std::to_string(problem.place.line) + ":" +
               std::to_string(problem.place.column);
    }
    return out;
}

std::string repeated(std::string_view part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
}

const Entry& entry(const Node& node, std::size_t index) {
    return std::get<Mapping>(node.value).entries.at(index);
}
const Node& item(const Node& node, std::size_t index) {
    return std::get<Sequence>(node.value).items.at(index);
}

void check_place(const Place& place, int line, int column) {
    CHECK(place.file == "test.yaml");
    CHECK(place.line == line);
    CHECK(place.column == column);
}

}  // namespace

// ---- what is read
// ------------------------------------------------------------------------------------------------

TEST_CASE("a document becomes lists, mappings and texts") {
    CHECK(read("a: 1\nb: [x, y]\nc:\n  - d: e\n  - f\n") == "{a: 1, b: [x, y], c: [{d: e}, f]}");
    CHECK(read("- a\n- b\n") == "[a, b]");
    CHECK(read("{a: {b: c}}") == "{a: {b: c}}");
    CHECK(read("[a: 1, b: 2]") == "[{a: 1}, {b: 2}]");
    CHECK(read("text") == "text");
    CHECK(read("a: []\nb: {}\n") == "{a: [], b: {}}");
    CHECK(read("---\na: 1\n") == "{a: 1}");
    CHECK(read("a: 1\n...\n") == "{a: 1}");
    CHECK(read("# first\na: 1  # then\n# last\n") == "{a: 1}");
}

TEST_CASE("every plain scalar stays the text that stands in the file") {
    for (const auto* text : {"010",   "0x1F", "1e3",   ".5",   ".nan",  ".inf",       "yes",      "no",
                             "on",    "off",  "true",  "y",    "1_000", "2026-12-01", "12:30:45", "5 mg",
                             "q4-6h", "x#y",  "don't", "a, b", "5 mg,", "-1",         "10/325 mg"}) {
        CHECK(read(std::string("a: ") + text + "\n") == std::string("{a: ") + text + "}");
    }
}

TEST_CASE("quoted texts are told from plain ones") {
    CHECK(read("a: '010'\nb: \"yes\"\n") == "{a: '010', b: 'yes'}");
    CHECK(read("a: 'it''s'\n") == "{a: 'it's'}");
    CHECK(read("a: \"\\u00e9\"\n") == "{a: '\xC3\xA9'}");
    CHECK(read("a: \"\"\n") == "{a: ''}");
    CHECK(read("a: 'one\n  two'\n") == "{a: 'one two'}");
    CHECK(read("a: |\n  one\n  two\n") == "{a: 'one\ntwo\n'}");
    CHECK(read("a: >\n  one\n  two\n") == "{a: 'one two\n'}");
    CHECK(read("'a b': 1\n") == "{a b: 1}");
}

TEST_CASE("places count lines and columns from one, in bytes, for keys and values") {
    const auto tree = parse("first: 1\nlist:\n  - \xC3\xA9: x\n  - {a: 'b', c: d}\n", "test.yaml");
    REQUIRE(tree);
    check_place(tree->place, 1, 1);
    check_place(entry(*tree, 0).place, 1, 1);
    check_place(entry(*tree, 0).value.place, 1, 8);
    check_place(entry(*tree, 1).place, 2, 1);
    const Node& list = entry(*tree, 1).value;
    check_place(list.place, 3, 3);
    check_place(entry(item(list, 0), 0).place, 3, 5);
    check_place(entry(item(list, 0), 0).value.place, 3, 9);  // e with an accent takes two bytes
    check_place(item(list, 1).place, 4, 5);
    check_place(entry(item(list, 1), 0).value.place, 4, 9);
    check_place(entry(item(list, 1), 1).place, 4, 14);
}

TEST_CASE("line ends of Windows change neither texts nor places") {
    CHECK(read("a: x\r\nb: 'y\r\n z'\r\nc: |\r\n  one\r\n") == "{a: x, b: 'y z', c: 'one\n'}");
    const auto tree = parse("a: 1\r\n\r\nb: 2\r\n", "test.yaml");
    REQUIRE(tree);
    check_place(entry(*tree, 1).place, 3, 1);
    check_place(entry(*tree, 1).value.place, 3, 4);
}

TEST_CASE("a byte order mark is passed over and takes no column") {
    const auto tree = parse(
        "\xEF\xBB\xBF"
        "a: 1\n",
        "test.yaml");
    REQUIRE(tree);
    check_place(entry(*tree, 0).place, 1, 1);
    CHECK(entry(*tree, 0).key.text == "a");
    CHECK(refused("\xEF\xBB\xBF") == "yaml-empty-file 0:0");
    CHECK(refused("a: 1\n\xEF\xBB\xBF"
                  "b: 2\n") == "yaml-control-character 2:1");
    CHECK(refused("\xEF\xBB\xBF\xEF\xBB\xBF"
                  "a: 1\n") == "yaml-control-character 1:1");
}

// ---- nothing, or more than one document
// --------------------------------------------------------------------------

TEST_CASE("a file without a document is refused") {
    for (const auto* text : {"", "\n", "   \n", "# only a comment\n", "---\n", "---\n...\n", "~\n", "null"}) {
        CAPTURE(text);
        CHECK(refused(text) == "yaml-empty-file 0:0");
    }
}

TEST_CASE("a second document is refused where it starts") {
    CHECK(refused("a: 1\n---\nb: 2\n") == "yaml-second-document 2:1");
    CHECK(refused("---\na: 1\n---\nb: 2\n") == "yaml-second-document 3:1");
    CHECK(refused("a: 1\n---\n") == "yaml-second-document 2:1");
    CHECK(refused("a: 1\n--- b\n") == "yaml-second-document 2:1");
    CHECK(refused("a: 1\n...\nb: 2\n") == "yaml-left-over 3:1");
}

TEST_CASE("what is left over after the document is refused, and never hangs") {
    CHECK(refused("- a\nb: 1\n") == "yaml-left-over 2:1");
    CHECK(refused("- 1\n,\n- 2\n") == "yaml-left-over 2:1");
    CHECK(refused("[1] 2\n") == "yaml-left-over 1:5");
    CHECK(refused(",") == "yaml-left-over 1:1");
    CHECK(refused(repeated(",", 1000)) == "yaml-left-over 1:1");
    CHECK(refused("'a' 'b'\n") == "yaml-left-over 1:5");
}

TEST_CASE("directives are refused wherever a line starts with one") {
    CHECK(refused("%YAML 1.2\n---\na: 1\n") == "yaml-directive 1:1");
    CHECK(refused("%TAG ! tag:x,2000:\n---\na: !b c\n") == "yaml-directive 1:1");
    CHECK(refused("a: 1\n%FOO bar\n") == "yaml-directive 2:1");  // the library would drop it without a word
    CHECK(refused("%A\n%B\na: 1\n") == "yaml-directive 1:1, yaml-directive 2:1");
    CHECK(read("a: 10 %\nb: 5%\n") == "{a: 10 %, b: 5%}");
}

// ---- values
// ------------------------------------------------------------------------------------------------------

TEST_CASE("an empty value is reported at its key") {
    CHECK(refused("a:\nb: 1\n") == "yaml-empty-value 1:1");
    CHECK(refused("x: 1\ny:\n  a:\n  b: 2\n") == "yaml-empty-value 3:3");
    CHECK(refused("a: ~\nb: null\nc: Null\nd: NULL\n") ==
          "yaml-empty-value 1:1, yaml-empty-value 2:1, yaml-empty-value 3:1, yaml-empty-value 4:1");
    CHECK(refused("a: # only a comment\nb: 1\n") == "yaml-empty-value 1:1");
    CHECK(refused("{a, b: , c: 1}") == "yaml-empty-value 1:2, yaml-empty-value 1:5");
    CHECK(refused("a: 1\nlast:") == "yaml-empty-value 2:1");
}

TEST_CASE("a missing space after a colon or a dash is told as such") {
    const auto colon = parse("a: 1\ndose:5\n", "test.yaml");
    REQUIRE_FALSE(colon);
    CHECK(colon.problems().front().message == "\"dose:5\" has no value");
    CHECK(colon.problems().front().instead == "write a space after the colon");
    check_place(colon.problems().front().place, 2, 1);

    const auto dash = parse("a:\n- 1\n-2\n", "test.yaml");
    REQUIRE_FALSE(dash);
    CHECK(dash.problems().front().instead == "write a space after the dash");
    check_place(dash.problems().front().place, 3, 1);
}

TEST_CASE("an empty item is reported at its dash or its comma") {
    CHECK(refused("[1,,2]") == "yaml-empty-value 1:4");
    CHECK(refused("[,1]") == "yaml-empty-value 1:2");
    CHECK(refused("-\n- b\n") == "yaml-empty-value 1:1");
    CHECK(refused("- a\n-\n") == "yaml-empty-value 2:1");
    CHECK(refused("- a\n-") == "yaml-empty-value 2:1");
    CHECK(refused("x:\n  - a\n  - # - not this\n\n\ny: 1\n") == "yaml-empty-value 3:3");
    CHECK(refused("- a\n- ~\n") == "yaml-empty-value 2:3");
    CHECK(read("[1, 2, ]") == "[1, 2]");
}

TEST_CASE("plain text is never joined over lines") {
    CHECK(refused("- 2\n -3\n") == "yaml-joined-lines 2:2");
    CHECK(refused("a: x\n  y\n") == "yaml-joined-lines 2:3");
    CHECK(refused("a: x\n\n  y\n") == "yaml-joined-lines 3:3");
    CHECK(refused("a: x\r\n  y\r\n") == "yaml-joined-lines 2:3");
    CHECK(refused("[a b\n c]") == "yaml-joined-lines 2:2");
    CHECK(refused("dose: 5\n  0 mg\n") == "yaml-joined-lines 2:3");
    CHECK(refused("word\nword\n") == "yaml-joined-lines 2:1");
}

TEST_CASE("aliases and anchors are refused, with or without what they mean") {
    CHECK(refused("a: &x 1\nb: *x\n") == "yaml-anchor 1:4, yaml-alias 2:4");
    CHECK(refused("a: &x [*x]\n") == "yaml-anchor 1:4, yaml-alias 1:8");
    CHECK(refused("a: *unknown\n") == "yaml-alias 1:4");
    CHECK(refused("&k a: 1\n") == "yaml-anchor 1:1");
    CHECK(refused("*k : 1\n") == "yaml-alias 1:1");
    CHECK(refused("a: *\n") == "yaml-alias 1:5");
    CHECK(refused("a: &\n") == "yaml-anchor 1:5");
}

TEST_CASE("a bomb of aliases is refused at once") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int n = 1; n < 10; ++n) text += ", " + before;
        text += "]\n";
    }
    const auto tree = parse(text, "test.yaml");
    REQUIRE_FALSE(tree);
    CHECK(tree.problems().size() == most_problems);
    CHECK(tree.problems().front().id == "yaml-anchor");
    CHECK(tree.problems().back().id == "yaml-alias");
}

TEST_CASE("tags are refused") {
    CHECK(refused("a: !!int 5\n") == "yaml-tag 1:4");
    CHECK(refused("a: !x y\n") == "yaml-tag 1:4");
    CHECK(refused("a: ! y\n") == "yaml-tag 1:4");
    CHECK(refused("a: !<?> y\n") == "yaml-tag 1:4");
    CHECK(refused("a: !!map {b: c}\n") == "yaml-tag 1:4");
    CHECK(refused("a: !!seq [b]\n") == "yaml-tag 1:4");
    CHECK(refused("!!str a: b\n") == "yaml-tag 1:1");
    CHECK(refused("a: ! ! b\n") == "yaml-tag 1:6");
    CHECK(refused("a: &x !!str b\n") == "yaml-anchor 1:4, yaml-tag 1:4");
    CHECK(read("a: '!x'\n") == "{a: '!x'}");
}

// ---- keys
// --------------------------------------------------------------------------------------------------------

TEST_CASE("a key that is given twice is refused, however it is written") {
    CHECK(refused("dose: 5\ndose: 50\n") == "yaml-repeated-key 2:1");
    CHECK(refused("dose: 5\n'dose': 50\n") == "yaml-repeated-key 2:1");
    CHECK(refused("{a: 1, b: 2, a: 3}") == "yaml-repeated-key 1:14");
    CHECK(refused("a: 1\na: 2\na: 3\n") == "yaml-repeated-key 2:1, yaml-repeated-key 3:1");
    CHECK(refused("a:\na: 2\n") == "yaml-empty-value 1:1, yaml-repeated-key 2:1");
    CHECK(refused("x:\n  a: 1\n  a: 2\n") == "yaml-repeated-key 3:3");
    CHECK(read("x: {a: 1}\ny: {a: 1}\n") == "{x: {a: 1}, y: {a: 1}}");
    CHECK(read("a: 1\nA: 2\n") == "{a: 1, A: 2}");
}

TEST_CASE("a key that is not a word or a text is refused") {
    CHECK(refused("? [x]\n: 1\n") == "yaml-key-not-text 1:3");
    CHECK(refused("[x]: 1\n") == "yaml-key-not-text 1:1");
    CHECK(refused("{{a: b}: c}") == "yaml-key-not-text 1:2");
    CHECK(refused(": 1\n") == "yaml-key-not-text 1:1");
    CHECK(refused("'': 1\n") == "yaml-key-not-text 1:1");
    CHECK(refused("~: 1\n") == "yaml-key-not-text 1:1");
    CHECK(refused("? |\n  a\n: 1\n") == "yaml-key-not-text 1:3");
}

TEST_CASE("merge keys are refused") {
    CHECK(refused("<<: {a: 1}\n") == "yaml-merge-key 1:1");
    CHECK(refused("x:\n  '<<': {a: 1}\n") == "yaml-merge-key 2:3");
    CHECK(read("a: <<\n") == "{a: <<}");
}

// ---- characters
// --------------------------------------------------------------------------------------------------

TEST_CASE("NUL and other control characters are refused where they stand") {
    CHECK(refused(std::string_view("a\0b: 1\n", 7)) == "yaml-control-character 1:2");
    CHECK(refused(std::string_view("\0a", 2)) == "yaml-control-character 1:1");
    CHECK(refused("a: 1\n\x04"
                  "b: 2\n") == "yaml-control-character 2:1");  // the library takes it for the end
    CHECK(refused("a: \x1B[31m\n") == "yaml-control-character 1:4");
    CHECK(refused("a: \x7F\n") == "yaml-control-character 1:4");
    CHECK(refused("a: \xC2\x85\n") == "yaml-control-character 1:4");       // next line
    CHECK(refused("a: \xE2\x80\xA8x\n") == "yaml-control-character 1:4");  // line separator
    CHECK(refused("a: \xE2\x80\xAEx\n") == "yaml-control-character 1:4");  // right-to-left override
    CHECK(refused("# \x01\na: 1\n") == "yaml-control-character 1:3");
    CHECK(refused("a: 1\rb: 2\n") == "yaml-control-character 1:5");
    CHECK(read("a: x\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\x8A\n") ==
          "{a: x\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\x8A}");
}

TEST_CASE("an escape cannot bring a control character in") {
    for (const auto* escape :
         {"\\0", "\\a", "\\b", "\\e", "\\r", "\\N", "\\L", "\\P", "\\x1b", "\\u0000", "\\x85"}) {
        CAPTURE(escape);
        CHECK(refused("a: \"" + std::string(escape) + "\"\n") == "yaml-control-character 1:4");
    }
    CHECK(read("a: \"x\\ty\\nz\"\n") == "{a: 'x\ty\nz'}");
}

TEST_CASE("what is not UTF-8 is refused at its first wrong byte") {
    CHECK(refused("a: \xFF\n") == "yaml-not-utf8 1:4");
    CHECK(refused("a: 1\nb: caf\xE9\n") == "yaml-not-utf8 2:7");     // Latin-1
    CHECK(refused("a: \xC3") == "yaml-not-utf8 1:4");                // cut short
    CHECK(refused("a: \xC0\xAF\n") == "yaml-not-utf8 1:4");          // overlong
    CHECK(refused("a: \xE0\x80\xAF\n") == "yaml-not-utf8 1:4");      // overlong
    CHECK(refused("a: \xF0\x80\x80\xAF\n") == "yaml-not-utf8 1:4");  // overlong
    CHECK(refused("a: \xED\xA0\x80\n") == "yaml-not-utf8 1:4");      // half of a pair
    CHECK(refused("a: \xF4\x90\x80\x80\n") == "yaml-not-utf8 1:4");  // above U+10FFFF
    CHECK(refused(std::string_view("\xFF\xFE"
                                   "a\0:\0",
                                   6)) == "yaml-not-utf8 1:1");  // UTF-16
    CHECK(read("a: \xF4\x8F\xBF\xBD\n") == "{a: \xF4\x8F\xBF\xBD}");
}

// ---- quotes and syntax
// -------------------------------------------------------------------------------------------

TEST_CASE("a quote that is never closed is reported where it opens") {
    for (const auto* end : {"", "\n", "\n\n", "\nb: 2\n"}) {
        CAPTURE(end);
        CHECK(refused("a: 'abc" + std::string(end)) == "yaml-unterminated-quote 1:4");
        CHECK(refused("a: \"abc" + std::string(end)) == "yaml-unterminated-quote 1:4");
    }
    CHECK(refused("'unterminated") == "yaml-unterminated-quote 1:1");
    CHECK(refused("a: \"x\\\"") == "yaml-unterminated-quote 1:4");
    CHECK(refused("a: 'x''") == "yaml-unterminated-quote 1:4");
    CHECK(refused("a: don't\nb: 'x\n") == "yaml-unterminated-quote 2:4");
    CHECK(refused("# it's 'so\na: \"b\"\nc: \"y\n") == "yaml-unterminated-quote 3:4");
    CHECK(refused("a: 'x\n---\nb: 1\n") == "yaml-unterminated-quote 1:4");
    CHECK(refused("[\"a\", \"b]\n") == "yaml-unterminated-quote 1:7");
    CHECK(read("a: '''x'''\nb: \"\\\\\"\n") == "{a: ''x'', b: '\\'}");
}

TEST_CASE("text that does not fit is a syntax error with its place") {
    CHECK(refused("a: b: c\n") == "yaml-syntax 1:5");
    CHECK(refused("a:\n  b: 1\n c: 2\n") == "yaml-syntax 3:2");
    CHECK(refused("a: ]\n") == "yaml-syntax 1:4");
    CHECK(refused("a: @x\n") == "yaml-syntax 1:4");
    CHECK(refused("a: `x`\n") == "yaml-syntax 1:4");
    CHECK(refused("a: - b\n") == "yaml-syntax 1:4");
    CHECK(refused("a: | x\n") == "yaml-syntax 1:6");
    CHECK(refused("a: 'x' y\n") == "yaml-syntax 1:8");
    CHECK(refused("a: [1] 2\n") == "yaml-syntax 1:8");
    CHECK(refused("a: \"\\q\"\n") == "yaml-syntax 1:7");
    CHECK(refused("a: \"x\nb: \"y\"\n") == "yaml-syntax 2:5");
    CHECK(refused("a:\n\tb: 1\n") == "yaml-syntax 2:3");
}

TEST_CASE("a bracket that is never closed is reported where it opens") {
    CHECK(refused("a: [1, 2\n") == "yaml-syntax 1:4");
    CHECK(refused("a: {b: 1") == "yaml-syntax 1:4");
    CHECK(refused("x: 1\ny: [\n  [1],\n  {a: b},\n") == "yaml-syntax 2:4");
}

TEST_CASE("several problems are told together, in the order of the file") {
    CHECK(refused("a:\nb: !x y\nc: &z [1,,2]\nd: 1\nd: 2\ne: [\n") ==
          "yaml-empty-value 1:1, yaml-tag 2:4, yaml-anchor 3:4, yaml-empty-value 3:10, yaml-syntax 6:4");
}

// ---- limits
// ------------------------------------------------------------------------------------------------------

TEST_CASE("a file may have one MiB and not a byte more") {
    const std::string start = "a: 1\n#";
    CHECK(read(start + std::string(largest_text - start.size() - 1, 'x')) == "{a: 1}");
    CHECK(read(start + std::string(largest_text - start.size(), 'x')) == "{a: 1}");
    CHECK(refused(start + std::string(largest_text - start.size() + 1, 'x')) == "yaml-too-large 0:0");
}

TEST_CASE("thirty-two levels are allowed, in brackets or by indentation") {
    const auto brackets = [](std::size_t levels) {
        return repeated("[", levels) + "1" + repeated("]", levels);
    };
    CHECK(refused(brackets(31)) == "");
    CHECK(refused(brackets(32)) == "");
    CHECK(refused(brackets(33)) == "yaml-too-deep 1:33");
    const auto indented = [](int levels) {
        std::string text;
        for (int i = 0; i < levels; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
        return text.substr(0, text.size() - 1) + " 1\n";
    };
    CHECK(refused(indented(32)) == "");
    CHECK(refused(indented(33)) == "yaml-too-deep 33:33");
}

TEST_CASE("any number of open brackets is refused without harm") {
    for (const auto* bracket : {"[", "{", "[\n", "{a: ", "- ", "? "}) {
        CAPTURE(bracket);
        const std::string problems = refused(repeated(bracket, 200'000));
        CHECK(problems.find("yaml-too-deep") != std::string::npos);
    }
}

TEST_CASE("100,000 keys and values are allowed") {
    const auto list = [](std::size_t items) { return "[" + repeated("1,", items) + "]"; };
    CHECK(refused(list(most_nodes - 2)) == "");  // and the list itself
    CHECK(refused(list(most_nodes - 1)) == "");
    CHECK(refused(list(most_nodes)).starts_with("yaml-too-many-values 1:"));
    std::string keys;
    for (std::size_t i = 0; i < most_nodes / 2; ++i) keys += "k" + std::to_string(i) + ": 1\n";
    CHECK(refused(keys) == "yaml-too-many-values 50000:9");  // each key counts, and the mapping itself
}

TEST_CASE("at most twenty problems are told") {
    const auto problems_of = [](std::size_t count) {
        return parse(repeated("- ~\n", count), "test.yaml").problems().size();
    };
    CHECK(problems_of(19) == 19);
    CHECK(problems_of(20) == 20);
    CHECK(problems_of(21) == 20);
    CHECK(problems_of(100'000) == 20);
}

// ---- the binary form
// ---------------------------------------------------------------------------------------------

TEST_CASE("a tree comes back from its bytes with every place and the file's name") {
    const auto tree = parse(
        "a: '1'\n\nlong: " + std::string(300, 'x') + "\nb:\n    - [c, {d: e}]\n    - []\n", "test.yaml");
    REQUIRE(tree);
    const Node back = from_binary(to_binary(*tree), "other.yaml");
    CHECK(outline(back) == outline(*tree));
    CHECK(Place(back.place) == Place{"other.yaml", 1, 1});
    CHECK(Place(entry(back, 1).place) == Place{"other.yaml", 3, 1});
    CHECK(Place(entry(back, 1).value.place) == Place{"other.yaml", 3, 7});
    const Node& list = entry(back, 2).value;
    CHECK(Place(item(list, 0).place) == Place{"other.yaml", 5, 7});
    CHECK(Place(entry(item(item(list, 0), 1), 0).value.place) == Place{"other.yaml", 5, 15});
    CHECK(Place(item(list, 1).place) == Place{"other.yaml", 6, 7});
    CHECK(to_binary(back) == to_binary(*tree));
}

TEST_CASE("the binary form is about as small as the text") {
    const std::string text =
        repeated("- {value: 5 mg, source: s39, at: section 2, evidence: verified}\n", 500);
    const auto tree = parse(text, "test.yaml");
    REQUIRE(tree);
    CHECK(to_binary(*tree).size() < text.size() * 5 / 4);
}

TEST_CASE("damaged bytes give some tree and do no harm") {
    const auto tree = parse("a: [1, {b: c}]\nd: |\n  text\n", "test.yaml");
    REQUIRE(tree);
    const std::string bytes = to_binary(*tree);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK(from_binary(bytes.substr(0, size), "test.yaml").place.file);
    }
    CHECK(from_binary(std::string(10'000, '\xFE'), "test.yaml").place.file);
    CHECK(from_binary(std::string(10'000, '\x06'), "test.yaml").place.file);  // lists in lists
}

TEST_CASE("any tree comes back from its bytes") {
    CHECK(rc::check("to_binary(from_binary(x)) = x", [] {
        const auto words = *rc::gen::container<std::vector<std::string>>(
            rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab 1.'\"{[:-\xC3"))));
        Node root{Mapping{}, Spot(Place{"f", 1, 1})};
        int line = 1;
        for (const std::string& word : words) {
            line += static_cast<int>(word.size()) % 5;
            Node value{Scalar{word, word.size() % 2 == 1}, Spot(Place{"f", line, 200})};
            if (word.size() % 3 == 0) value = Node{Sequence{{value, value}}, Spot(Place{"f", line, 3})};
            std::get<Mapping>(root.value)
                .entries.push_back({{word, false}, Spot(Place{"f", line, 1}), value});
        }
        const std::string bytes = to_binary(root);
        const Node back = from_binary(bytes, "f");
        RC_ASSERT(outline(back) == outline(root));
        RC_ASSERT(to_binary(back) == bytes);
    }));
}

}  // namespace stepdown::yaml
