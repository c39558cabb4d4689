#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/product.hpp"
#include "conversions/result.hpp"

namespace stepdown {

class Citer;
class Formulary;
struct DataFile;

/// What one RxNorm code stands for: a form of a drug in one strength.
struct CodedProduct {
    std::string code, name;  // the name as in RxNorm; empty for a code that only a product line has
    /// Why a regimen cannot be read from the code ("its name tells no dose form"); empty where it can. What
    /// follows says nothing otherwise.
    std::string not_counted;
    DrugId drug;
    FormWord form = FormWord::tablet;
    std::vector<Route> routes;  // never empty; of several, the text must say which (injections)
    Release release = Release::immediate;
    StrengthValue strength;          // of the opioid, in one unit, mL or spray
    std::vector<AlsoContains> also;  // what one unit or mL holds besides
    std::vector<ProductId> lines;    // the product lines that it can mean; empty: none is known
};

/// All codes, by code: those of a file of kind `rxnorm/1` (a table of comma-separated values) and those of
/// the product lines, which decide about strength and contents where both know a code.
class CodedProducts {
public:
    CodedProducts() = default;
    /// `file` may be null. Every problem of the table is reported with its line.
    CodedProducts(const DataFile* file, const Formulary& formulary, Citer& citer, Problems& problems);

    /// Null for an unknown code.
    const CodedProduct* find(std::string_view code) const;
    const std::vector<CodedProduct>& all() const { return all_; }

private:
    void add_product_lines(const Formulary& formulary);

    std::vector<CodedProduct> all_;
};

}  // namespace stepdown
