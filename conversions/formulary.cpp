#include "conversions/formulary.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/digest.hpp"
#include "conversions/drug_reader.hpp"
#include "conversions/headed_file.hpp"
#include "conversions/regimen_lexicon.hpp"

namespace stepdown {

namespace {

/// The scalar under a key of a mapping; empty when there is none.
std::string scalar_at(const yaml::Node& node, std::string_view key) {
    const auto* mapping = std::get_if<yaml::Mapping>(&node.value);
    if (!mapping) return "";
    for (const yaml::Entry& entry : mapping->entries) {
        const auto* scalar = std::get_if<yaml::Scalar>(&entry.value.value);
        if (entry.key.text == key && scalar) return scalar->text;
    }
    return "";
}

/// "2026-11-22", or "2026-11" where the day is not known.
bool is_iso_date(std::string_view text) {
    if (text.size() != 7 && text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (i == 4 || i == 7 ? text[i] != '-' : !is_digit) return false;
    }
    const std::string_view month = text.substr(5, 2), day = text.size() == 10 ? text.substr(8) : "01";
    return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

void read_source(const yaml::Node& node, Bibliography& to, FirstUses& ids, Problems& problems) {
    MapReader reader(node, "source", problems);
    Source source{.id = reader.text("id"),
                  .title = reader.text("title"),
                  .year = reader.optional_text("year").value_or(""),
                  .where = reader.text("where"),
                  .url = reader.optional_text("url").value_or(""),
                  .checked = reader.text("checked")};
    if (!source.id.empty() && !is_id(source.id, "-")) {
        reader.complain(*reader.optional("id"), "id", fmt::format("\"{}\" is no source id", source.id),
                        "write lower-case letters, digits and hyphens");
    }
    if (!source.checked.empty() && !is_iso_date(source.checked)) {
        reader.complain(*reader.optional("checked"), "date", fmt::format("\"{}\" is no date", source.checked),
                        "write it as 2026-11-22, or 2026-11");
    }
    ids.add(reader, node, "source", source.id);
    reader.finish();
    to.sources.push_back(std::move(source));
}

void read_sources(std::span<const HeadedFile> files, Bibliography& to, Problems& problems) {
    FirstUses ids("duplicate-id");
    for (const DataFile* file : of_kind(files, "sources/1")) {
        MapReader reader(file->tree, "list of sources", problems);
        reader.text("stepdown");
        reader.optional_text("id");
        if (const yaml::Node* list = reader.required("sources")) {
            for_each_item(*list, "sources", problems,
                          [&](const yaml::Node& node) { read_source(node, to, ids, problems); });
        }
        reader.finish();
    }
}

}  // namespace

std::optional<DataHead> head_of(const DataFile& file) {
    std::string kind = scalar_at(file.tree, "stepdown");
    if (kind.empty()) return std::nullopt;
    return DataHead{std::move(kind), scalar_at(file.tree, "id")};
}

std::string digest_of_tree(const yaml::Node& tree) {
    return digest_of(yaml::to_binary(tree));
}

Result<Formulary> Formulary::load(std::span<const DataFile> all_files) {
    Formulary formulary;
    Problems problems;
    const std::vector<HeadedFile> files = effective(all_files);
    read_sources(files, formulary.bibliography_, problems);
    DrugReader reader(formulary.bibliography_, problems);
    for (const DataFile* file : of_kind(files, "drug/1")) reader.read(*file);
    formulary.drugs_ = std::move(reader.drugs);
    formulary.products_ = std::move(reader.products);
    formulary.drug_words_ = std::move(reader.drug_words);
    formulary.brand_words_ = std::move(reader.brand_words);
    formulary.products_of_.resize(formulary.drugs_.size());
    for (std::size_t i = 0; i < formulary.products_.size(); ++i)
        formulary.products_of_[formulary.products_[i].drug.index].push_back({static_cast<std::uint16_t>(i)});
    const std::vector<const DataFile*> tables = of_kind(files, "rxnorm/1");
    Citer citer(formulary.bibliography_);
    formulary.codes_ = CodedProducts(tables.empty() ? nullptr : tables.back(), formulary, citer, problems);
    const std::vector<const DataFile*> limits = of_kind(files, "plausible/1");
    if (!limits.empty()) formulary.plausible_ = read_plausible(*limits.back(), formulary, citer, problems);
    if (!problems.empty()) return problems;
    formulary.lexicon_ =
        std::make_shared<said::Lexicon>(formulary.drug_words_, formulary.brand_words_, formulary.products_);
    return formulary;
}

std::optional<DrugId> Formulary::drug(std::string_view id) const {
    const auto found =
        std::find_if(drugs_.begin(), drugs_.end(), [&](const Drug& one) { return one.id == id; });
    if (found == drugs_.end()) return std::nullopt;
    return DrugId{static_cast<std::uint16_t>(found - drugs_.begin())};
}

std::optional<ProductId> Formulary::product(std::string_view id) const {
    const auto found = std::find_if(products_.begin(), products_.end(),
                                    [&](const ProductLine& one) { return one.id == id; });
    if (found == products_.end()) return std::nullopt;
    return ProductId{static_cast<std::uint16_t>(found - products_.begin())};
}

}  // namespace stepdown
