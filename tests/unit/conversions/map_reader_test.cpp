#include "conversions/text/map_reader.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace stepdown {

namespace {

/// A good document to read from, and what its reader complained of.
struct Reading {
    explicit Reading(std::string text_) : text(std::move(text_)), tree(parsed(text)) {}

    static yaml::Node parsed(const std::string& text) {
        const auto tree = yaml::parse(text, "case.yaml");
        REQUIRE(tree);
        return *tree;
    }
    MapReader reader() { return {tree, "case", problems}; }
    /// The only problem, as it is printed without the excerpt; "" when there is none.
    std::string printed() const {
        CHECK(problems.size() <= 1);
        return problems.empty() ? "" : show_problem(problems.front(), "");
    }

    std::string text;
    yaml::Node tree;
    Problems problems;
};

const std::vector<std::string> sexes = {"female", "male", "unknown"};

/// What is printed for "dose: TEXT" where a number of mg, mcg or mL is wanted.
std::string quantity_problem(const std::string& written) {
    Reading reading("dose: " + written + "\n");
    const std::vector<std::string> units = {"mg", "mcg", "mL"};
    MapReader reader = reading.reader();
    CHECK_FALSE(reader.written_quantity(*reader.required("dose"), "dose", units));
    return reading.printed();
}

}  // namespace

// ---- words
// -------------------------------------------------------------------------------------------------------

TEST_CASE("the nearest name is at most a third of the word and three letters away") {
    const std::vector<std::string> names = {"weight", "height", "serum_creatinine", "mg", "morphine"};
    CHECK(nearest("weigth", names) == "weight");  // two letters swapped
    CHECK(nearest("wieght", names) == "weight");
    CHECK(nearest("hight", names) == "height");
    CHECK(nearest("mgs", names) == "mg");
    CHECK(nearest("mgss", names) == "");                             // 2 away, 4 letters: at most 1
    CHECK(nearest("kg", names) == "");                               // 1 away, 2 letters: none
    CHECK(nearest("serum_creatinin", names) == "serum_creatinine");  // 1
    CHECK(nearest("serum_creati", names) == "");                     // 4 left out: never more than 3
    CHECK(nearest("serum_creatin", names) == "serum_creatinine");    // 3
    CHECK(nearest("MORPHINE", names) == "morphine");
    CHECK(nearest("Morfine", names) == "morphine");  // 2 of 7
    CHECK(nearest("oxycodone", names) == "");
    CHECK(nearest("", names) == "");
    CHECK(nearest("weight", {}) == "");
}

TEST_CASE("of equally near names the first is suggested") {
    const std::vector<std::string> names = {"dose-a", "dose-b", "dose-c"};
    CHECK(nearest("dose-x", names) == "dose-a");
    CHECK(nearest("dose-b", names) == "dose-b");
}

TEST_CASE("words are joined as a person would") {
    const std::vector<std::string> words = {"mg", "mcg", "mL"};
    CHECK(join_or(words) == "mg, mcg or mL");
    CHECK(join_or(std::span(words).first(2)) == "mg or mcg");
    CHECK(join_or(std::span(words).first(1)) == "mg");
    CHECK(join_or({}) == "");
}

// ---- quantities
// --------------------------------------------------------------------------------------------------

TEST_CASE("a quantity is a number, one space and a unit") {
    const auto written = split_quantity("1.1 mg/dL");
    REQUIRE(written);
    CHECK(written->number.value() == 1.1);
    CHECK(written->number.scale == 1);
    CHECK(written->unit == "mg/dL");
    CHECK(split_quantity("10 %")->unit == "%");
    CHECK(split_quantity("1,000 mg")->number.digits == 1000);
    CHECK(split_quantity("5 mg daily")->unit == "mg daily");  // which no list of units holds
    for (const auto* text : {"",       " ",     "5",     "5mg",   "mg",          "5 ",     " 5 mg",
                             "5  mg",  "5 mg ", ".5 mg", "5. mg", "010 mg",      "1e3 mg", "0x10 mg",
                             "nan mg", "-5 mg", "+5 mg", "5\tmg", "5\xC2\xA0mg", "mg 5",   "5,5 mg"}) {
        CAPTURE(text);
        CHECK_FALSE(split_quantity(text));
    }
}

