#include "conversions/patch.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/regimen.hpp"
#include "conversions/start_reading.hpp"

namespace stepdown {

namespace {

/// Reads a file of kind start/1, and proves what a table of starts must keep.
class StartReader {
public:
    StartReader(const Formulary& formulary, Citer& citer, Problems& problems)
        : formulary_(formulary), citer_(citer), problems_(problems) {}

    StartTable read(const DataFile& file);

private:
    void read_row(const yaml::Node& node, StartTable& table);
    std::vector<StartBand> read_bands(MapReader& reader, const yaml::Node& list, bool is_patch);
    std::optional<StartBand> read_band(const yaml::Node& node, bool is_patch);
    std::optional<FirstDose> read_start(MapReader& reader, StartBand& band, bool is_patch);
    void read_taper_first(MapReader& reader, StartBand& band);
    void prove_rising(MapReader& reader, const yaml::Node& list, const std::vector<StartBand>& bands);

    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
    FirstUses rows_{"duplicate-row"};
};

StartTable StartReader::read(const DataFile& file) {
    MapReader reader(file.tree, "table of starts", problems_);
    StartTable table;
    reader.text("stepdown");
    table.id = reader.text("id");
    table.title = reader.text("title");
    table.jurisdiction = reader.text("jurisdiction");
    table.to = {read_drug(reader, "to", formulary_).value_or(DrugId{}), read_route(reader, "by")};
    table.citation = citer_.read(reader).citation;
    table.is_default = reader.optional_yes_no("default").value_or(false);
    table.needs_tolerance = reader.optional_yes_no("needs_tolerance").value_or(true);
    Cautions cautions = read_cautions(reader, citer_, problems_);
    table.cautions = std::move(cautions.texts);
    table.caution_citations = std::move(cautions.citations);
    if (const yaml::Node* list = reader.optional("not_from")) {
        for_each_item(*list, "not_from", problems_, [&](const yaml::Node& node) {
            const std::string id = scalar_text(node, "a drug", problems_).value_or("");
            if (const auto drug = drug_named(reader, node, id, formulary_)) table.not_from.push_back(*drug);
        });
    }
    if (const yaml::Node* list = reader.required("rows")) {
        for_each_item(*list, "rows", problems_, [&](const yaml::Node& node) { read_row(node, table); });
    }
    reader.finish();
    return table;
}

void StartReader::read_row(const yaml::Node& node, StartTable& table) {
    MapReader reader(node, "row", problems_);
    const std::optional<DrugId> drug = read_drug(reader, "drug", formulary_);
    const std::vector<Route> routes = read_routes(reader, problems_);
    std::vector<StartBand> bands;
    if (const yaml::Node* list = reader.required("bands")) {
        bands = read_bands(reader, *list, table.to.route == Route::transdermal);
    }
    reader.finish();
    if (!drug) return;
    for (const Route route : routes) {
        rows_.add(reader, node, "the row of", fmt::format("{}, {}", formulary_[*drug].id, word(route)));
        if (*drug == table.to.drug) {
            reader.complain("start-from-itself", "a start is read from another drug, one way",
                            "write the row of another drug");
        }
        table.rows.push_back({{*drug, route}, bands});
    }
}

std::vector<StartBand> StartReader::read_bands(MapReader& reader, const yaml::Node& list, bool is_patch) {
    std::vector<StartBand> bands;
    const std::size_t before = problems_.size();
    for_each_item(list, "bands", problems_, [&](const yaml::Node& node) {
        if (std::optional<StartBand> band = read_band(node, is_patch)) bands.push_back(*std::move(band));
    });
    if (problems_.size() == before) prove_rising(reader, list, bands);
    return bands;
}

std::optional<StartBand> StartReader::read_band(const yaml::Node& node, bool is_patch) {
    MapReader reader(node, "band", problems_);
    const std::optional<DoseRate> from = reader.required_quantity("from", unit::mg_per_day);
    const std::optional<DoseRate> to = reader.required_quantity("to", unit::mg_per_day);
    const Citer::Origin origin = read_dosing_origin(reader, citer_, "unverified-start");
    StartBand band{.from = from.value_or(unit::mg_per_day(0)),
                   .printed_until = to.value_or(unit::mg_per_day(0)),
                   .start = {FirstDose{}, origin.citation, origin.evidence},
                   .each = {},
                   .every = {},
                   .taper_first_to = {},
                   .note = reader.optional_text("note").value_or("")};
    const std::optional<FirstDose> start = read_start(reader, band, is_patch);
    read_taper_first(reader, band);
    reader.finish();
    if (!from || !to || !start) return std::nullopt;
    band.start = {*start, origin.citation, origin.evidence};
    return band;
}

/// Patches say what is worn, films how much is taken how often: a number of the one cannot be taken for the
/// other.
std::optional<FirstDose> StartReader::read_start(MapReader& reader, StartBand& band, bool is_patch) {
    std::optional<FirstDose> start;
    if (is_patch) {
        if (const auto worn = reader.required_quantity("start", unit::mcg_per_hour)) start = {*worn};
    } else {
        band.each = reader.required_quantity("each", unit::mcg, unit::mg);
        band.every = reader.required_quantity("every", unit::hours);
        if (band.every && !exceeds(*band.every, unit::hours(0))) {
            complain_at(reader, "every", "not-positive", "an interval of nothing",
                        "write how often it is taken");
            return std::nullopt;
        }
        if (band.each && band.every) start = {*band.each / *band.every};
    }
    if (start && !exceeds(start->amount, unit::mg_per_day(0))) {
        complain_at(reader, is_patch ? "start" : "each", "not-positive", "a start of nothing",
                    "leave the row out where there is no start");
        return std::nullopt;
    }
    return start;
}

void StartReader::read_taper_first(MapReader& reader, StartBand& band) {
    const yaml::Node* node = reader.optional("taper_first");
    if (!node) return;
    MapReader one(*node, "taper_first", problems_);
    const std::optional<DoseRate> to = one.required_quantity("to", unit::mg_per_day);
    const Citer::Origin origin = read_dosing_origin(one, citer_, "unverified-start");
    one.finish();
    if (to) band.taper_first_to.emplace(*to, origin.citation, origin.evidence);
}

void StartReader::prove_rising(MapReader& reader, const yaml::Node& list,
                               const std::vector<StartBand>& bands) {
    if (bands.empty()) reader.complain(list, "bands-do-not-rise", "a row without bands", "write its bands");
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const bool is_turned = exceeds(bands[i].from, bands[i].printed_until);
        const bool overlaps = i > 0 && exceeds(bands[i - 1].printed_until, bands[i].from);
        const bool repeats = i > 0 && !exceeds(bands[i].from, bands[i - 1].from);
        const bool falls =
            i > 0 && !exceeds(bands[i].start.for_caution().amount, bands[i - 1].start.for_caution().amount);
        if (!is_turned && !overlaps && !repeats && !falls) continue;
        reader.complain(list, "bands-do-not-rise",
                        fmt::format("band {} overlaps the one before, or does not rise", i + 1),
                        "write the bands in rising order, with rising starts");
        return;
    }
}

/// The key `step`: what starts that exist are multiples of.
Sourced<DoseRate> read_step(MapReader& outer, Citer& citer, Problems& problems) {
    const DoseRate nothing = unit::mcg_per_hour(0);
    const yaml::Node* node = outer.required("step");
    if (!node) return {nothing, {}, Evidence::unverified};
    MapReader reader(*node, "step", problems);
    const DoseRate step = reader.required_quantity("value", unit::mcg_per_hour).value_or(nothing);
    const Citer::Origin origin = read_dosing_origin(reader, citer, "unverified-start");
    if (reader.has("value") && !exceeds(step, nothing)) {
        complain_at(reader, "value", "not-positive", "a step of nothing", "write the smallest step");
    }
    reader.finish();
    return {step, origin.citation, origin.evidence};
}

std::optional<StartRule> read_rule(MapReader& reader, Citer& citer) {
    const std::string id = reader.text("id"), title = reader.text("title");
    const auto of = reader.required_quantity("of", unit::mg_per_day);
    const auto gives = reader.required_quantity("gives", unit::mcg_per_hour, unit::mg_per_day);
    const Citer::Origin origin = read_dosing_origin(reader, citer, "unverified-start");
    if (!of || !gives) return std::nullopt;
    if (!exceeds(*of, unit::mg_per_day(0)) || !exceeds(*gives, unit::mg_per_day(0))) {
        reader.complain("not-positive", "a rule with a dose of nothing", "write both doses");
    }
    const std::string published =
        reader.optional_text("of").value_or("") + " : " + reader.optional_text("gives").value_or("");
    return StartRule{id, title, *of, {FirstDose{*gives}, origin.citation, origin.evidence}, published};
}

}  // namespace

