#include "protocols/assessment_guide.hpp"

#include <algorithm>
#include <array>

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array command_words{
    Word<OptionCommand>{"reduce", OptionCommand::reduce},
    Word<OptionCommand>{"rotate-to-methadone", OptionCommand::rotate_to_methadone},
    Word<OptionCommand>{"rotate-to-buprenorphine", OptionCommand::rotate_to_buprenorphine},
    Word<OptionCommand>{"adjuncts", OptionCommand::adjuncts}};
constexpr std::array sides{Word<bool>{"for", true}, Word<bool>{"against", false}};

/// What every part of the two readers needs.
struct Reading {
    const Formulary& formulary;
    Citer& citer;
    Problems& problems;

    template <class Read>
    void each(MapReader& outer, std::string_view key, const std::string& what, Read read) const {
        const yaml::Node* list = outer.required(key);
        if (!list) return;
        for_each_item(*list, key, problems, [&](const yaml::Node& item) {
            MapReader one(item, what, problems);
            read(one);
            one.finish();
        });
    }

    std::vector<Clue> clues(MapReader& outer, std::string_view key) const {
        std::vector<Clue> all;
        each(outer, key, "clue", [&](MapReader& one) {
            Clue clue;
            clue.id = one.text("id");
            clue.title = one.text("title");
            clue.when = read_when(one, formulary, problems);
            clue.strength = one.optional_text("strength").value_or("");
            clue.is_key = one.optional_yes_no("key").value_or(false);
            const std::string text = one.text("text");
            clue.text = {text, citer.read(one).citation};
            all.push_back(std::move(clue));
        });
        return all;
    }

    std::vector<ClueFor> sided(MapReader& outer, std::string_view key, bool has_sides) const {
        std::vector<ClueFor> all;
        each(outer, key, "clue", [&](MapReader& one) {
            ClueFor clue;
            if (has_sides) clue.speaks_for = read_word(one, "side", sides);
            clue.when = read_when(one, formulary, problems);
            const std::string text = one.text("text");
            clue.text = {text, citer.read(one).citation};
            all.push_back(std::move(clue));
        });
        return all;
    }
};

std::vector<AssessmentOption> read_options(const Reading& in, MapReader& reader) {
    std::vector<AssessmentOption> all;
    in.each(reader, "options", "option", [&](MapReader& one) {
        const std::string id = one.text("id");
        const Advice what = read_advice_under(one, "what", in.citer, in.problems),
                     expected = read_advice_under(one, "expected_in", in.citer, in.problems);
        const OptionCommand command = read_word(one, "command", command_words);
        std::optional<Sourced<Fraction>> least, largest;
        if (one.has("cut")) {
            FactReader cut(one, "cut", in.citer, in.problems);
            least = cut.dosing().fraction("from");
            largest = cut.fraction("to");
        }
        const Sourced<Duration> review = FactReader(one, "review_after", in.citer, in.problems).span("value");
        all.push_back({id, what, expected, command, least, largest, review,
                       one.has("against") ? in.sided(one, "against", false) : std::vector<ClueFor>()});
        if (command == OptionCommand::reduce && !least)
            one.complain("missing-key", "an option to reduce without its cut", "add cut: {from, to, ...}");
    });
    return all;
}

/// Up to 1000; a key that is missing is a problem, never a nought.
int whole_number(MapReader& reader, std::string_view key, int least) {
    return reader.required(key) ? reader.optional_whole_number(key, least, 1000).value_or(0) : 0;
}

void prove(const Instrument& made, MapReader& reader) {
    int sum = 0;
    for (const ScoreItem& item : made.items) {
        sum += item.levels.empty() ? 0 : item.levels.front().points;
        for (std::size_t i = 1; i < item.levels.size(); ++i) {
            if (item.levels[i].points > item.levels[i - 1].points)
                reader.complain("score-levels", "the levels of " + item.id + " do not fall",
                                "write the highest first");
        }
    }
    if (sum != made.max)
        reader.complain("score-max", "the points add up to " + std::to_string(sum), "write that as `max`");
    bool good = !made.bands.empty() && made.bands.front().from == 0;
    for (std::size_t i = 1; i < made.bands.size(); ++i)
        good = good && made.bands[i].from > made.bands[i - 1].from &&
               made.bands[i].percent >= made.bands[i - 1].percent;
    if (!good) reader.complain("score-bands", "the bands do not rise from 0", "write the lowest first");
}

}  // namespace

Result<AssessmentGuide> read_assessment_guide(const DataFile& file, const Formulary& formulary,
                                              Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "assessment", problems);
    const Reading in{formulary, citer, problems};
    reader.text("stepdown");
    reader.text("id");
    AssessmentGuide guide;
    guide.no_score = read_advice(reader, "no_score", citer, problems);
    guide.risks = in.clues(reader, "risks");
    guide.pattern = in.clues(reader, "pattern");
    in.each(reader, "explanations", "explanation", [&](MapReader& one) {
        Explanation made;
        made.id = one.text("id");
        made.title = one.text("title");
        made.clues = in.sided(one, "clues", true);
        made.ask = read_advice(one, "ask", citer, problems);
        guide.explanations.push_back(std::move(made));
    });
    guide.first = read_advice(reader, "first", citer, problems);
    guide.options = read_options(in, reader);
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

Result<Instrument> read_instrument(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "instrument", problems);
    const Reading in{formulary, citer, problems};
    reader.text("stepdown");
    const Sourced<double> told = FactReader(reader, "told", citer, problems).number("from", "points");
    Instrument made{reader.text("id"),
                    reader.text("title"),
                    reader.text("about"),
                    whole_number(reader, "max", 1),
                    {},
                    {},
                    citer.read(reader).citation,
                    told};
    in.each(reader, "items", "item", [&](MapReader& one) {
        ScoreItem item;
        item.id = one.text("id");
        item.title = one.text("title");
        item.in_case = one.optional_yes_no("in_case").value_or(true);
        in.each(one, "levels", "level", [&](MapReader& level) {
            FactTests when = read_when(level, formulary, problems);
            if (!level.has("when") && item.in_case)
                level.complain("level-without-when",
                               "a level that asks for nothing would count for everybody",
                               "add when: {...}, or `in_case: no` to the item");
            if (level.has("source")) citer.read(level);  // of a line that the score itself does not draw
            item.levels.push_back({std::move(when), whole_number(level, "points", 1)});
        });
        made.items.push_back(std::move(item));
    });
    in.each(reader, "bands", "band", [&](MapReader& one) {
        static const std::vector<std::string> percent{"%"};
        const int from = whole_number(one, "from", 0);
        const yaml::Node* node = one.required("probability");
        const auto share = node ? one.written_quantity(*node, "probability", percent) : std::nullopt;
        made.bands.push_back({from, share ? share->number.value() : 0});
    });
    if (problems.empty()) prove(made, reader);
    reader.finish();
    if (!problems.empty()) return problems;
    return made;
}

}  // namespace stepdown