TEST_CASE("a quantity is read in whichever of its units it was written") {
    Reading reading("weight: 72 kg\ndose: 500 mcg\ntotal: 0.5 mg\nlevel: '1.1 mg/dL'\n");
    MapReader reader = reading.reader();
    CHECK(in(*reader.required_quantity("weight", unit::kg), unit::kg) == 72.0);
    CHECK(in(*reader.optional_quantity("dose", unit::mg, unit::mcg), unit::mg) ==
          doctest::Approx(0.5).epsilon(1e-12));
    CHECK(in(*reader.optional_quantity("total", unit::mg, unit::mcg), unit::mg) == 0.5);
    CHECK(in(*reader.optional_quantity("level", unit::creatinine_mg_per_dl), unit::creatinine_mg_per_dl) ==
          doctest::Approx(1.1).epsilon(1e-12));
    CHECK_FALSE(reader.optional_quantity("height", unit::cm));
    reader.finish();
    CHECK(reading.problems.empty());
}

TEST_CASE("a required quantity that is absent is missing, an optional one is not") {
    Reading reading("a: 1\n");
    MapReader reader = reading.reader();
    CHECK_FALSE(reader.required_quantity("weight", unit::kg));
    CHECK_FALSE(reader.optional_quantity("height", unit::cm));
    CHECK(reading.printed() ==
          "case.yaml:1:1: error: case has no \"weight\"; add weight: ... [missing-key]\n");
}

TEST_CASE("an unknown unit is told with the units that would do, at the unit") {
    CHECK(quantity_problem("5 mgs") ==
          "case.yaml:1:9: error: unknown unit \"mgs\"; write mg, mcg or mL [unit]\n");
    CHECK(quantity_problem("5 ML") ==
          "case.yaml:1:9: error: unknown unit \"ML\"; write mg, mcg or mL [unit]\n");
    CHECK(quantity_problem("5 \xC2\xB5g") ==
          "case.yaml:1:9: error: unknown unit \"\xC2\xB5g\"; write mg, mcg or mL [unit]\n");
    CHECK(quantity_problem("5 mg daily") ==
          "case.yaml:1:9: error: unknown unit \"mg daily\"; write mg, mcg or mL [unit]\n");
    CHECK(quantity_problem("1 to 2 mg") ==
          "case.yaml:1:9: error: unknown unit \"to 2 mg\"; write mg, mcg or mL [unit]\n");
    // Inside quotes escapes may stand: the place is that of the whole text.
    CHECK(quantity_problem("'5 mgs'") ==
          "case.yaml:1:7: error: unknown unit \"mgs\"; write mg, mcg or mL [unit]\n");
}

TEST_CASE("a bare number is told that it lacks its unit") {
    CHECK(quantity_problem("5") ==
          "case.yaml:1:7: error: \"dose\" is \"5\", a number without a unit; "
          "write 5 and its unit: mg, mcg or mL [quantity-form]\n");
    CHECK(quantity_problem("'0.5'") ==
          "case.yaml:1:7: error: \"dose\" is \"0.5\", a number without a unit; "
          "write 0.5 and its unit: mg, mcg or mL [quantity-form]\n");
}

TEST_CASE("a missing space is told as such") {
    CHECK(quantity_problem("5mg") ==
          "case.yaml:1:7: error: \"dose\" is \"5mg\", not a number and a unit; "
          "write 5 mg [quantity-form]\n");
    CHECK(quantity_problem("0.5mL") ==
          "case.yaml:1:7: error: \"dose\" is \"0.5mL\", not a number and a unit; "
          "write 0.5 mL [quantity-form]\n");
}

TEST_CASE("what is no quantity at all is told the form") {
    for (const std::string written : {"'5  mg'", "'5 mg '", "''", "' '", "' 5 mg'"}) {
        CAPTURE(written);
        const std::string text = written.substr(1, written.size() - 2);
        CHECK(quantity_problem(written) ==
              "case.yaml:1:7: error: \"dose\" is \"" + text +
                  "\", not a number and a unit; write a number, one space and mg, mcg or "
                  "mL [quantity-form]\n");
    }
    CHECK(quantity_problem("some") ==
          "case.yaml:1:7: error: \"dose\" is \"some\", not a number and a unit; "
          "write a number, one space and mg, mcg or mL [quantity-form]\n");
}

