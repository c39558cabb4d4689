#include "protocols/replan_guide.hpp"

#include <algorithm>
#include <array>

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array advice_words{
    Word<CowsAdvice>{"go-on", CowsAdvice::go_on}, Word<CowsAdvice>{"slow", CowsAdvice::slow},
    Word<CowsAdvice>{"pause", CowsAdvice::pause}, Word<CowsAdvice>{"contact", CowsAdvice::contact}};

double points_of(MapReader& reader, std::string_view key) {
    const std::vector<std::string> words{"points"};
    const yaml::Node* node = reader.required(key);
    const auto written = node ? reader.written_quantity(*node, key, words) : std::nullopt;
    return written ? written->number.value() : 0;
}

std::vector<CowsBand> read_bands(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<CowsBand> all;
    const yaml::Node* list = reader.required("cows_bands");
    if (!list) return all;
    for_each_item(*list, "cows_bands", problems, [&](const yaml::Node& item) {
        MapReader one(item, "band", problems);
        const double from = points_of(one, "from");
        const std::string says = one.text("says");
        const CowsAdvice advises = read_word(one, "advises", advice_words);
        const Citer::Origin origin = citer.read(one);
        const bool rises = all.empty() ? from == 0 : from > all.back().from.for_caution();
        if (!rises)
            reader.complain(item, "cows-bands", "the bands do not rise from 0", "write the lowest first");
        all.push_back({{from, origin.citation, origin.evidence}, says, advises});
        one.finish();
    });
    return all;
}

std::vector<CowsSays> read_cows_advice(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<CowsSays> all;
    const yaml::Node* list = reader.required("cows_advice");
    if (!list) return all;
    for_each_item(*list, "cows_advice", problems, [&](const yaml::Node& item) {
        MapReader one(item, "advice", problems);
        const CowsAdvice when = read_word(one, "when", advice_words);
        const std::string text = one.text("text");
        all.push_back({when, {text, citer.read(one).citation}});
        one.finish();
    });
    return all;
}

ConditionWords read_missed_review(MapReader& reader, Citer& citer, Problems& problems) {
    const yaml::Node* node = reader.required("missed_review");
    if (!node) return {};
    MapReader one(*node, "missed_review", problems);
    ConditionWords words = read_words_of(one, "missed-review", citer);
    one.finish();
    return words;
}

}  // namespace

const CowsBand& ReplanGuide::band_of(int points) const {
    const auto above = std::find_if(bands.begin(), bands.end(),
                                    [&](const CowsBand& one) { return one.from.for_caution() > points; });
    return above == bands.begin() ? *above : *std::prev(above);
}

const Advice* ReplanGuide::advice_for(CowsAdvice advises) const {
    const auto found = std::find_if(cows_advice.begin(), cows_advice.end(),
                                    [&](const CowsSays& one) { return one.when == advises; });
    return found == cows_advice.end() ? nullptr : &found->advice;
}

Result<ReplanGuide> read_replan_guide(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "replanning", problems);
    reader.text("stepdown");
    reader.text("id");
    FactReader back(reader, "step_back", citer, problems), gap(reader, "gap", citer, problems),
        reassess(reader, "reassess", citer, problems), longest(reader, "longest_hold", citer, problems),
        cows(reader, "cows", citer, problems);
    ReplanGuide guide{back.span("within"),
                      back.number("slower", "times"),
                      gap.span("from"),
                      reassess.span("within"),
                      longest.span("value"),
                      cows.number("most", "points"),
                      read_bands(reader, citer, problems),
                      read_cows_advice(reader, citer, problems),
                      read_missed_review(reader, citer, problems)};
    if (problems.empty() && guide.bands.empty())
        reader.complain("cows-bands", "there is no band of the withdrawal score",
                        "write the bands from 0 on");
    if (problems.empty() && guide.slower.for_caution() <= 1)
        reader.complain("step-back", "a taper after a step back is not slower", "write more than 1 times");
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
