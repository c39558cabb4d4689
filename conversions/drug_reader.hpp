#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/data_reading.hpp"
#include "conversions/formulary.hpp"

namespace stepdown {

/// Reads files of kind `drug/1`, one after the other, and checks what they say against each other. Part of
/// Formulary::load().
class DrugReader {
public:
    DrugReader(Bibliography& bibliography, Problems& problems) : citer_(bibliography), problems_(problems) {}

    void read(const DataFile& file);

    std::vector<Drug> drugs;
    std::vector<ProductLine> products;
    std::map<std::string, DrugId, std::less<>> drug_words;
    std::map<std::string, std::vector<ProductId>, std::less<>> brand_words;

private:
    struct Offered {
        Sourced<Offer> offer;
        std::string because;
    };

    void read_code(MapReader& outer, Drug& drug);
    void read_agonism(MapReader& outer, Drug& drug);
    void read_tolerance_line(MapReader& outer, Drug& drug);
    void read_no_taper(MapReader& outer, Drug& drug);
    void read_purpose(MapReader& outer, Drug& drug);
    void read_micrograms(MapReader& outer, Drug& drug);
    void read_names(MapReader& reader, Drug& drug, DrugId id);
    void add_name(MapReader& reader, const yaml::Node& node, const std::string& name, DrugId id);
    void read_product(const yaml::Node& node, DrugId drug);
    void read_brands(MapReader& reader, ProductLine& line);
    void read_schedule(MapReader& outer, ProductLine& line);
    void read_note(MapReader& outer, ProductLine& line);
    Offered read_offer(MapReader& outer);
    std::pair<Sourced<Duration>, Sourced<Duration>> read_interval(MapReader& outer, const Offered& line);
    Sourced<Split> read_split(MapReader& outer);
    std::vector<Strength> read_strengths(MapReader& outer, Form form, const Offered& line);
    void read_strength(const yaml::Node& node, Form form, const Offered& line, CitationId citation,
                       std::vector<Strength>& to);
    std::optional<StrengthValue> read_amount(MapReader& reader, std::string_view key, Form form);
    std::vector<AlsoContains> read_also(MapReader& outer, Form form);

    Citer citer_;
    Problems& problems_;
    FirstUses product_ids_{"duplicate-id"}, codes_{"duplicate-code"}, drug_names_{"duplicate-name"};
};

}  // namespace stepdown
