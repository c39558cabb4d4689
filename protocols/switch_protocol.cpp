#include "protocols/switch_protocol.hpp"

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr int most_parts = 24;

/// "of: 3, old: 2, new: 1": two thirds of the old dose and one third of the new one.
OverlapDay read_day(const yaml::Node& node, Citer& citer, Problems& problems) {
    MapReader reader(node, "overlap", problems);
    const int of = reader.required("of") ? reader.optional_whole_number("of", 1, most_parts).value_or(1) : 1;
    const auto parts = [&](std::string_view key) {
        if (!reader.required(key)) return Fraction{0};
        return Fraction{double(reader.optional_whole_number(key, 0, of).value_or(0)) / of};
    };
    const Fraction old_share = parts("old"), new_share = parts("new");
    const Citer::Origin origin = citer.read(reader);
    if (origin.evidence == Evidence::unverified) {
        reader.complain("unverified-dose", "this day would set doses, and nobody has verified it",
                        "find it in a source, or leave the protocol out with `not_available`");
    }
    if (old_share.of_one + new_share.of_one > 1 + 1e-9) {
        reader.complain("overlap-above-whole", "the shares of this day are more than a whole",
                        "write shares that add up to one or less");
    }
    reader.finish();
    return {{old_share, origin.citation, origin.evidence}, {new_share, origin.citation, origin.evidence}};
}

std::vector<OverlapDay> read_overlap(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<OverlapDay> days;
    const yaml::Node* list = reader.optional("overlap");
    if (!list) return days;
    for_each_item(*list, "overlap", problems, [&](const yaml::Node& item) {
        const OverlapDay day = read_day(item, citer, problems);
        const bool wrong_way =
            !days.empty() && (day.old_share.for_caution() > days.back().old_share.for_caution() ||
                              day.new_share.for_caution() < days.back().new_share.for_caution());
        if (wrong_way) {
            reader.complain(item, "overlap-order",
                            "more of the old opioid or less of the new one than the day before",
                            "write the days in order, the old one falling and the new one rising");
        }
        days.push_back(day);
    });
    return days;
}

void read_target(MapReader& outer, const Formulary& formulary, SwitchProtocol& result, Problems& problems) {
    const yaml::Node* node = outer.required("to");
    if (!node) return;
    MapReader reader(*node, "to", problems);
    if (const yaml::Node* drug = reader.optional("drug")) result.to = read_drug(reader, *drug, formulary);
    if (const yaml::Node* route = reader.required("route"))
        result.to_route = read_route(reader, *route).value_or(Route::oral);
    reader.finish();
}

}  // namespace

Result<SwitchProtocol> read_switch_protocol(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "switch protocol", problems);
    reader.text("stepdown");
    SwitchProtocol result;
    result.id = reader.text("id");
    result.title = reader.text("title");
    read_target(reader, formulary, result, problems);
    result.not_available_because = reader.optional_text("not_available").value_or("");
    if (reader.has("described_above"))
        result.described_above = FactReader(reader, "described_above", citer, problems).dose("value");
    result.overlap = read_overlap(reader, citer, problems);
    result.citation = citer.read(reader).citation;
    reader.finish();
    if (!problems.empty()) return problems;
    return result;
}

}  // namespace stepdown