TEST_CASE("a number in another notation is refused as a number, with a unit or without") {
    for (const std::string number :
         {".5", "5.", "010", "1e3", "nan", "0x10", "-5", "+5", "5,5", "1,000,000", "~5"}) {
        CAPTURE(number);
        CHECK(quantity_problem(number + " mg") ==
              "case.yaml:1:7: error: \"" + number +
                  "\" is not a number as it must be written; write a plain number "
                  "such as 0.5, 12 or 1,000 [number]\n");
    }
    for (const std::string number : {".5", "5.", "010", "-5", "5,5", "1.2.3"}) {
        CAPTURE(number);
        CHECK(quantity_problem(number) ==
              "case.yaml:1:7: error: \"" + number +
                  "\" is not a number as it must be written; write a plain number such as "
                  "0.5, 12 or 1,000 [number]\n");
    }
    for (const std::string word : {"1e3", "0x10", "nan"}) {
        CAPTURE(word);
        CHECK(quantity_problem(word).find("[quantity-form]") != std::string::npos);
    }
}

TEST_CASE("a list or a mapping is no quantity") {
    CHECK(quantity_problem("[5 mg]") ==
          "case.yaml:1:7: error: \"dose\" must be a text, not a list; write one value [not-text]\n");
    CHECK(quantity_problem("{value: 5 mg}") ==
          "case.yaml:1:7: error: \"dose\" must be a text, not a mapping; write one value [not-text]\n");
}

// ---- keys
// --------------------------------------------------------------------------------------------------------

TEST_CASE("all keys that nobody asked for are told, each with the nearest that exists") {
    Reading reading("weigth: 72 kg\nheight: 165 cm\nshoe_size: 43\n");
    MapReader reader = reading.reader();
    CHECK_FALSE(reader.optional_text("weight"));
    CHECK(reader.has("height"));
    CHECK_FALSE(reader.has("age"));
    reader.finish();
    REQUIRE(reading.problems.size() == 2);
    CHECK(show_problem(reading.problems[0], reading.text) ==
          "case.yaml:1:1: error: case has no key \"weigth\"; write weight [unknown-key]\nweigth: 72 kg\n^\n");
    CHECK(show_problem(reading.problems[1], reading.text) ==
          "case.yaml:3:1: error: case has no key \"shoe_size\"; write weight, height or age [unknown-key]\n"
          "shoe_size: 43\n^\n");
}

TEST_CASE("where nothing was asked for, an unknown key is to be deleted") {
    Reading reading("a: 1\n");
    reading.reader().finish();
    CHECK(reading.printed() == "case.yaml:1:1: error: case has no key \"a\"; delete it [unknown-key]\n");
}

TEST_CASE("a missing key is told where its mapping starts") {
    Reading reading("patient:\n  age: 58 years\n");
    MapReader outer = reading.reader();
    MapReader inner(*outer.required("patient"), "patient", reading.problems);
    CHECK(inner.text("sex") == "");
    CHECK(reading.printed() == "case.yaml:2:3: error: patient has no \"sex\"; add sex: ... [missing-key]\n");
    CHECK(inner.place() == Place{"case.yaml", 2, 3});
    CHECK(inner.what() == "patient");
}

TEST_CASE("what is not a mapping is told once, not key by key") {
    for (const auto* text : {"[a, b]", "word"}) {
        CAPTURE(text);
        Reading reading(text);
        MapReader reader = reading.reader();
        CHECK(reader.required("a") == nullptr);
        CHECK(reader.text("b") == "");
        CHECK_FALSE(reader.has("c"));
        reader.finish();
        CHECK(reading.printed() ==
              "case.yaml:1:1: error: case must be a mapping; write one \"key: value\" in each line "
              "[not-a-mapping]\n");
    }
}

// ---- texts and words
// ---------------------------------------------------------------------------------------------

TEST_CASE("texts are read, plain or quoted") {
    Reading reading("id: slow\ntitle: 'Slow taper'\n");
    MapReader reader = reading.reader();
    CHECK(reader.text("id") == "slow");
    CHECK(reader.optional_text("title") == "Slow taper");
    CHECK_FALSE(reader.optional_text("note"));
    CHECK(reading.problems.empty());
}

TEST_CASE("a required text must not be empty") {
    Reading reading("id: ''\n");
    CHECK(reading.reader().text("id") == "");
    CHECK(reading.printed() == "case.yaml:1:5: error: \"id\" is empty; write a text [not-text]\n");
}

