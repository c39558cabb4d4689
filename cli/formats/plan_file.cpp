#include "cli/formats/plan_file.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "conversions/digest.hpp"
#include "conversions/text/csv.hpp"
#include "planner/plan_reader.hpp"

namespace stepdown {

namespace {

/// Builds a tree from what the JSON parser meets: numbers stay as written, nulls are left out. Stops at a key
/// that is given twice and at too many levels, both of which the library would let pass.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit TreeBuilder(const std::string& file) : spot_(Place{file, 0, 0}) {}

    bool null() override { return put(std::nullopt); }
    bool boolean(bool value) override { return put(yaml::Scalar{value ? "yes" : "no", false}); }
    bool number_integer(number_integer_t value) override {
        return put(yaml::Scalar{std::to_string(value), false});
    }
    bool number_unsigned(number_unsigned_t value) override {
        return put(yaml::Scalar{std::to_string(value), false});
    }
    bool number_float(number_float_t, const string_t& as_written) override {
        return put(yaml::Scalar{as_written, false});
    }
    bool string(string_t& value) override { return put(yaml::Scalar{value, true}); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(yaml::Mapping{}); }
    bool start_array(std::size_t) override { return open(yaml::Sequence{}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        const auto& entries = std::get<yaml::Mapping>(open_.back().value).entries;
        const bool twice = std::any_of(entries.begin(), entries.end(),
                                       [&](const yaml::Entry& entry) { return entry.key.text == name; });
        if (twice) fault_ = "the key \"" + name + "\" is given twice";
        keys_.back() = name;
        return !twice;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        fault_ = "this is not JSON from byte " + std::to_string(position) + " on";
        return false;
    }

    const std::string& fault() const { return fault_; }
    std::optional<yaml::Node> take() { return std::move(root_); }

private:
    bool open(std::variant<yaml::Scalar, yaml::Sequence, yaml::Mapping> value) {
        if (open_.size() >= static_cast<std::size_t>(yaml::deepest_level)) {
            fault_ =
                "lists and objects stand more than " + std::to_string(yaml::deepest_level) + " levels deep";
            return false;
        }
        open_.push_back({std::move(value), spot_});
        keys_.emplace_back();
        return true;
    }
    bool close() {
        yaml::Node done = std::move(open_.back());
        open_.pop_back();
        keys_.pop_back();
        return put(std::move(done.value));
    }
    bool put(std::optional<std::variant<yaml::Scalar, yaml::Sequence, yaml::Mapping>> value) {
        if (!value) return true;
        yaml::Node node{*std::move(value), spot_};
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (auto* list = std::get_if<yaml::Sequence>(&open_.back().value)) {
            list->items.push_back(std::move(node));
        } else {
            std::get<yaml::Mapping>(open_.back().value)
                .entries.push_back({{keys_.back(), true}, spot_, std::move(node)});
        }
        return true;
    }

    yaml::Spot spot_;
    std::vector<yaml::Node> open_;
    std::vector<std::string> keys_;
    std::optional<yaml::Node> root_;
    std::string fault_;
};

/// Keys of a plan that its id does not stand for.
constexpr std::array around_the_plan{"schema",   "status",    "kind",     "id",         "parent",
                                     "as_of",    "draft",     "software", "problems",   "findings",
                                     "outcomes", "citations", "changes",  "withdrawal", "adjuncts"};

/// True where the id of a plan is the digest of what stands in it: nobody has changed it since it was
/// written.
bool has_its_own_id(const std::string& text) {
    nlohmann::ordered_json body = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!body.is_object()) return false;
    const auto id = body.value("/id"_json_pointer, nlohmann::ordered_json());
    const auto data = body.value("/software/data"_json_pointer, nlohmann::ordered_json());
    if (!id.is_string() || !data.is_string()) return false;
    for (const char* key : around_the_plan) body.erase(key);
    if (body.contains("case") && body["case"].is_object()) body["case"].erase("reviewed");
    return id == digest_of(body.dump() + data.get<std::string>());
}

constexpr std::size_t longest_row = 1 << 16;

Result<WrittenPlan> read_csv(const std::string& text, const std::string& file, const Formulary& formulary) {
    bool given = false;
    LineReader lines(
        [&]() -> Result<std::string_view> {
            return given ? std::string_view() : (given = true, std::string_view(text));
        },
        longest_row);
    CsvReader records(lines, longest_row);
    Problems problems;
    std::vector<std::string> columns;
    std::vector<PlanRow> rows;
    while (auto record = records.next()) {
        const Place place{file, record->line, 1};
        if (record->problem) {
            problems.push_back(*record->problem);
            problems.back().place.file = file;
        } else if (columns.empty()) {
            columns = record->fields;
        } else if (record->fields.size() != columns.size()) {
            problems.push_back({"csv-fields",
                                "this row has " + std::to_string(record->fields.size()) +
                                    " fields, the header " + std::to_string(columns.size()),
                                "write one field for each column", place});
        } else {
            PlanRow row;
            for (std::size_t i = 0; i < columns.size(); ++i)
                row.push_back({columns[i], record->fields[i], place});
            rows.push_back(std::move(row));
        }
    }
    if (!problems.empty()) return problems;
    return read_plan_rows(rows, "csv", formulary, {file, 1, 1});
}

}  // namespace

Result<yaml::Node> json_tree(const std::string& text, const std::string& file) {
    TreeBuilder builder(file);
    const bool parsed = nlohmann::json::sax_parse(text, &builder);
    auto tree = builder.take();
    if (parsed && tree) return *std::move(tree);
    return Problem{"json",
                   builder.fault().empty() ? "this is not JSON" : builder.fault(),
                   "give the file as it was written",
                   {file, 0, 0}};
}

Result<yaml::Node> case_in_plan(const std::string& text, const std::string& file) {
    const Result<yaml::Node> document = json_tree(text, file);
    if (!document) return document.problems();
    if (const auto* keys = std::get_if<yaml::Mapping>(&document->value)) {
        for (const yaml::Entry& entry : keys->entries) {
            if (entry.key.text == "case") return entry.value;
        }
    }
    return Problem{"plan-document",
                   "no case stands in this plan",
                   "give the JSON of stepdown taper or replan",
                   {file, 0, 0}};
}

Result<WrittenPlan> read_plan_file(const std::string& text, const std::string& file,
                                   const Formulary& formulary) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string::npos && text[first] == '{') {
        const Result<yaml::Node> tree = json_tree(text, file);
        if (!tree) return tree.problems();
        return read_plan_document(*tree, formulary,
                                  has_its_own_id(text) ? Wording::as_written : Wording::changed);
    }
    const std::string header = text.substr(0, text.find('\n'));
    if (header.find(',') != std::string::npos && header.find(':') == std::string::npos)
        return read_csv(text, file, formulary);
    const Result<yaml::Node> tree = yaml::parse(text, file);
    if (!tree) return tree.problems();
    return read_plan_list(*tree, formulary);
}

}  // namespace stepdown
