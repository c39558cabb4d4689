#include "protocols/rotation_guide.hpp"

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

/// The mapping under a key, or an empty one when it is missing (which is a problem already).
const yaml::Node& part(MapReader& reader, std::string_view key) {
    static const yaml::Node none{yaml::Mapping{}, {}};
    const yaml::Node* node = reader.required(key);
    return node ? *node : none;
}

std::vector<Kinetics> read_sets(MapReader& reader, double per_hour, double lag, Citer& citer,
                                Problems& problems) {
    std::vector<Kinetics> sets;
    for_each_item(part(reader, "sets"), "sets", problems, [&](const yaml::Node& item) {
        MapReader one(item, "sets", problems);
        const auto number = [&](std::string_view key, const std::string& unit) {
            const yaml::Node* node = one.required(key);
            const std::vector<std::string> words{unit};
            const auto written = node ? one.written_quantity(*node, key, words) : std::nullopt;
            return written ? written->number.value() : 0.0;
        };
        Kinetics set;
        set.half_life = one.text("half_life");
        set.litres_per_hour = number("clearance", "L/h");
        set.litres = number("volume", "L");
        set.absorbed_per_hour = per_hour;
        set.lag_hours = lag;
        set.citation = citer.read(one).citation;
        if (!(set.litres_per_hour > 0 && set.litres > 0 && per_hour > set.litres_per_hour / set.litres)) {
            one.complain("kinetics", "not a drug that is absorbed faster than it leaves",
                         "write a clearance and a volume above zero, and a faster absorption");
        }
        one.finish();
        sets.push_back(std::move(set));
    });
    if (sets.size() != 3) {
        reader.complain("kinetics", "an illustration needs three sets: fast, usual and slow",
                        "write three sets");
    }
    return sets;
}

MethadoneRotation read_methadone(const yaml::Node& node, Citer& citer, Problems& problems) {
    MapReader reader(node, "methadone", problems);
    const auto fact = [&](std::string_view key) { return FactReader(reader, key, citer, problems); };
    MapReader curve(part(reader, "curve"), "curve", problems);
    FactReader absorption(curve, "absorption", citer, problems),
        half_life(curve, "half_life", citer, problems);
    const double rate = absorption.number("rate", "/h").for_caution(),
                 lag = absorption.number("lag", "h").for_caution();
    FactReader ecg(reader, "ecg_again", citer, problems), contact(reader, "contact", citer, problems);
    MethadoneRotation methadone{fact("hold").dosing().span("value"),
                                fact("largest_raise").dosing().dose("value"),
                                fact("low_dose_raise").dosing().dose("value"),
                                fact("lapse").span("value"),
                                ecg.span("from"),
                                ecg.span("to"),
                                fact("ecg_at").dose("value"),
                                contact.span("from"),
                                contact.span("to"),
                                fact("older").number("from", "years"),
                                read_sets(curve, rate, lag, citer, problems),
                                half_life.number("from", "h"),
                                half_life.number("to", "h"),
                                read_watch(reader, citer, problems)};
    curve.finish();
    reader.finish();
    return methadone;
}

}  // namespace

Result<RotationGuide> read_rotation_guide(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "rotation guide", problems);
    reader.text("stepdown");
    reader.text("id");
    const auto fact = [&](std::string_view key) { return FactReader(reader, key, citer, problems); };
    FactReader follow_up(reader, "follow_up", citer, problems);
    RotationGuide guide{fact("overlap").fraction("ceiling"), fact("rescue").dosing().fraction("share"),
                        follow_up.span("first"), follow_up.span("until"),
                        read_methadone(part(reader, "methadone"), citer, problems)};
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
