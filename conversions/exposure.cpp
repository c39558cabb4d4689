#include "conversions/exposure.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"

namespace stepdown {

namespace {

/// Reads a file of kind exposure/1 into rows, and proves what a table of factors must keep.
class TableReader {
public:
    TableReader(const Formulary& formulary, Citer& citer, Problems& problems)
        : formulary_(formulary), citer_(citer), problems_(problems) {}

    ExposureTable read(const DataFile& file);

private:
    using Rule = decltype(ExposureRow::rule);

    void read_caution(const yaml::Node& node, ExposureTable& table);
    void read_row(const yaml::Node& node, ExposureTable& table);
    std::vector<Route> read_routes(MapReader& reader, const std::string& drug);
    std::optional<Rule> read_rule(MapReader& reader, const std::vector<Route>& routes);
    std::vector<Band> read_bands(MapReader& reader, const yaml::Node& list, bool is_patch);
    std::optional<Band> read_band(const yaml::Node& node, bool is_patch);
    template <class Rate, class... Factors>
    std::optional<Band> read_band_in(const yaml::Node& node, Rate rate, Factors... factor_units);
    void prove_no_gap(MapReader& reader, const yaml::Node& list, const std::vector<Band>& bands);
    NotConvertible read_not_convertible(const yaml::Node& node);

    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
    FirstUses rows_{"duplicate-row"};
};

ExposureTable TableReader::read(const DataFile& file) {
    MapReader reader(file.tree, "set of factors", problems_);
    ExposureTable table;
    reader.text("stepdown");
    table.id = reader.text("id");
    table.title = reader.text("title");
    table.citation = citer_.read(reader).citation;
    if (const yaml::Node* list = reader.required("cautions")) {
        for_each_item(*list, "cautions", problems_,
                      [&](const yaml::Node& node) { read_caution(node, table); });
    }
    if (const yaml::Node* list = reader.required("rows")) {
        for_each_item(*list, "rows", problems_, [&](const yaml::Node& node) { read_row(node, table); });
    }
    reader.finish();
    return table;
}

void TableReader::read_caution(const yaml::Node& node, ExposureTable& table) {
    MapReader reader(node, "caution", problems_);
    table.cautions.push_back(reader.text("text"));
    table.caution_citations.push_back(citer_.read(reader).citation);
    reader.finish();
}

void TableReader::read_row(const yaml::Node& node, ExposureTable& table) {
    MapReader reader(node, "row", problems_);
    const yaml::Node* name = reader.required("drug");
    const std::optional<DrugId> drug = name ? read_drug(reader, *name, formulary_) : std::nullopt;
    const std::vector<Route> routes = read_routes(reader, drug ? formulary_[*drug].id : "");
    const std::optional<Rule> rule = read_rule(reader, routes);
    reader.finish();
    if (!drug || !rule) return;
    for (const Route route : routes) table.rows.push_back({*drug, route, *rule});
}

std::vector<Route> TableReader::read_routes(MapReader& reader, const std::string& drug) {
    std::vector<Route> routes;
    const yaml::Node* list = reader.required("routes");
    if (!list) return routes;
    for_each_item(*list, "routes", problems_, [&](const yaml::Node& node) {
        const std::optional<Route> route = read_route(reader, node);
        if (!route) return;
        if (!drug.empty()) rows_.add(reader, node, "the row of", fmt::format("{}, {}", drug, word(*route)));
        routes.push_back(*route);
    });
    return routes;
}

std::optional<TableReader::Rule> TableReader::read_rule(MapReader& reader, const std::vector<Route>& routes) {
    const yaml::Node* bands = reader.optional("bands");
    const yaml::Node* refusal = reader.optional("not_convertible");
    if ((bands == nullptr) == (refusal == nullptr)) {
        reader.complain("row-rule", "a row needs either bands or not_convertible", "write one of the two");
        return std::nullopt;
    }
    if (refusal) return read_not_convertible(*refusal);
    const auto patches = std::count(routes.begin(), routes.end(), Route::transdermal);
    if (patches > 0 && routes.size() > 1) {
        reader.complain("row-rule", "patches and other routes have factors of different units",
                        "write a row of its own for transdermal");
        return std::nullopt;
    }
    return read_bands(reader, *bands, patches > 0);
}

NotConvertible TableReader::read_not_convertible(const yaml::Node& node) {
    MapReader reader(node, "not_convertible", problems_);
    NotConvertible refusal;
    refusal.why = reader.text("because");
    refusal.citation = citer_.read(reader).citation;
    reader.finish();
    return refusal;
}

std::vector<Band> TableReader::read_bands(MapReader& reader, const yaml::Node& list, bool is_patch) {
    std::vector<Band> bands;
    const std::size_t before = problems_.size();
    for_each_item(list, "bands", problems_, [&](const yaml::Node& node) {
        if (std::optional<Band> band = read_band(node, is_patch)) bands.push_back(*std::move(band));
    });
    if (problems_.size() == before) prove_no_gap(reader, list, bands);
    return bands;
}

std::optional<Band> TableReader::read_band(const yaml::Node& node, bool is_patch) {
    // A factor for patches is per mcg/h that is worn. One per patch would have another dimension of time in
    // it.
    if (is_patch) return read_band_in(node, unit::mcg_per_hour, unit::mme_per_day_per_mcg_per_hour);
    return read_band_in(node, unit::mg_per_day, unit::mme_per_mg, unit::mme_per_mcg);
}

template <class Rate, class... Factors>
std::optional<Band> TableReader::read_band_in(const yaml::Node& node, Rate rate, Factors... factor_units) {
    MapReader reader(node, "band", problems_);
    const std::size_t before = problems_.size();
    const std::optional<DoseRate> from = reader.required_quantity("from", rate);
    const std::optional<DoseRate> below = reader.optional_quantity("below", rate);
    const std::optional<DoseRate> through = reader.optional_quantity("through", rate);
    if (below && through) {
        reader.complain("band-end", "a band has both `below` and `through`",
                        "write the one that the source means");
    }
    const std::optional<MmePerMass> factor = reader.required_quantity("factor", factor_units...);
    const Citer::Origin origin = citer_.read(reader);
    if (problems_.size() == before && origin.evidence == Evidence::unverified) {
        reader.complain("unverified-factor", "nobody has verified this factor",
                        "find it in a source, or leave it out");
    }
    if (factor && factor->value() <= 0) {
        reader.complain(*reader.optional("factor"), "not-positive", "a factor of nothing",
                        "write not_convertible where a drug is not counted");
    }
    const std::string published = reader.optional_text("factor").value_or("");
    reader.finish();
    if (!from || !factor) return std::nullopt;
    const Sourced<MmePerMass> sourced(*factor, origin.citation, origin.evidence);
    return Band{*from, through ? through : below, sourced, published, through.has_value()};
}

void TableReader::prove_no_gap(MapReader& reader, const yaml::Node& list, const std::vector<Band>& bands) {
    std::optional<DoseRate> reached = unit::mg_per_day(0);
    for (const Band& band : bands) {
        const bool meets = reached && *reached == band.from;
        if (!meets || (band.below && !exceeds(*band.below, band.from))) {
            reader.complain(list, "bands-do-not-meet", "the bands leave a gap, overlap or do not begin at 0",
                            "begin each band where the one before ends");
            return;
        }
        reached = band.below;
    }
    if (bands.empty() || reached) {
        reader.complain(list, "bands-do-not-meet", "the bands do not cover every dose",
                        "leave `below` and `through` out of the last one");
    }
}

const ExposureRow* find_row(const ExposureTable& table, const Regimen& regimen) {
    const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const ExposureRow& row) {
        return row.drug == regimen.drug && row.route == regimen.route;
    });
    return found == table.rows.end() ? nullptr : &*found;
}

