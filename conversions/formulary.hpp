#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/plausible.hpp"
#include "conversions/product.hpp"
#include "conversions/result.hpp"
#include "conversions/rxnorm.hpp"
#include "conversions/source.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"

namespace stepdown {

namespace said {
class Lexicon;
}

/// A data file as a tree, with the name to print for it.
struct DataFile {
    std::string name;
    yaml::Node tree;
    std::string digest = {};  // of the tree, where it is known already (see digest_of_tree())
};

/// The kind of a data file and its id: the `stepdown: drug/1` and `id: morphine` at its head.
struct DataHead {
    std::string kind, id;
};
std::optional<DataHead> head_of(const DataFile& file);

/// A digest of everything that a tree says and of the places where it says it.
std::string digest_of_tree(const yaml::Node& tree);

/// Reads `source`, `at` and `evidence` beside each value and hands out citations. Knows which sources were
/// used.
class Citer {
public:
    explicit Citer(Bibliography& bibliography) : bibliography_(bibliography) {}
    struct Origin {
        CitationId citation;
        Evidence evidence = Evidence::unverified;
    };
    /// Reads the three keys from the mapping that holds a fact. A missing or unknown one is a problem;
    /// without an evidence level the fact counts as unverified.
    Origin read(MapReader& reader);
    /// The citation of a source at a place; made when new.
    CitationId cite(std::uint16_t source, std::string_view at, Evidence evidence);
    /// Ids of sources that nothing cites.
    std::vector<std::string> unused() const;
    const Bibliography& bibliography() const { return bibliography_; }

private:
    Bibliography& bibliography_;
};

/// Drugs, products and where all of it was read: loaded once, then only looked at.
class Formulary {
public:
    /// Builds the formulary from the files of kind `sources/1`, `drug/1`, `rxnorm/1` and `plausible/1`; all
    /// others are left alone. A later file with the id of an earlier one replaces it.
    static Result<Formulary> load(std::span<const DataFile> files);

    const std::vector<Drug>& drugs() const { return drugs_; }
    const std::vector<ProductLine>& products() const { return products_; }
    const Drug& operator[](DrugId id) const { return drugs_[id.index]; }
    const ProductLine& operator[](ProductId id) const { return products_[id.index]; }
    std::optional<DrugId> drug(std::string_view id) const;
    std::optional<ProductId> product(std::string_view id) const;
    /// All lines of one drug.
    const std::vector<ProductId>& products_of(DrugId drug) const { return products_of_[drug.index]; }
    /// Words that name a drug (lower case: id, further names) and words that name product lines (brands).
    const std::map<std::string, DrugId, std::less<>>& drug_words() const { return drug_words_; }
    const std::map<std::string, std::vector<ProductId>, std::less<>>& brand_words() const {
        return brand_words_;
    }

    /// What an RxNorm code stands for; null for an unknown one.
    const CodedProduct* coded(std::string_view code) const { return codes_.find(code); }
    const std::vector<CodedProduct>& codes() const { return codes_.all(); }
    /// Limits that tell a slip of the pen from a dose; null where the files have none.
    const Plausible* plausible() const { return plausible_ ? &*plausible_ : nullptr; }
    /// What the words of a regimen can mean.
    const said::Lexicon& lexicon() const { return *lexicon_; }

    const Bibliography& bibliography() const { return bibliography_; }
    /// For the loaders of further data (factor sets, protocols), which cite as well.
    Bibliography& bibliography() { return bibliography_; }

private:
    std::vector<Drug> drugs_;
    std::vector<ProductLine> products_;
    std::vector<std::vector<ProductId>> products_of_;  // by drug
    std::map<std::string, DrugId, std::less<>> drug_words_;
    std::map<std::string, std::vector<ProductId>, std::less<>> brand_words_;
    CodedProducts codes_;
    std::optional<Plausible> plausible_;
    std::shared_ptr<const said::Lexicon> lexicon_;  // immutable, so that copies may share it
    Bibliography bibliography_;
};

}  // namespace stepdown
