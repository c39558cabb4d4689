#include "tests/cli/schema_support.hpp"

#include <exception>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace stepdown::test {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

json schema_document(const std::string& file) {
    std::ifstream stream(std::string(STEPDOWN_SOURCE_DIR "/docs/schema/") + file);
    if (!stream) throw std::runtime_error("docs/schema has no file " + file);
    return json::parse(stream);
}

/// Parses strictly: of two equal keys the library would keep one and say nothing.
json parse_without_repeats(const std::string& text) {
    std::vector<std::set<std::string>> keys;
    return json::parse(text, [&keys](int, json::parse_event_t event, const json& value) {
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second)
            throw std::runtime_error("repeated key " + value.dump());
        return true;
    });
}

/// "<root>[steps][0]" as the JSON pointer "/steps/0".
std::string pointer(const std::vector<std::string>& context) {
    std::string path;
    for (const std::string& part : context)
        if (part != "<root>") path += "/" + part.substr(1, part.size() - 2);
    return path;
}

void fill(valijson::Schema& schema, const std::string& file) {
    const json document = schema_document(file);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(
        Adapter(document), schema,
        [](const std::string& uri) { return std::make_unique<json>(schema_document(uri)).release(); },
        [](const json* fetched) { const std::unique_ptr<const json> freed(fetched); });
}

}  // namespace

struct DocumentSchema::Parsed {
    valijson::Schema schema;
};

DocumentSchema::DocumentSchema(const std::string& file) : file_(file), parsed_(std::make_unique<Parsed>()) {
    try {
        fill(parsed_->schema, file);
    } catch (const std::exception& failure) { unreadable_ = failure.what(); }
}

DocumentSchema::~DocumentSchema() = default;

std::vector<std::string> DocumentSchema::errors(const std::string& json_text) const {
    if (!unreadable_.empty()) return {file_ + ": " + unreadable_};
    try {
        const json document = parse_without_repeats(json_text);
        valijson::Validator validator(valijson::Validator::kStrongTypes);
        valijson::ValidationResults results;
        if (validator.validate(parsed_->schema, Adapter(document), &results)) return {};
        std::vector<std::string> lines;
        valijson::ValidationResults::Error error;
        while (results.popError(error)) lines.push_back(pointer(error.context) + ": " + error.description);
        if (lines.empty()) lines.push_back(file_ + ": does not conform");
        return lines;
    } catch (const std::exception& failure) { return {failure.what()}; }
}

std::vector<std::string> schema_errors(const std::string& json_text, const std::string& schema_file) {
    return DocumentSchema(schema_file).errors(json_text);
}

}  // namespace stepdown::test