bool StartTable::forbids(DrugId from) const {
    return std::find(not_from.begin(), not_from.end(), from) != not_from.end();
}

const StartTable::Row* StartTable::row(DrugByRoute from) const {
    if (forbids(from.drug)) return nullptr;
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.from == from; });
    return found == rows.end() ? nullptr : &*found;
}

Result<StartTable> read_start_table(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    StartTable table = StartReader(formulary, citer, problems).read(file);
    if (!problems.empty()) return problems;
    return table;
}

StartFound find_start(const StartTable::Row& row, DoseRate per_day) {
    StartFound found;
    for (const StartBand& band : row.bands) {
        if (reaches(per_day, band.from)) found.band = &band;
    }
    found.below = found.band == nullptr;
    if (found.below || !exceeds(per_day, found.band->printed_until)) return found;
    const bool is_last = found.band == &row.bands.back();
    if (is_last) return {.band = nullptr, .below = false, .above = true, .between_rows = false};
    found.between_rows = true;
    return found;
}

Result<StartRules> read_start_rules(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "rules for a start", problems);
    reader.text("stepdown");
    const std::string id = reader.text("id"), title = reader.text("title");
    const DrugByRoute from{read_drug(reader, "from", formulary).value_or(DrugId{}),
                           read_route(reader, "from_by")};
    const DrugByRoute to{read_drug(reader, "to", formulary).value_or(DrugId{}), read_route(reader, "by")};
    StartRules all{id, title, from, to, read_step(reader, citer, problems), {}};
    FirstUses ids("duplicate-id");
    if (const yaml::Node* list = reader.required("rules")) {
        for_each_item(*list, "rules", problems, [&](const yaml::Node& node) {
            MapReader one(node, "rule", problems);
            if (auto rule = read_rule(one, citer)) {
                ids.add(one, node, "rule", rule->id);
                all.rules.push_back(*std::move(rule));
            }
            one.finish();
        });
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return all;
}

StartEstimate estimate_by(const StartRule& rule, const StartRules& of, DoseRate per_day) {
    const FirstDose calculated{rule.gives.for_caution().amount * ratio(per_day, rule.of)};
    return {calculated, round_down(calculated, of.step.for_caution())};
}

}  // namespace stepdown