TEST_CASE("a list or a mapping is no text, and is told once") {
    Reading list("id: [a]\n");
    CHECK(list.reader().text("id") == "");
    CHECK(list.printed() ==
          "case.yaml:1:5: error: \"id\" must be a text, not a list; write one value [not-text]\n");
    Reading mapping("id: {a: b}\n");
    CHECK_FALSE(mapping.reader().optional_text("id"));
    CHECK(mapping.printed() ==
          "case.yaml:1:5: error: \"id\" must be a text, not a mapping; write one value [not-text]\n");
}

TEST_CASE("yes and no are read, plain or quoted, and nothing else is") {
    Reading reading("a: yes\nb: no\nc: 'yes'\nd: \"no\"\n");
    MapReader reader = reading.reader();
    CHECK(reader.optional_yes_no("a") == true);
    CHECK(reader.optional_yes_no("b") == false);
    CHECK(reader.optional_yes_no("c") == true);
    CHECK(reader.optional_yes_no("d") == false);
    CHECK_FALSE(reader.optional_yes_no("e").has_value());
    CHECK(reading.problems.empty());

    const auto told = [](const std::string& word) {
        Reading bad("frail: " + word + "\n");
        CHECK_FALSE(bad.reader().optional_yes_no("frail").has_value());
        return bad.printed();
    };
    for (const std::string word : {"true", "True", "on", "y", "Yes", "YES"}) {
        CHECK(told(word) ==
              "case.yaml:1:8: error: \"frail\" is \"" + word + "\", not yes or no; write yes [yes-or-no]\n");
    }
    for (const std::string word : {"false", "FALSE", "off", "n", "No"}) {
        CHECK(told(word) ==
              "case.yaml:1:8: error: \"frail\" is \"" + word + "\", not yes or no; write no [yes-or-no]\n");
    }
    for (const std::string word : {"maybe", "1", "0", "yes.", "none"}) {
        CHECK(told(word) == "case.yaml:1:8: error: \"frail\" is \"" + word +
                                "\", not yes or no; write yes or no [yes-or-no]\n");
    }
    CHECK(told("[yes]") ==
          "case.yaml:1:8: error: \"frail\" must be a text, not a list; write one value [not-text]\n");
}

TEST_CASE("a whole number is read within its limits") {
    const auto number = [](const std::string& text) {
        Reading reading("n: " + text + "\n");
        const auto read = reading.reader().optional_whole_number("n", 1, 4);
        CHECK(read.has_value() == reading.problems.empty());
        if (!read) {
            CHECK(reading.printed() == "case.yaml:1:4: error: \"n\" is \"" + text +
                                           "\"; write a whole number from 1 to 4 [number]\n");
        }
        return read;
    };
    CHECK_FALSE(number("0"));
    CHECK(number("1") == 1);
    CHECK(number("2") == 2);
    CHECK(number("4") == 4);
    CHECK_FALSE(number("5"));
    for (const auto* text :
         {"010", "2.0", "2.5", "-1", "+1", "1e0", "0x1", "one", "nan", "99999999999999999999", "1 tablet"}) {
        CHECK_FALSE(number(text));
    }
    Reading absent("a: 1\n");
    CHECK_FALSE(absent.reader().optional_whole_number("n", 1, 4));
    CHECK(absent.problems.empty());
}

TEST_CASE("one of some words is read as it stands") {
    Reading reading("sex: female\n");
    MapReader reader = reading.reader();
    CHECK(reader.one_of("sex", sexes) == "female");
    CHECK(reader.optional_one_of("sex", sexes) == "female");
    CHECK_FALSE(reader.optional_one_of("gender", sexes));
    CHECK(reading.problems.empty());
}

TEST_CASE("an unknown word is told with the nearest and with all that are allowed") {
    const auto told = [](const std::string& word) {
        Reading reading("sex: " + word + "\n");
        CHECK(reading.reader().one_of("sex", sexes) == "");
        return reading.printed();
    };
    CHECK(told("femal") ==
          "case.yaml:1:6: error: \"sex\" cannot be \"femal\"; "
          "write female; allowed: female, male or unknown [unknown-word]\n");
    CHECK(told("Female") ==
          "case.yaml:1:6: error: \"sex\" cannot be \"Female\"; "
          "write female; allowed: female, male or unknown [unknown-word]\n");
    CHECK(told("x") ==
          "case.yaml:1:6: error: \"sex\" cannot be \"x\"; "
          "write female, male or unknown [unknown-word]\n");
    Reading missing("a: 1\n");
    CHECK(missing.reader().one_of("sex", sexes) == "");
    CHECK(missing.printed() == "case.yaml:1:1: error: case has no \"sex\"; add sex: ... [missing-key]\n");
}