bool is_past(const Band& band, DoseRate dose) {
    if (!band.below) return false;
    return band.includes_end ? exceeds(dose, *band.below) : reaches(dose, *band.below);
}

/// The bands meet and stand in rising order: the first one that the dose has not left behind is its own.
const Band* find_band(const std::vector<Band>& bands, DoseRate dose) {
    const auto found = std::find_if(bands.begin(), bands.end(), [&](const Band& band) {
        return reaches(dose, band.from) && !is_past(band, dose);
    });
    return found == bands.end() ? nullptr : &*found;
}

struct Counted {
    std::optional<DoseRate> per_day;
    Counting how = Counting::really_used;
};

/// Stated use where it is known, else as `counting` says.
Counted count(const Regimen& regimen, Counting counting) {
    const std::optional<DoseRate> stated = per_day(regimen, Counting::really_used);
    if (stated || counting == Counting::really_used) return {stated, Counting::really_used};
    return {per_day(regimen, counting), counting};
}

/// The drug's whole day by this route; empty when a part of it is not known.
std::optional<DoseRate> whole_day(std::span<const Regimen> regimens, const Regimen& like, Counting counting) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Regimen& regimen : regimens) {
        if (regimen.drug != like.drug || regimen.route != like.route) continue;
        const std::optional<DoseRate> part = count(regimen, counting).per_day;
        if (!part) return std::nullopt;
        sum += *part;
    }
    return sum;
}

