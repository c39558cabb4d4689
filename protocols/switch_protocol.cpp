#include "protocols/switch_protocol.hpp"

#include <algorithm>

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr int most_parts = 24, most_times = 6, longest_row = 28;

/// "of: 3, old: 2" as two thirds.
Fraction parts_of(MapReader& reader, int of, std::string_view key) {
    if (!reader.required(key)) return Fraction{0};
    return Fraction{double(reader.optional_whole_number(key, 0, of).value_or(0)) / of};
}

int whole(MapReader& reader, std::string_view key, int least, int most) {
    if (!reader.required(key)) return least;
    return reader.optional_whole_number(key, least, most).value_or(least);
}

void refuse_unverified(MapReader& reader, const Citer::Origin& origin) {
    if (origin.evidence != Evidence::unverified) return;
    reader.complain("unverified-dose", "this day would set doses, and nobody has verified it",
                    "find it in a source, or leave the protocol out with `not_available`");
}

/// "of: 3, old: 2, new: 1": two thirds of the old dose and one third of the new one.
OverlapDay read_day(const yaml::Node& node, Citer& citer, Problems& problems) {
    MapReader reader(node, "overlap", problems);
    const int of = whole(reader, "of", 1, most_parts);
    const Fraction old_share = parts_of(reader, of, "old"), new_share = parts_of(reader, of, "new");
    const Citer::Origin origin = citer.read(reader);
    refuse_unverified(reader, origin);
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

TableDays read_row(const yaml::Node& node, Citer& citer, Problems& problems) {
    MapReader reader(node, "table", problems);
    const int days = whole(reader, "days", 1, longest_row), of = whole(reader, "of", 1, most_parts);
    const Fraction old_share = parts_of(reader, of, "old");
    const int times = whole(reader, "times", 1, most_times);
    const Mass each = reader.required_quantity("each", unit::mg).value_or(unit::mg(0));
    const auto up_to = reader.optional_quantity("up_to", unit::mg);
    const auto again = reader.optional_quantity("again_after", unit::hours);
    const Citer::Origin origin = citer.read(reader);
    refuse_unverified(reader, origin);
    if (up_to.has_value() != again.has_value())
        reader.complain("table-again", "a dose that may come again needs both up_to and again_after",
                        "write both, or neither");
    reader.finish();
    TableDays row{days,         {old_share, origin.citation, origin.evidence},
                  times,        {each, origin.citation, origin.evidence},
                  std::nullopt, std::nullopt};
    if (up_to) row.up_to = Sourced<Mass>(*up_to, origin.citation, origin.evidence);
    if (again) row.again_after = Sourced<Duration>(*again, origin.citation, origin.evidence);
    return row;
}

/// The most of a day by this row.
Mass most_of(const TableDays& row) {
    const Mass fixed = row.each.for_caution() * double(row.times);
    return row.up_to && exceeds(row.up_to->for_caution(), fixed) ? row.up_to->for_caution() : fixed;
}

std::optional<DayTable> read_table(MapReader& outer, const Formulary& formulary, Citer& citer,
                                   Problems& problems) {
    const yaml::Node* node = outer.optional("table");
    if (!node) return std::nullopt;
    MapReader reader(*node, "table", problems);
    DayTable table;
    const std::string product = reader.text("product");
    if (const auto known = formulary.product(product)) {
        table.product = *known;
    } else if (!product.empty()) {
        reader.complain("unknown-product", "no product is called \"" + product + "\"", "write its id");
    }
    if (const yaml::Node* cut = reader.optional("cut_into")) {
        MapReader parts(*cut, "cut_into", problems);
        table.parts = whole(parts, "parts", 1, 4);
        table.parts_citation = citer.read(parts).citation;
        parts.finish();
    }
    if (const yaml::Node* rows = reader.required("rows")) {
        for_each_item(*rows, "rows", problems, [&](const yaml::Node& item) {
            const TableDays row = read_row(item, citer, problems);
            const bool wrong_way = !table.rows.empty() &&
                                   (row.old_share.for_caution() > table.rows.back().old_share.for_caution() ||
                                    exceeds(most_of(table.rows.back()), most_of(row)));
            if (wrong_way) {
                reader.complain(item, "overlap-order",
                                "more of the old opioid or less of the new one than the row before",
                                "write the days in order, the old one falling and the new one rising");
            }
            table.rows.push_back(row);
        });
    }
    if (table.rows.empty() || table.rows.back().old_share.for_caution().of_one > 0)
        reader.complain("table-end", "the table does not end without the old opioid", "add its last days");
    reader.finish();
    return table;
}

std::optional<WaitForWithdrawal> read_wait(MapReader& outer, const Formulary& formulary, Citer& citer,
                                           Problems& problems) {
    const yaml::Node* node = outer.optional("wait");
    if (!node) return std::nullopt;
    MapReader reader(*node, "wait", problems);
    FactReader short_acting(reader, "short_acting", citer, problems),
        long_acting(reader, "long_acting", citer, problems), score(reader, "score", citer, problems),
        not_after(reader, "not_after", citer, problems);
    short_acting.dosing();
    long_acting.dosing();
    WaitForWithdrawal wait{short_acting.quantity("from", unit::hours),
                           long_acting.quantity("from", unit::hours),
                           short_acting.quantity("to", unit::hours),
                           long_acting.quantity("to", unit::hours),
                           score.number("from", "points"),
                           {},
                           not_after.text("because"),
                           not_after.citation()};
    for (const std::string& id : not_after.texts("drugs")) {
        if (const auto drug = formulary.drug(id)) {
            wait.not_after.push_back(*drug);
        } else {
            reader.complain("unknown-drug", "no drug is called \"" + id + "\"", "write its id");
        }
    }
    reader.finish();
    return wait;
}

std::optional<WayOut> read_way_out(MapReader& outer, const Formulary& formulary, Citer& citer,
                                   Problems& problems) {
    const yaml::Node* node = outer.optional("from");
    if (!node) return std::nullopt;
    MapReader reader(*node, "from", problems);
    std::optional<DrugId> drug;
    std::optional<Route> route;
    if (const yaml::Node* name = reader.required("drug")) drug = read_drug(reader, *name, formulary);
    if (const yaml::Node* name = reader.required("route")) route = read_route(reader, *name);
    const Duration wait = reader.required_quantity("wait", unit::hours).value_or(unit::hours(0));
    const Citer::Origin origin = citer.read(reader);
    refuse_unverified(reader, origin);
    reader.finish();
    return WayOut{drug.value_or(DrugId{}),
                  route.value_or(Route::transdermal),
                  {wait, origin.citation, origin.evidence}};
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

std::vector<Watch> read_watch(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<Watch> all;
    const yaml::Node* list = reader.required("watch");
    if (!list) return all;
    for_each_item(*list, "watch", problems, [&](const yaml::Node& item) {
        MapReader one(item, "watch", problems);
        const std::string what = one.text("what");
        const int from = whole(one, "from_day", 1, 28), to = whole(one, "to_day", 1, 28);
        if (to < from) one.complain("watch-days", "to_day is before from_day", "write the days in order");
        all.push_back({from, to, what, citer.read(one).citation});
        one.finish();
    });
    return all;
}

bool SwitchProtocol::shares_the_old() const {
    return !overlap.empty() || come_down_over ||
           (table && std::any_of(table->rows.begin(), table->rows.end(), [](const TableDays& row) {
                return row.old_share.for_caution().of_one > 0;
            }));
}

Result<SwitchProtocol> read_switch_protocol(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "switch protocol", problems);
    reader.text("stepdown");
    SwitchProtocol result;
    result.id = reader.text("id");
    result.title = reader.text("title");
    result.leaving = read_way_out(reader, formulary, citer, problems);
    if (!result.leaving) read_target(reader, formulary, result, problems);
    result.chosen_because = reader.optional_text("chosen_because").value_or("");
    result.not_available_because = reader.optional_text("not_available").value_or("");
    if (reader.has("described_above"))
        result.described_above = FactReader(reader, "described_above", citer, problems).dose("value");
    result.overlap = read_overlap(reader, citer, problems);
    result.table = read_table(reader, formulary, citer, problems);
    result.wait = read_wait(reader, formulary, citer, problems);
    if (reader.has("come_down"))
        result.come_down_over = FactReader(reader, "come_down", citer, problems).dosing().span("over");
    if (reader.has("watch")) result.watch = read_watch(reader, citer, problems);
    result.cautions = read_advice(reader, "cautions", citer, problems);
    result.citation = citer.read(reader).citation;
    reader.finish();
    if (!problems.empty()) return problems;
    return result;
}

}  // namespace stepdown
