#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/rotation.hpp"

namespace stepdown {

namespace {

using Ends = std::vector<DrugByRoute>;

/// One row of a table of equal doses: the amounts of all rows are equal to one another.
struct EqualDose {
    DrugByRoute what;
    DoseRate least, most;
    std::string printed;  // "20 mg to 30 mg oxycodone oral"
    bool only_from = false;
    Citer::Origin origin;
};

/// An amount as a source prints it: one figure, or a figure with the range around it.
struct Amount {
    DoseRate value, least, most;
    std::string printed;
};

/// Reads a file of kind rotation/1 into directed pairs.
class TableReader {
public:
    TableReader(const Formulary& formulary, Citer& citer, Problems& problems)
        : formulary_(formulary), citer_(citer), problems_(problems) {}

    RotationTable read(const DataFile& file);

private:
    void read_caution(const yaml::Node& node, RotationTable& table);
    void read_own_reduction(const yaml::Node& node, RotationTable& table);
    Ends read_ends(MapReader& reader);
    std::optional<Amount> read_dose(MapReader& reader);
    void read_equal_dose(const yaml::Node& node);
    void read_pair(const yaml::Node& node, RotationTable& table);
    std::vector<Equivalence> read_bands(MapReader& reader);
    std::optional<Equivalence> read_band(const yaml::Node& node);
    std::optional<Amount> read_amount(MapReader& reader, const std::string& key);
    void complain_if_unverified(MapReader& reader, const Citer::Origin& origin);
    void expand_equal_doses(RotationTable& table) const;
    bool is_equal_dose_pair(DrugByRoute from, DrugByRoute to) const;
    std::string name(DrugByRoute what) const {
        return fmt::format("{} {}", formulary_[what.drug].id, word(what.route));
    }

    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
    FirstUses rows_{"duplicate-row"}, pairs_{"duplicate-pair"};
    std::vector<EqualDose> equal_;
};

RotationTable TableReader::read(const DataFile& file) {
    MapReader reader(file.tree, "table of rotation ratios", problems_);
    RotationTable table;
    reader.text("stepdown");
    table.id = reader.text("id");
    table.title = reader.text("title");
    table.citation = citer_.read(reader).citation;
    table.is_default = reader.optional_yes_no("default").value_or(false);
    table.contains_reduction = reader.optional_yes_no("contains_reduction").value_or(false);
    if (const yaml::Node* own = reader.optional("own_reduction")) read_own_reduction(*own, table);
    if (const yaml::Node* list = reader.required("cautions")) {
        for_each_item(*list, "cautions", problems_,
                      [&](const yaml::Node& node) { read_caution(node, table); });
    }
    const std::size_t before = problems_.size();
    const yaml::Node* equal = reader.optional("equal_doses");
    const yaml::Node* pairs = reader.optional("pairs");
    if (equal) {
        for_each_item(*equal, "equal_doses", problems_,
                      [&](const yaml::Node& node) { read_equal_dose(node); });
    }
    if (pairs) {
        for_each_item(*pairs, "pairs", problems_, [&](const yaml::Node& node) { read_pair(node, table); });
    }
    if (problems_.size() == before && ((!equal && !pairs) || (equal && equal_.size() < 2))) {
        reader.complain("table-empty", "this table has no two drugs that it compares",
                        "write at least two rows of equal_doses, or one of pairs");
    }
    reader.finish();
    expand_equal_doses(table);
    return table;
}

void TableReader::read_caution(const yaml::Node& node, RotationTable& table) {
    MapReader reader(node, "caution", problems_);
    table.cautions.push_back(reader.text("text"));
    table.caution_citations.push_back(citer_.read(reader).citation);
    reader.finish();
}

void TableReader::read_own_reduction(const yaml::Node& node, RotationTable& table) {
    MapReader reader(node, "own_reduction", problems_);
    reader.required("takes_off");
    const Fraction share = optional_share(reader, "takes_off").value_or(Fraction{});
    const Citer::Origin origin = citer_.read(reader);
    complain_if_unverified(reader, origin);
    table.own_reduction.emplace(share, origin.citation, origin.evidence);
    reader.finish();
}

/// The drug of a row by each of its routes.
Ends TableReader::read_ends(MapReader& reader) {
    Ends ends;
    const yaml::Node* drug_node = reader.required("drug");
    const auto drug = drug_node ? read_drug(reader, *drug_node, formulary_) : std::nullopt;
    if (const yaml::Node* list = reader.required("routes")) {
        for_each_item(*list, "routes", problems_, [&](const yaml::Node& node) {
            const std::optional<Route> route = read_route(reader, node);
            if (drug && route) ends.push_back({*drug, *route});
        });
    }
    return ends;
}

void TableReader::complain_if_unverified(MapReader& reader, const Citer::Origin& origin) {
    // A missing or unknown source is a problem already, and counts as unverified.
    if (origin.evidence != Evidence::unverified || reader.optional_text("evidence") != "unverified") return;
    reader.complain("unverified-ratio", "nobody has verified this figure, and it would compute a dose",
                    "find it in a source, or leave it out");
}

/// One figure (`dose: 30 mg/day`), to which `dose_least` and `dose_most` may be added.
std::optional<Amount> TableReader::read_amount(MapReader& reader, const std::string& key) {
    const auto rate = [&](const std::string& one) {
        return reader.optional_quantity(one, unit::mg_per_day, unit::mcg_per_hour);
    };
    if (!reader.required(key)) return std::nullopt;
    const std::optional<DoseRate> value = rate(key);
    const DoseRate least = rate(key + "_least").value_or(value.value_or(DoseRate()));
    const DoseRate most = rate(key + "_most").value_or(value.value_or(DoseRate()));
    if (!value) return std::nullopt;
    if (!exceeds(least, unit::mg_per_day(0))) {
        reader.complain(*reader.optional(key), "not-positive", "an amount of nothing",
                        "leave out what has no ratio");
        return std::nullopt;
    }
    if (exceeds(least, *value) || exceeds(*value, most)) {
        reader.complain(*reader.optional(key), "amount-range", key + " lies outside its own range",
                        fmt::format("write {0}_least at or below it and {0}_most at or above it", key));
        return std::nullopt;
    }
    return Amount{*value, least, most, reader.optional_text(key).value_or("")};
}

/// `dose: 30 mg`, or `least` and `most` of a range: as an amount a day.
std::optional<Amount> TableReader::read_dose(MapReader& reader) {
    const auto per_day = [&](std::string_view key) -> std::optional<DoseRate> {
        const std::optional<Mass> mass = reader.optional_quantity(key, unit::mg, unit::mcg);
        return mass ? std::optional(*mass / unit::days(1)) : std::nullopt;
    };
    const auto one = per_day("dose"), least = per_day("least"), most = per_day("most");
    const bool has_one = reader.has("dose"), has_least = reader.has("least"), has_most = reader.has("most");
    if (has_one ? has_least || has_most : !has_least || !has_most) {
        reader.complain("row-rule", "a row has either one dose or the least and the most of a range",
                        "write dose, or least and most");
        return std::nullopt;
    }
    const std::optional<DoseRate> low = one ? one : least, high = one ? one : most;
    if (!low || !high) return std::nullopt;
    if (!exceeds(*low, unit::mg_per_day(0)) || exceeds(*low, *high)) {
        reader.complain("not-positive", "an amount of nothing, or a range upside down",
                        "write amounts above 0, the least first");
        return std::nullopt;
    }
    return Amount{
        *low, *low, *high,
        one ? reader.text("dose") : fmt::format("{} to {}", reader.text("least"), reader.text("most"))};
}

void TableReader::read_equal_dose(const yaml::Node& node) {
    MapReader reader(node, "row of equal doses", problems_);
    const Ends ends = read_ends(reader);
    const std::optional<Amount> dose = read_dose(reader);
    const bool only_from = reader.optional_yes_no("only_from").value_or(false);
    const Citer::Origin origin = citer_.read(reader);
    complain_if_unverified(reader, origin);
    reader.finish();
    if (!dose) return;
    for (const DrugByRoute end : ends) {
        rows_.add(reader, node, "the row of", name(end));
        equal_.push_back({end, dose->least, dose->most, fmt::format("{} {}", dose->printed, name(end)),
                          only_from, origin});
    }
}

bool TableReader::is_equal_dose_pair(DrugByRoute from, DrugByRoute to) const {
    const auto has = [&](DrugByRoute end, bool as_target) {
        return std::any_of(equal_.begin(), equal_.end(), [&](const EqualDose& row) {
            return row.what == end && !(as_target && row.only_from);
        });
    };
    return has(from, false) && has(to, true);
}

void TableReader::read_pair(const yaml::Node& node, RotationTable& table) {
    MapReader reader(node, "pair", problems_);
    const auto side = [&](std::string_view key) {
        const yaml::Node* at = reader.required(key);
        if (!at) return Ends();
        MapReader end(*at, std::string(key), problems_);
        Ends ends = read_ends(end);
        end.finish();
        return ends;
    };
    const Ends from = side("from"), to = side("to");
    const std::vector<Equivalence> bands = read_bands(reader);
    reader.finish();
    for (const DrugByRoute start : from) {
        for (const DrugByRoute target : to) {
            const std::string both = name(start) + " to " + name(target);
            pairs_.add(reader, node, "the pair", both);
            if (start == target) {
                reader.complain("pair-with-itself", "a pair of one drug by one route",
                                "name two drugs, or two routes");
            } else if (is_equal_dose_pair(start, target)) {
                reader.complain("duplicate-pair", both + " follows from equal_doses already",
                                "keep one of the two");
            }
            table.pairs.push_back({start, target, bands});
        }
    }
}

std::vector<Equivalence> TableReader::read_bands(MapReader& reader) {
    std::vector<Equivalence> bands;
    const yaml::Node* list = reader.required("bands");
    if (!list) return bands;
    const std::size_t before = problems_.size();
    for_each_item(*list, "bands", problems_, [&](const yaml::Node& node) {
        if (std::optional<Equivalence> band = read_band(node)) bands.push_back(*std::move(band));
    });
    if (problems_.size() == before) prove_no_gap(reader, *list, bands, "`below`");
    return bands;
}

/// "of 5 mg/day gives 1 mg/day": the least is given by the most of the old, the most by the least of it.
std::optional<Equivalence> TableReader::read_band(const yaml::Node& node) {
    MapReader reader(node, "band", problems_);
    const auto rate = [&](std::string_view key) {
        return reader.optional_quantity(key, unit::mg_per_day, unit::mcg_per_hour);
    };
    const DoseRate from = rate("from").value_or(unit::mg_per_day(0));
    const std::optional<DoseRate> below = rate("below");
    const std::optional<Amount> of = read_amount(reader, "of"), gives = read_amount(reader, "gives");
    const std::optional<std::string> published = reader.optional_text("published");
    const Citer::Origin origin = citer_.read(reader);
    complain_if_unverified(reader, origin);
    reader.finish();
    if (!of || !gives) return std::nullopt;
    return Equivalence{.of = of->value,
                       .value = Sourced<DoseRate>(gives->value, origin.citation, origin.evidence),
                       .least = gives->least * ratio(of->value, of->most),
                       .most = gives->most * ratio(of->value, of->least),
                       .from = from,
                       .below = below,
                       .published = published.value_or(fmt::format("{} : {}", of->printed, gives->printed))};
}

/// Every row to every other: of the most of the old comes the least of the new, which is the smaller dose.
void TableReader::expand_equal_doses(RotationTable& table) const {
    for (const EqualDose& from : equal_) {
        for (const EqualDose& to : equal_) {
            if (from.what == to.what || to.only_from) continue;
            const Citer::Origin& origin = from.origin.evidence > to.origin.evidence ? from.origin : to.origin;
            const Equivalence all{.of = from.most,
                                  .value = Sourced<DoseRate>(to.least, origin.citation, origin.evidence),
                                  .least = to.least,
                                  .most = to.most * ratio(from.most, from.least),
                                  .from = unit::mg_per_day(0),
                                  .below = {},
                                  .published = from.printed + " = " + to.printed};
            table.pairs.push_back({from.what, to.what, {all}});
        }
    }
}

}  // namespace

Result<RotationTable> read_rotation_table(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    RotationTable table = TableReader(formulary, citer, problems).read(file);
    if (!problems.empty()) return problems;
    return table;
}

}  // namespace stepdown