std::string why_no_row(const ExposureTable& table, const Regimen& regimen) {
    const bool known_elsewhere =
        std::any_of(table.rows.begin(), table.rows.end(),
                    [&](const ExposureRow& row) { return row.drug == regimen.drug; });
    if (!known_elsewhere) return fmt::format("{} has no factor for this drug.", table.title);
    return fmt::format("{} has no factor for this drug by the {} route.", table.title, word(regimen.route));
}

std::string why_not_counted(Counting counting) {
    return counting == Counting::really_used
               ? "How much is really used is not stated."
               : "Neither the use nor the most that the order allows is stated.";
}

ExposureLine line_of(std::span<const Regimen> regimens, std::size_t index, const ExposureTable& table,
                     Counting counting) {
    const Regimen& regimen = regimens[index];
    const Counted counted = count(regimen, counting);
    ExposureLine line{.regimen = index,
                      .per_day = counted.per_day.value_or(unit::mg_per_day(0)),
                      .counted = counted.how,
                      .factor = {},
                      .published = "",
                      .result = {},
                      .reason = "",
                      .reason_from = {}};
    const ExposureRow* row = find_row(table, regimen);
    if (!row) {
        line.reason = why_no_row(table, regimen);
        return line;
    }
    if (const auto* refusal = std::get_if<NotConvertible>(&row->rule)) {
        line.reason = refusal->why;
        line.reason_from = refusal->citation;
        line.known_unconvertible = true;
        return line;
    }
    const auto& bands = std::get<std::vector<Band>>(row->rule);
    const std::optional<DoseRate> day = whole_day(regimens, regimen, counting);
    const Band* band = bands.size() == 1 ? &bands.front() : day ? find_band(bands, *day) : nullptr;
    if (!counted.per_day || !band) {
        line.reason = why_not_counted(counting);
        return line;
    }
    line.factor = band->factor;
    line.published = band->published;
    line.result = *counted.per_day * band->factor.for_caution();
    return line;
}

}  // namespace

Result<ExposureTable> read_exposure_table(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    ExposureTable table = TableReader(formulary, citer, problems).read(file);
    if (!problems.empty()) return problems;
    return table;
}

Exposure exposure(std::span<const Regimen> regimens, const ExposureTable& table, Counting counting) {
    Exposure all;
    MmeRate sum = unit::mme_per_day(0);
    bool known = true, counted_any = regimens.empty();
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        all.lines.push_back(line_of(regimens, i, table, counting));
        const ExposureLine& line = all.lines.back();
        if (line.result) {
            sum += *line.result;
            counted_any = true;
            continue;
        }
        all.complete = false;
        known = known && line.known_unconvertible;
    }
    if (known && counted_any) all.total = sum;
    return all;
}

}  // namespace stepdown
