#include "protocols/conversion_guide.hpp"

#include <algorithm>
#include <array>

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array advice_words{Word<AdviceWhen>{"always", AdviceWhen::always},
                                  Word<AdviceWhen>{"from-patch", AdviceWhen::from_patch},
                                  Word<AdviceWhen>{"to-patch", AdviceWhen::to_patch},
                                  Word<AdviceWhen>{"to-methadone", AdviceWhen::to_methadone},
                                  Word<AdviceWhen>{"to-buprenorphine", AdviceWhen::to_buprenorphine},
                                  Word<AdviceWhen>{"to-extended-release", AdviceWhen::to_extended_release}};

std::vector<ConversionAdvice> read_conversion_advice(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<ConversionAdvice> all;
    const yaml::Node* list = reader.required("advice");
    if (!list) return all;
    for_each_item(*list, "advice", problems, [&](const yaml::Node& item) {
        MapReader one(item, "advice", problems);
        const AdviceWhen when = read_word(one, "when", advice_words);
        const std::string text = one.text("text");
        all.push_back({when, {text, citer.read(one).citation}});
        one.finish();
    });
    return all;
}

std::vector<Route> read_kept_routes(MapReader& reader, Problems& problems) {
    std::vector<Route> routes;
    if (const yaml::Node* list = reader.required("kept_routes")) {
        for_each_item(*list, "kept_routes", problems, [&](const yaml::Node& item) {
            if (const auto route = read_route(reader, item)) routes.push_back(*route);
        });
    }
    return routes;
}

}  // namespace

Result<ConversionGuide> read_conversion_guide(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "conversion guide", problems);
    reader.text("stepdown");
    reader.text("id");
    FactReader same(reader, "same_drug_and_route", citer, problems);
    FactReader tolerant(reader, "tolerant", citer, problems), kidney(reader, "kidney", citer, problems),
        qtc(reader, "qtc", citer, problems);
    const Sourced<double> avoid = qtc.number("avoid_from", "ms"), ask = qtc.number("ask_from", "ms");
    const auto milliseconds = [](const Sourced<double>& number) {
        return Sourced<Duration>(unit::milliseconds(number.for_caution()), number.citation(),
                                 number.evidence());
    };
    const Sourced<double> clearance = kidney.number("below", "mL/min");
    ConversionGuide guide{
        same.dosing().fraction("reduction"),
        read_kept_routes(reader, problems),
        tolerant.dosing().span("for"),
        {unit::ml_per_minute(clearance.for_caution()), clearance.citation(), clearance.evidence()},
        milliseconds(avoid),
        milliseconds(ask),
        read_conversion_advice(reader, citer, problems)};
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
