#include "conversions/exposure.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"

namespace stepdown {

namespace {

/// An empty list stands for every form.
bool share_a_form(const std::vector<Form>& a, const std::vector<Form>& b) {
    if (a.empty() || b.empty()) return true;
    return std::any_of(a.begin(), a.end(),
                       [&](Form form) { return std::find(b.begin(), b.end(), form) != b.end(); });
}

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
    std::vector<Form> read_forms(MapReader& reader);
    void prove_first(MapReader& reader, const yaml::Node& node, const ExposureRow& row);
    std::optional<Rule> read_rule(MapReader& reader, const std::vector<Route>& routes);
    std::vector<Band> read_bands(MapReader& reader, const yaml::Node& list, bool is_patch);
    std::optional<Band> read_band(const yaml::Node& node, bool is_patch);
    template <class Rate, class... Factors>
    std::optional<Band> read_band_in(const yaml::Node& node, Rate rate, Factors... factor_units);
    NotConvertible read_not_convertible(const yaml::Node& node);

    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
    struct SeenRow {
        ExposureRow row;
        Place place;
    };
    std::vector<SeenRow> seen_;
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
    for (const ProductLine& line : formulary_.products()) table.form_of_product.push_back(line.form);
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
    const std::vector<Route> routes = read_routes(reader, problems_);
    const std::vector<Form> forms = read_forms(reader);
    const std::optional<Rule> rule = read_rule(reader, routes);
    reader.finish();
    if (!drug) return;
    for (const Route route : routes) {
        const ExposureRow row{*drug, route, forms, rule.value_or(NotConvertible{})};
        prove_first(reader, node, row);
        if (rule) table.rows.push_back(row);
    }
}

std::vector<Form> TableReader::read_forms(MapReader& reader) {
    const yaml::Node* list = reader.optional("forms");
    if (!list) return {};
    std::vector<Form> forms = read_words(*list, "forms", "form", form_words, reader, problems_);
    if (forms.empty()) {
        reader.complain(*list, "row-rule", "a row for no form at all", "delete `forms`, or name them");
    }
    return forms;
}

/// One order must not find two rows that hold for it.
void TableReader::prove_first(MapReader& reader, const yaml::Node& node, const ExposureRow& row) {
    const auto same = std::find_if(seen_.begin(), seen_.end(), [&](const SeenRow& seen) {
        return seen.row.drug == row.drug && seen.row.route == row.route &&
               share_a_form(seen.row.forms, row.forms);
    });
    if (same == seen_.end()) {
        seen_.push_back({row, node.place});
        return;
    }
    reader.complain(node, "duplicate-row",
                    fmt::format("the row of {}, {} is given twice", formulary_[row.drug].id, word(row.route)),
                    fmt::format("it stands in {}:{} already", same->place.file, same->place.line));
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
    if (problems_.size() == before) prove_no_gap(reader, list, bands, "`below` and `through`");
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

/// The forms that an order can mean; empty: any.
std::vector<Form> forms_meant(const Regimen& regimen, const ExposureTable& table) {
    if (!regimen.forms.empty()) return regimen.forms;
    std::vector<Form> forms;
    for (const ProductId product : regimen.products) forms.push_back(table.form_of_product[product.index]);
    return forms;
}

/// The rows that hold for an order; several where its words leave the form open.
std::vector<const ExposureRow*> rows_for(const ExposureTable& table, const Regimen& regimen) {
    const std::vector<Form> forms = forms_meant(regimen, table);
    std::vector<const ExposureRow*> rows;
    for (const ExposureRow& row : table.rows) {
        if (row.drug == regimen.drug && row.route == regimen.route && share_a_form(row.forms, forms))
            rows.push_back(&row);
    }
    return rows;
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

/// A drug's whole day by one route; empty when a part of it is not known.
struct WholeDay {
    DrugId drug;
    Route route = Route::oral;
    std::optional<DoseRate> sum;
};

/// Of every drug and route among the orders.
std::vector<WholeDay> whole_days_of(std::span<const Regimen> regimens, Counting counting) {
    std::vector<WholeDay> days;
    for (const Regimen& regimen : regimens) {
        auto day = std::find_if(days.begin(), days.end(), [&](const WholeDay& one) {
            return one.drug == regimen.drug && one.route == regimen.route;
        });
        if (day == days.end()) day = days.insert(day, {regimen.drug, regimen.route, unit::mg_per_day(0)});
        const std::optional<DoseRate> part = count(regimen, counting).per_day;
        day->sum = day->sum && part ? std::optional(*day->sum + *part) : std::nullopt;
    }
    return days;
}

std::string why_no_row(const ExposureTable& table, const Regimen& regimen) {
    const auto any_row = [&](auto holds) {
        return std::any_of(table.rows.begin(), table.rows.end(),
                           [&](const ExposureRow& row) { return row.drug == regimen.drug && holds(row); });
    };
    if (!any_row([](const ExposureRow&) { return true; }))
        return fmt::format("{} has no factor for this drug.", table.title);
    if (!any_row([&](const ExposureRow& row) { return row.route == regimen.route; }))
        return fmt::format("{} has no factor for this drug by the {} route.", table.title,
                           word(regimen.route));
    return fmt::format("{} has no factor for this form of the drug.", table.title);
}

std::string why_not_counted(Counting counting) {
    return counting == Counting::really_used
               ? "How much is really used is not stated."
               : "Neither the use nor the most that the order allows is stated.";
}

/// A factor that can hold for an order, and the forms it is for.
struct Candidate {
    const Band* band = nullptr;
    const ExposureRow* row = nullptr;
};

std::string why_the_highest(const std::vector<Candidate>& candidates) {
    std::string text;
    for (const Candidate& one : candidates) {
        text += fmt::format("{}{} ({})", text.empty() ? "It is not said whether it is a " : ", or a ",
                            show_forms(one.row->forms), one.band->published);
    }
    return text + ": the higher factor counts.";
}

/// Fills in factor and result from the highest of the candidates.
void convert(ExposureLine& line, DoseRate per_day, const std::vector<Candidate>& candidates) {
    const auto highest =
        std::max_element(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
            return a.band->factor.for_caution() < b.band->factor.for_caution();
        });
    line.factor = highest->band->factor;
    line.published = highest->band->published;
    line.result = per_day * highest->band->factor.for_caution();
    if (candidates.size() > 1) line.note = why_the_highest(candidates);
}

ExposureLine line_of(std::span<const Regimen> regimens, std::size_t index, const ExposureTable& table,
                     Counting counting, const std::vector<WholeDay>& days) {
    const Regimen& regimen = regimens[index];
    const Counted counted = count(regimen, counting);
    ExposureLine line{.regimen = index,
                      .per_day = counted.per_day.value_or(unit::mg_per_day(0)),
                      .counted = counted.how,
                      .factor = {},
                      .published = "",
                      .note = "",
                      .result = {},
                      .reason = "",
                      .reason_from = {}};
    const std::vector<const ExposureRow*> rows = rows_for(table, regimen);
    if (rows.empty()) {
        line.reason = why_no_row(table, regimen);
        return line;
    }
    const auto day = std::find_if(days.begin(), days.end(), [&](const WholeDay& one) {
        return one.drug == regimen.drug && one.route == regimen.route;
    });
    std::vector<Candidate> candidates;
    for (const ExposureRow* row : rows) {
        if (const auto* refusal = std::get_if<NotConvertible>(&row->rule)) {
            line.reason = refusal->why;
            line.reason_from = refusal->citation;
            continue;
        }
        const auto& bands = std::get<std::vector<Band>>(row->rule);
        const Band* band = bands.size() == 1 ? &bands.front()
                           : day->sum        ? find_band(bands, *day->sum)
                                             : nullptr;
        if (band) candidates.push_back({band, row});
    }
    line.known_unconvertible = candidates.empty() && line.reason_from;
    if (line.known_unconvertible) return line;
    line.reason_from.reset();
    line.reason = candidates.empty() || !counted.per_day ? why_not_counted(counting) : "";
    if (line.reason.empty()) convert(line, *counted.per_day, candidates);
    return line;
}

}  // namespace

Result<ExposureTable> read_exposure_table(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    ExposureTable table = TableReader(formulary, citer, problems).read(file);
    if (!problems.empty()) return problems;
    return table;
}

std::string show_forms(const std::vector<Form>& forms) {
    std::vector<std::string> words;
    for (const Word<Form>& one : form_words) {
        if (std::find(forms.begin(), forms.end(), one.value) == forms.end()) continue;
        std::string text(one.text);
        std::replace(text.begin(), text.end(), '-', ' ');
        words.push_back(std::move(text));
    }
    return join_or(words);
}

Exposure exposure(std::span<const Regimen> regimens, const ExposureTable& table, Counting counting) {
    Exposure all;
    MmeRate sum = unit::mme_per_day(0);
    bool known = true, counted_any = regimens.empty();
    const std::vector<WholeDay> days = whole_days_of(regimens, counting);
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        all.lines.push_back(line_of(regimens, i, table, counting, days));
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

std::vector<Regimen> at_most_allowed(std::span<const Regimen> regimens) {
    std::vector<Regimen> all(regimens.begin(), regimens.end());
    for (Regimen& regimen : all) {
        auto* order = std::get_if<AsNeeded>(&regimen.amount);
        if (order && order->most_in_a_day) order->used_in_a_day.reset();
    }
    return all;
}

}  // namespace stepdown
