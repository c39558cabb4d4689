#include "conversions/rxnorm.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <span>

#include "conversions/data_reading.hpp"
#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"

namespace stepdown {

namespace {

constexpr std::array<std::string_view, 9> columns{"rxcui",   "name",     "drug", "form",       "routes",
                                                  "release", "strength", "also", "not_counted"};
enum Column : std::size_t { rxcui, name, drug, form, routes, release, strength, also, not_counted };

constexpr std::array<Word<FormWord>, 8> forms{{{"tablet", FormWord::tablet},
                                               {"capsule", FormWord::capsule},
                                               {"liquid", FormWord::liquid},
                                               {"suppository", FormWord::suppository},
                                               {"patch", FormWord::patch},
                                               {"film", FormWord::film},
                                               {"spray", FormWord::spray},
                                               {"lozenge", FormWord::lozenge}}};

/// By number: a code is digits without a zero before them.
bool comes_before(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// Calls `take` with each part of a text; one part where there is no separator.
template <class Take>
void for_each_part(std::string_view text, char separator, Take take) {
    for (std::size_t at = 0;;) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        take(text.substr(at, end - at));
        if (end == text.size()) return;
        at = end + 1;
    }
}

/// A line of the table: its values, as far as there are columns for them, and how many it has.
struct Row {
    std::array<std::string_view, columns.size()> values;
    std::size_t size = 0;

    std::string_view operator[](Column column) const { return values[column]; }
};

Row row_of(std::string_view line) {
    Row row;
    for_each_part(line, ',', [&](std::string_view value) {
        if (row.size < columns.size()) row.values[row.size] = value;
        ++row.size;
    });
    return row;
}

/// "15 mg", "2 mg/mL", "25 mcg/h".
std::optional<StrengthValue> strength_of(std::string_view text) {
    const std::optional<WrittenQuantity> written = split_quantity(text);
    if (!written || written->number.digits == 0) return std::nullopt;
    const double number = written->number.value();
    if (written->unit == unit::mg.symbol) return unit::mg(number);
    if (written->unit == unit::mg_per_ml.symbol) return unit::mg_per_ml(number);
    if (written->unit == unit::mcg_per_hour.symbol) return unit::mcg_per_hour(number);
    return std::nullopt;
}

/// "acetaminophen 325 mg; caffeine 30 mg".
std::optional<std::vector<AlsoContains>> also_of(std::string_view text) {
    std::vector<AlsoContains> all;
    if (text.empty()) return all;
    bool understood = true;
    for_each_part(text, ';', [&](std::string_view one) {
        if (!all.empty() && one.starts_with(' ')) one.remove_prefix(1);
        const std::size_t unit_at = one.rfind(' '), number_at = one.rfind(' ', unit_at - 1);
        const bool has_all =
            unit_at != std::string_view::npos && number_at != std::string_view::npos && number_at != 0;
        const std::optional<StrengthValue> value =
            has_all ? strength_of(one.substr(number_at + 1)) : std::nullopt;
        understood = understood && value;
        if (understood) all.push_back({std::string(one.substr(0, number_at)), *value});
    });
    return understood ? std::optional(std::move(all)) : std::nullopt;
}

std::optional<std::vector<Route>> routes_of(std::string_view text) {
    std::vector<Route> all;
    bool understood = true;
    for_each_part(text, '|', [&](std::string_view one) {
        const auto* found = std::find_if(all_routes.begin(), all_routes.end(),
                                         [&](Route route) { return word(route) == one; });
        understood = understood && found != all_routes.end();
        if (understood) all.push_back(*found);
    });
    return understood ? std::optional(std::move(all)) : std::nullopt;
}

/// Reads the table of a file of kind rxnorm/1, row by row.
class TableReader {
public:
    TableReader(const Formulary& formulary, Problems& problems, std::vector<CodedProduct>& to)
        : formulary_(formulary), problems_(problems), to_(to) {}

    void read(std::string_view table, const Place& place) {
        place_ = place;
        const std::string_view head = table.substr(0, table.find('\n'));
        if (head != fmt::format("{}", fmt::join(columns, ",")))
            return complain("columns", "the table has other columns",
                            fmt::format("begin it with {}", fmt::join(columns, ",")));
        if (head.size() == table.size()) return;
        to_.reserve(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')));
        for_each_part(table.substr(head.size() + 1), '\n', [&](std::string_view line) {
            ++place_.line;
            if (!line.empty()) read_row(row_of(line));
        });
    }

private:
    void complain(std::string id, std::string message, std::string instead) {
        problems_.push_back({std::move(id), std::move(message), std::move(instead), place_});
    }
    void not_known(std::string_view column, std::string_view text, std::string instead) {
        complain("unknown-word", fmt::format("{} \"{}\" is not understood", column, text),
                 std::move(instead));
    }

    void read_row(const Row& row) {
        if (row.size != columns.size())
            return complain("columns",
                            fmt::format("{} values where there are {} columns", row.size, columns.size()),
                            "write one value for each column, without commas in it");
        CodedProduct product;
        product.code = row[rxcui];
        product.name = row[name];
        product.not_counted = row[not_counted];
        if (product.code.empty() || product.code.find_first_not_of("0123456789") != std::string::npos)
            return complain("code", fmt::format("\"{}\" is no RxNorm code", row[rxcui]), "write its digits");
        if (!to_.empty() && !comes_before(to_.back().code, product.code))
            return complain("duplicate-code", fmt::format("the code {} is not in its place", row[rxcui]),
                            "order the rows by the number of the code, each once");
        if (product.not_counted.empty() && !read_facts(row, product)) return;
        to_.push_back(std::move(product));
    }

    bool read_facts(const Row& row, CodedProduct& product) {
        const std::size_t before = problems_.size();
        const std::optional<DrugId> known_drug = formulary_.drug(row[drug]);
        const auto* known_form =
            std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return one.text == row[form]; });
        const auto known_routes = routes_of(row[routes]);
        const bool extended = row[release] == word(Release::extended);
        const auto value = strength_of(row[strength]);
        auto others = also_of(row[also]);
        if (!known_drug)
            not_known("the drug", row[drug], "write the id of a drug's file, or why it is not counted");
        if (known_form == forms.end()) not_known("the form", row[form], "write tablet, capsule, liquid ...");
        if (!known_routes) not_known("the route", row[routes], "write oral, or several as sublingual|buccal");
        if (!extended && row[release] != word(Release::immediate))
            not_known("the release", row[release], "write immediate or extended");
        if (!value) not_known("the strength", row[strength], "write it as 15 mg, 2 mg/mL or 25 mcg/h");
        if (!others)
            not_known("what else it holds", row[also], "write it as acetaminophen 325 mg; caffeine 30 mg");
        if (problems_.size() != before) return false;
        const bool patch = known_form->value == FormWord::patch,
                   liquid = known_form->value == FormWord::liquid;
        if (patch != std::holds_alternative<DoseRate>(*value) ||
            liquid != std::holds_alternative<Concentration>(*value)) {
            complain("unit", fmt::format("{} does not fit a {}", row[strength], row[form]),
                     "write a patch in mcg/h, a liquid in mg/mL and all else in mg");
            return false;
        }
        product.drug = *known_drug;
        product.form = known_form->value;
        product.routes = *known_routes;
        product.release = extended ? Release::extended : Release::immediate;
        product.strength = *value;
        product.also = *std::move(others);
        return true;
    }