TEST_CASE("of many allowed words a dozen are named") {
    std::vector<std::string> words;
    for (int i = 1; i <= 14; ++i) words.push_back("w" + std::to_string(i));
    Reading thirteen("a: x\n"), twelve("a: x\n");
    CHECK_FALSE(twelve.reader().optional_one_of("a", std::span(words).first(12)));
    CHECK(twelve.problems.front().instead == "write w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11 or w12");
    CHECK_FALSE(thirteen.reader().optional_one_of("a", words));
    CHECK(thirteen.problems.front().instead ==
          "write w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12 or one of 2 others");
}

TEST_CASE("a list of texts is read in order") {
    Reading reading("a: [x, 'y', z]\nb: []\n");
    MapReader reader = reading.reader();
    CHECK(reader.texts("a") == std::vector<std::string>{"x", "y", "z"});
    CHECK(reader.texts("b").empty());
    CHECK(reader.texts("c").empty());
    CHECK(reading.problems.empty());
}

TEST_CASE("what is no list of texts is told, item by item") {
    Reading no_list("a: x\n");
    CHECK(no_list.reader().texts("a").empty());
    CHECK(no_list.printed() ==
          "case.yaml:1:4: error: \"a\" must be a list; start each item on its own line with "
          "\"- \", or write [one, two] [not-a-list]\n");
    Reading mixed("a:\n  - x\n  - [y]\n  - {z: 1}\n  - w\n");
    CHECK(mixed.reader().texts("a") == std::vector<std::string>{"x", "w"});
    REQUIRE(mixed.problems.size() == 2);
    CHECK(mixed.problems[0].id == "not-text");
    CHECK(mixed.problems[0].place == Place{"case.yaml", 3, 5});
    CHECK(mixed.problems[1].message == "an item of \"a\" must be a text, not a mapping");
}

TEST_CASE("a complaint stands at the node that it is about") {
    Reading reading("a: 1\nb: 2\n");
    MapReader reader = reading.reader();
    reader.complain(*reader.required("b"), "some-id", "wrong", "right");
    reader.complain("other-id", "all wrong");
    CHECK(reading.problems == Problems{{"some-id", "wrong", "right", {"case.yaml", 2, 4}},
                                       {"other-id", "all wrong", "", {"case.yaml", 1, 1}}});
}

TEST_CASE("one reading collects every problem") {
    Reading reading("weight: 72 kgs\nsex: femal\nfrail: true\nextra: 1\n");
    MapReader reader = reading.reader();
    CHECK_FALSE(reader.required_quantity("weight", unit::kg));
    CHECK(reader.one_of("sex", sexes) == "");
    CHECK_FALSE(reader.optional_yes_no("frail").has_value());
    CHECK(reader.text("protocol") == "");
    reader.finish();
    std::vector<std::string> ids;
    for (const Problem& problem : reading.problems) ids.push_back(problem.id);
    CHECK(ids == std::vector<std::string>{"unit", "unknown-word", "yes-or-no", "missing-key", "unknown-key"});
}

// ---- telling it
// --------------------------------------------------------------------------------------------------

TEST_CASE("a problem is printed with its place, its line and a caret") {
    const Problem problem{"unit", "unknown unit \"mgs\"", "write mg, mcg or mL", {"case.yaml", 2, 9}};
    CHECK(show_problem(problem, "a: 1\n  dose: 5 mgs\nb: 2\n") ==
          "case.yaml:2:9: error: unknown unit \"mgs\"; write mg, mcg or mL [unit]\n"
          "  dose: 5 mgs\n"
          "        ^\n");
}

