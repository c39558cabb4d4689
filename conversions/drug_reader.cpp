#include "conversions/drug_reader.hpp"

#include <fmt/format.h>

#include "conversions/regimen.hpp"

namespace stepdown {

namespace {

constexpr std::array<Word<Agonism>, 3> agonism_words{
    {{"full", Agonism::full}, {"partial", Agonism::partial}, {"mixed", Agonism::mixed}}};
constexpr std::array<Word<Offer>, 5> offer_words{{{"read-only", Offer::read_only},
                                                  {"yes", Offer::yes},
                                                  {"oud-only", Offer::oud_only},
                                                  {"tolerant-only", Offer::tolerant_only},
                                                  {"short-course", Offer::short_course}}};
constexpr std::array<Word<Split>, 6> split_words{{{"whole-only", Split::whole_only},
                                                  {"half-if-scored", Split::half_if_scored},
                                                  {"quarter", Split::quarter},
                                                  {"no-label-basis", Split::no_label_basis},
                                                  {"never-cut", Split::never_cut},
                                                  {"not-applicable", Split::not_applicable}}};
constexpr std::array<Word<std::string_view>, 4> schedule_words{
    {{"C-II", "C-II"}, {"C-III", "C-III"}, {"C-IV", "C-IV"}, {"C-V", "C-V"}}};

/// A required word of an enumeration whose words word() knows.
template <class E, std::size_t n>
E read_named(MapReader& reader, std::string_view key, const std::array<E, n>& values) {
    std::array<Word<E>, n> words;
    std::transform(values.begin(), values.end(), words.begin(), [](E one) {
        return Word<E>{word(one), one};
    });
    return read_word(reader, key, words);
}

/// Digits, as RxNorm writes its codes.
std::string read_rxcui(MapReader& reader, std::string_view key) {
    std::string code = reader.text(key);
    if (code.empty() || code.find_first_not_of("0123456789") == std::string::npos) return code;
    reader.complain(*reader.optional(key), "code", fmt::format("\"{}\" is no RxNorm code", code),
                    "write its digits");
    return "";
}

/// A number to compare strengths of one form by.
double magnitude(const StrengthValue& strength) {
    return std::visit(overloaded{[](const Mass& mass) { return in(mass, unit::mg); },
                                 [](const Concentration& content) { return in(content, unit::mg_per_ml); },
                                 [](const DoseRate& rate) { return in(rate, unit::mcg_per_hour); }},
                      strength);
}

/// True when `b` may follow `a`: more of the opioid, or as much with more of what else is in it.
bool rises(const Strength& a, const Strength& b) {
    const double before = magnitude(a.value), after = magnitude(b.value);
    if (before != after || a.also.empty() || b.also.empty()) return before < after;
    return magnitude(a.also.front().strength) < magnitude(b.also.front().strength);
}

}  // namespace

void DrugReader::read(const DataFile& file) {
    MapReader reader(file.tree, "drug", problems_);
    reader.text("stepdown");
    Drug drug;
    drug.id = reader.text("id");
    const DrugId id{static_cast<std::uint16_t>(drugs.size())};
    if (const yaml::Node* node = reader.optional("id")) {
        if (!drug.id.empty() && !is_id(drug.id, "-")) {
            reader.complain(*node, "id", fmt::format("\"{}\" is no drug id", drug.id),
                            "write lower-case letters, digits and hyphens");
        }
    }
    read_names(reader, drug, id);
    read_code(reader, drug);
    read_agonism(reader, drug);
    read_tolerance_line(reader, drug);
    read_no_taper(reader, drug);
    read_purpose(reader, drug);
    read_micrograms(reader, drug);
    drugs.push_back(std::move(drug));
    if (const yaml::Node* list = reader.optional("products")) {
        for_each_item(*list, "products", problems_, [&](const yaml::Node& node) { read_product(node, id); });
    }
    reader.finish();
}

void DrugReader::read_names(MapReader& reader, Drug& drug, DrugId id) {
    if (const yaml::Node* node = reader.optional("id")) add_name(reader, *node, drug.id, id);
    const yaml::Node* list = reader.optional("names");
    if (!list) return;
    for_each_item(*list, "names", problems_, [&](const yaml::Node& node) {
        const std::string name = scalar_text(node, "a name", problems_).value_or("");
        if (name != lower_case(name)) {
            reader.complain(node, "name", fmt::format("\"{}\" has capital letters", name),
                            "write names in lower case");
        }
        add_name(reader, node, name, id);
        drug.names.push_back(name);
    });
}

void DrugReader::add_name(MapReader& reader, const yaml::Node& node, const std::string& name, DrugId id) {
    drug_names_.add(reader, node, "the name", name);
    if (brand_words.contains(name)) {
        reader.complain(node, "duplicate-name", fmt::format("\"{}\" is a brand of another drug", name),
                        "leave one of them out");
    }
    drug_words.emplace(name, id);
}

void DrugReader::read_code(MapReader& outer, Drug& drug) {
    const yaml::Node* node = outer.optional("rxcui");
    if (!node) return;
    MapReader reader(*node, "rxcui", problems_);
    drug.rxcui = read_rxcui(reader, "code");
    codes_.add(reader, *node, "the code", drug.rxcui);
    drug.rxcui_from = citer_.read(reader).citation;
    reader.finish();
}

void DrugReader::read_agonism(MapReader& outer, Drug& drug) {
    const yaml::Node* node = outer.required("agonism");
    if (!node) return;
    MapReader reader(*node, "agonism", problems_);
    drug.agonism = read_word(reader, "value", agonism_words);
    drug.agonism_from = citer_.read(reader).citation;
    reader.finish();
}

void DrugReader::read_tolerance_line(MapReader& outer, Drug& drug) {
    const yaml::Node* node = outer.optional("tolerance_line");
    if (!node) return;
    MapReader reader(*node, "tolerance line", problems_);
    const auto value = reader.required_quantity("value", unit::mg_per_day, unit::mcg_per_hour);
    const Citer::Origin origin = citer_.read(reader);
    if (value) drug.tolerance_line.emplace(*value, origin.citation, origin.evidence);
    drug.tolerance_published = reader.optional_text("value").value_or("");
    reader.finish();
}

void DrugReader::read_no_taper(MapReader& outer, Drug& drug) {
    const yaml::Node* node = outer.optional("no_taper");
    if (!node) return;
    MapReader reader(*node, "no_taper", problems_);
    drug.no_taper_because = reader.text("because");
    drug.no_taper_instead = reader.text("instead");
    reader.finish();
}

void DrugReader::read_purpose(MapReader& outer, Drug& drug) {
    const yaml::Node* list = outer.optional("purpose_asked_by");
    if (!list) return;
    for_each_item(*list, "purpose_asked_by", problems_, [&](const yaml::Node& node) {
        const std::string text = scalar_text(node, "a route", problems_).value_or("");
        const auto route =
            std::find_if(all_routes.begin(), all_routes.end(), [&](Route one) { return word(one) == text; });
        if (route != all_routes.end()) {
            drug.purpose_asked_by.push_back(*route);
        } else {
            outer.complain(node, "unknown-word", fmt::format("\"{}\" is no route", text),
                           "write oral, sublingual ...");
        }
    });
}

void DrugReader::read_micrograms(MapReader& outer, Drug& drug) {
    const yaml::Node* list = outer.optional("dosed_in_mcg");
    if (!list) return;
    for_each_item(*list, "dosed_in_mcg", problems_, [&](const yaml::Node& item) {
        MapReader reader(item, "dosed_in_mcg", problems_);
        const std::vector<Route> routes = read_routes(reader, problems_);
        drug.dosed_in_micrograms.insert(drug.dosed_in_micrograms.end(), routes.begin(), routes.end());
        citer_.read(reader);
        reader.finish();
    });
}

void DrugReader::read_product(const yaml::Node& node, DrugId drug) {
    MapReader reader(node, "product line", problems_);
    const std::string id = reader.text("id");
    if (!id.empty() && !is_id(id, "_")) {
        reader.complain(*reader.optional("id"), "id", fmt::format("\"{}\" is no product id", id),
                        "write lower-case letters, digits and underscores");
    }
    product_ids_.add(reader, node, "product line", id);
    const Form form = read_word(reader, "form", form_words);
    const Offered offered = read_offer(reader);
    const auto [shortest, longest] = read_interval(reader, offered);
    ProductLine line{
        .id = id,
        .drug = drug,
        .form = form,
        .route = read_named(reader, "route", all_routes),
        .release = read_named(reader, "release", std::array{Release::immediate, Release::extended}),
        .basis = reader.text("basis"),
        .schedule = "",
        .brands = {},
        .offer = offered.offer,
        .offer_because = offered.because,
        .shortest_interval = shortest,
        .longest_interval = longest,
        .split = read_split(reader),
        .strengths = read_strengths(reader, form, offered),
        .note = ""};
    read_schedule(reader, line);
    read_note(reader, line);
    read_brands(reader, line);
    reader.finish();
    products.push_back(std::move(line));
}

void DrugReader::read_brands(MapReader& reader, ProductLine& line) {
    const ProductId id{static_cast<std::uint16_t>(products.size())};
    const yaml::Node* list = reader.optional("brands");
    if (!list) return;
    for_each_item(*list, "brands", problems_, [&](const yaml::Node& node) {
        const std::string brand = scalar_text(node, "a brand", problems_).value_or("");
        const std::string word = lower_case(brand);
        std::vector<ProductId>& lines = brand_words[word];
        const bool other_drug = !lines.empty() && products[lines.front().index].drug != line.drug;
        if (other_drug || drug_words.contains(word)) {
            reader.complain(node, "duplicate-name", fmt::format("\"{}\" names two drugs", brand),
                            "a brand belongs to lines of one drug");
        }
        lines.push_back(id);
        line.brands.push_back(brand);
    });
}

void DrugReader::read_schedule(MapReader& outer, ProductLine& line) {
    const yaml::Node* node = outer.required("schedule");
    if (!node) return;
    MapReader reader(*node, "schedule", problems_);
    line.schedule = read_word(reader, "value", schedule_words);
    line.schedule_from = citer_.read(reader).citation;
    reader.finish();
}

void DrugReader::read_note(MapReader& outer, ProductLine& line) {
    const yaml::Node* node = outer.optional("note");
    if (!node) return;
    MapReader reader(*node, "note", problems_);
    line.note = reader.text("text");
    line.note_from = citer_.read(reader).citation;
    reader.finish();
}

DrugReader::Offered DrugReader::read_offer(MapReader& outer) {
    const yaml::Node* node = outer.required("offer");
    if (!node) return {{Offer::read_only, {}, Evidence::unverified}, ""};
    MapReader reader(*node, "offer", problems_);
    const std::size_t before = problems_.size();
    const Offer offer = read_word(reader, "value", offer_words);
    const std::string because = reader.optional_text("because").value_or("");
    const bool needs_reason = offer != Offer::yes;
    if (problems_.size() == before && needs_reason == because.empty()) {
        reader.complain("offer-reason",
                        needs_reason ? "an offer other than yes has no reason" : "an offer has a reason",
                        needs_reason ? "add because: ..." : "delete it, or write another value");
    }
    const Citer::Origin origin = citer_.read(reader);
    reader.finish();
    return {{offer, origin.citation, origin.evidence}, because};
}

std::pair<Sourced<Duration>, Sourced<Duration>> DrugReader::read_interval(MapReader& outer,
                                                                          const Offered& line) {
    std::optional<Duration> from, to;
    Citer::Origin origin{line.offer.citation(), Evidence::unverified};
    // Nothing is planned in a line that is only read: an interval that no source gives is left out there.
    const bool may_be_missing = line.offer.for_caution() == Offer::read_only;
    if (const yaml::Node* node = may_be_missing ? outer.optional("interval") : outer.required("interval")) {
        MapReader reader(*node, "interval", problems_);
        from = reader.required_quantity("from", unit::hours);
        to = reader.required_quantity("to", unit::hours);
        origin = citer_.read(reader);
        if (from && to && (!exceeds(*from, unit::hours(0)) || exceeds(*from, *to))) {
            reader.complain("interval",
                            "the interval must be longer than nothing, and must not end before it starts",
                            "write the shorter time at from and the longer one at to");
        }
        reader.finish();
    }
    const auto sourced = [&](const std::optional<Duration>& value) {
        return Sourced<Duration>(value.value_or(unit::hours(0)), origin.citation, origin.evidence);
    };
    return {sourced(from), sourced(to)};
}

Sourced<Split> DrugReader::read_split(MapReader& outer) {
    const yaml::Node* node = outer.required("split");
    if (!node) return {Split::whole_only, {}, Evidence::unverified};
    MapReader reader(*node, "split", problems_);
    const Split split = read_word(reader, "value", split_words);
    const Citer::Origin origin = citer_.read(reader);
    reader.finish();
    return {split, origin.citation, origin.evidence};
}

std::vector<Strength> DrugReader::read_strengths(MapReader& outer, Form form, const Offered& line) {
    std::vector<Strength> strengths;
    const yaml::Node* node = outer.required("strengths");
    if (!node) return strengths;
    MapReader reader(*node, "strengths", problems_);
    const std::size_t before = problems_.size();
    const Citer::Origin origin = citer_.read(reader);
    if (problems_.size() == before && origin.evidence == Evidence::unverified) {
        reader.complain("unverified-strength", "nobody has verified these strengths",
                        "find them in a source, or leave the product line out");
    }
    if (const yaml::Node* list = reader.required("list")) {
        for_each_item(*list, "list", problems_, [&](const yaml::Node& item) {
            read_strength(item, form, line, origin.citation, strengths);
        });
        if (strengths.empty() && problems_.size() == before) {
            reader.complain(*list, "no-strengths", "the product line has no strengths",
                            "add one, or delete the line");
        }
    }
    reader.finish();
    return strengths;
}

void DrugReader::read_strength(const yaml::Node& node, Form form, const Offered& line, CitationId citation,
                               std::vector<Strength>& to) {
    MapReader reader(node, "strength", problems_);
    const std::size_t before = problems_.size();
    const std::optional<StrengthValue> value = read_amount(reader, "value", form);
    const std::string rxcui = read_rxcui(reader, "rxcui");
    codes_.add(reader, node, "the code", rxcui);
    std::vector<AlsoContains> also = read_also(reader, form);
    const Offered offered = reader.has("offer") ? read_offer(reader) : line;
    reader.finish();
    if (!value) return;
    Strength strength{*value, rxcui, std::move(also), offered.offer, citation, offered.because};
    if (problems_.size() == before && !to.empty() && !rises(to.back(), strength)) {
        reader.complain("strength-order", "the strengths do not rise",
                        "order them by the opioid, then by what else is in them, each once");
    }
    to.push_back(std::move(strength));
}

std::optional<StrengthValue> DrugReader::read_amount(MapReader& reader, std::string_view key, Form form) {
    const auto read = [&](auto unit) -> std::optional<StrengthValue> {
        const auto quantity = reader.required_quantity(key, unit);
        if (!quantity) return std::nullopt;
        if (in(*quantity, unit) > 0) return *quantity;
        reader.complain(*reader.optional(key), "not-positive", "a strength of nothing",
                        "write what one unit holds");
        return std::nullopt;
    };
    switch (form) {
        case Form::patch:
            return read(unit::mcg_per_hour);
        case Form::solution:
        case Form::concentrate:
            return read(unit::mg_per_ml);
        default:
            return read(unit::mg);
    }
}

std::vector<AlsoContains> DrugReader::read_also(MapReader& outer, Form form) {
    std::vector<AlsoContains> also;
    const yaml::Node* node = outer.optional("also");
    if (!node) return also;
    MapReader reader(*node, "also", problems_);
    const auto* mapping = std::get_if<yaml::Mapping>(&node->value);
    if (!mapping) return also;
    for (const yaml::Entry& entry : mapping->entries) {
        if (const auto amount = read_amount(reader, entry.key.text, form))
            also.push_back({entry.key.text, *amount});
    }
    return also;
}

}  // namespace stepdown