    const Formulary& formulary_;
    Problems& problems_;
    std::vector<CodedProduct>& to_;
    Place place_;
};

FormWord word_of(Form form) {
    switch (form) {
        case Form::capsule:
            return FormWord::capsule;
        case Form::solution:
        case Form::concentrate:
            return FormWord::liquid;
        case Form::suppository:
            return FormWord::suppository;
        case Form::patch:
            return FormWord::patch;
        case Form::film:
            return FormWord::film;
        case Form::lozenge:
            return FormWord::lozenge;
        case Form::spray:
            return FormWord::spray;
        default:
            return FormWord::tablet;
    }
}

bool by_code(const CodedProduct& a, const CodedProduct& b) {
    return comes_before(a.code, b.code);
}

bool same_contents(const CodedProduct& product, const Strength& strength) {
    return product.strength == strength.value &&
           std::equal(product.also.begin(), product.also.end(), strength.also.begin(), strength.also.end(),
                      [](const AlsoContains& a, const AlsoContains& b) {
                          return a.drug == b.drug && a.strength == b.strength;
                      });
}

/// Lines that a branded or older code means: same form, route and release, in a strength with the same
/// contents.
std::vector<ProductId> lines_like(const CodedProduct& product, const Formulary& formulary) {
    std::vector<ProductId> lines;
    for (const ProductId id : formulary.products_of(product.drug)) {
        const ProductLine& line = formulary[id];
        const bool alike = word_of(line.form) == product.form && product.routes.size() == 1 &&
                           product.routes.front() == line.route && line.release == product.release;
        const bool made = alike && std::any_of(line.strengths.begin(), line.strengths.end(),
                                               [&](const auto& one) { return same_contents(product, one); });
        if (made) lines.push_back(id);
    }
    return lines;
}

}  // namespace

CodedProducts::CodedProducts(const DataFile* file, const Formulary& formulary, Citer& citer,
                             Problems& problems) {
    if (file != nullptr) {
        MapReader reader(file->tree, "table of codes", problems);
        reader.text("stepdown");
        reader.text("id");
        citer.read(reader);
        const std::string table = reader.text("table");
        if (const yaml::Node* node = reader.optional("table")) {
            Place first_row = node->place;
            ++first_row.line;  // the text begins below its `|`
            TableReader(formulary, problems, all_).read(table, first_row);
        }
        reader.finish();
    }
    for (CodedProduct& one : all_)
        if (one.not_counted.empty()) one.lines = lines_like(one, formulary);
    add_product_lines(formulary);
}

void CodedProducts::add_product_lines(const Formulary& formulary) {
    std::vector<CodedProduct> more;
    for (std::size_t i = 0; i < formulary.products().size(); ++i) {
        const ProductLine& line = formulary.products()[i];
        for (const Strength& strength : line.strengths) {
            CodedProduct product{.code = strength.rxcui,
                                 .name = "",
                                 .not_counted = "",
                                 .drug = line.drug,
                                 .form = word_of(line.form),
                                 .routes = {line.route},
                                 .release = line.release,
                                 .strength = strength.value,
                                 .also = strength.also,
                                 .lines = {{static_cast<std::uint16_t>(i)}}};
            if (const CodedProduct* known = find(strength.rxcui)) {
                product.name = known->name;
                all_[static_cast<std::size_t>(known - all_.data())] = std::move(product);
            } else {
                more.push_back(std::move(product));
            }
        }
    }
    std::sort(more.begin(), more.end(), by_code);
    const auto middle = static_cast<std::ptrdiff_t>(all_.size());
    std::move(more.begin(), more.end(), std::back_inserter(all_));
    std::inplace_merge(all_.begin(), all_.begin() + middle, all_.end(), by_code);
}

const CodedProduct* CodedProducts::find(std::string_view code) const {
    const auto found = std::lower_bound(
        all_.begin(), all_.end(), code,
        [](const CodedProduct& one, std::string_view c) { return comes_before(one.code, c); });
    return found != all_.end() && found->code == code ? &*found : nullptr;
}

}  // namespace stepdown