TEST_CASE("what is not known of a place is left out") {
    CHECK(show_problem({"id", "wrong", "", {"f.yaml", 0, 0}}, "text\n") == "f.yaml: error: wrong [id]\n");
    CHECK(show_problem({"id", "wrong", "", {"f.yaml", 1, 0}}, "text\n") ==
          "f.yaml:1: error: wrong [id]\ntext\n");
    CHECK(show_problem({"id", "wrong", "", {"", 0, 0}}, "") == "error: wrong [id]\n");
    CHECK(show_problem({"id", "wrong", "", {"", 1, 3}}, "") == "line 1:3: error: wrong [id]\n");
    CHECK(show_problem({"id", "wrong", "", {"f.yaml", 1, 2}}, "") == "f.yaml:1:2: error: wrong [id]\n");
    CHECK(show_problem({"id", "wrong", "", {"f.yaml", 9, 1}}, "one line\n") ==
          "f.yaml:9:1: error: wrong [id]\n");
}

TEST_CASE("the caret stands under its character after tabs and letters of several bytes") {
    const auto excerpt = [](std::string_view source, int column) {
        const std::string all = show_problem({"id", "m", "", {"f", 1, column}}, source);
        return all.substr(all.find('\n') + 1);
    };
    CHECK(excerpt("\ta:\tb", 5) == "\ta:\tb\n\t  \t^\n");
    CHECK(excerpt("\xC3\xA9: x", 5) == "\xC3\xA9: x\n   ^\n");  // two bytes, one place
    CHECK(excerpt("ab", 3) == "ab\n  ^\n");                     // just behind the line
    CHECK(excerpt("ab", 9) == "ab\n  ^\n");
    CHECK(excerpt("", 1) == "");  // no text, no excerpt
    CHECK(excerpt("ab\r\ncd", 2) == "ab\n ^\n");
    CHECK(excerpt("\xEF\xBB\xBF"
                  "ab",
                  2) == "ab\n ^\n");
}

TEST_CASE("a long line is cut to what stands around the caret") {
    const auto excerpt = [](const std::string& line, int column) {
        const std::string all = show_problem({"id", "m", "", {"f", 1, column}}, line);
        return all.substr(all.find('\n') + 1);
    };
    const std::string exactly(100, 'x'), longer(101, 'x');
    CHECK(excerpt(exactly, 1) == exactly + "\n^\n");
    CHECK(excerpt(longer, 1) == exactly + "...\n^\n");
    CHECK(excerpt(longer, 101) == "..." + exactly + "\n" + std::string(102, ' ') + "^\n");
    const std::string middle = std::string(5000, 'a') + "!" + std::string(5000, 'b');
    CHECK(excerpt(middle, 5001) ==
          "..." + std::string(50, 'a') + "!" + std::string(49, 'b') + "...\n" + std::string(53, ' ') + "^\n");
    std::string accents;
    for (int i = 0; i < 3000; ++i) accents += "\xC3\xA9";
    std::string fifty;
    for (int i = 0; i < 50; ++i) fifty += "\xC3\xA9";
    CHECK(excerpt(accents, 3001) == "..." + fifty + fifty + "...\n" + std::string(53, ' ') + "^\n");
}

TEST_CASE("nothing in a file can play tricks on the terminal") {
    CHECK(show_problem({"id", "bad \x1B[2J\n word", "", {"f\x07", 1, 1}}, "\x1B[31mred\xFF\xE2\x80\xAE\n") ==
          "f?:1:1: error: bad ?[2J? word [id]\n?[31mred??\n^\n");
}

TEST_CASE("a long text is shortened where a message repeats it") {
    Reading reading("sex: " + std::string(61, 'x') + "\n");
    CHECK(reading.reader().one_of("sex", sexes) == "");
    CHECK(reading.problems.front().message == "\"sex\" cannot be \"" + std::string(60, 'x') + "...\"");
}

TEST_CASE("every caret stands at its column, whatever the line") {
    CHECK(rc::check("caret line is as long as the column says", [] {
        const auto line = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab :\"[")));
        const int column = *rc::gen::inRange(1, 90);
        RC_PRE(!line.empty() && line.size() <= 100);
        const std::string all = show_problem({"id", "m", "", {"f", 1, column}}, line);
        const std::size_t below = all.rfind('\n', all.size() - 2) + 1;
        const std::size_t expected = std::min(line.size(), static_cast<std::size_t>(column) - 1);
        RC_ASSERT(all.substr(below) == std::string(expected, ' ') + "^\n");
    }));
}

}  // namespace stepdown
