#include <algorithm>

#include "cli/formats/batch.hpp"
#include "cli/formats/json_parts.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/documents/exposure.hpp"
#include "planner/risk_lines.hpp"

namespace stepdown {

namespace {

using json::Json;

/// Takes one record from the parser's events: a tree would keep only the last of two equal keys.
class RecordHandler final : public nlohmann::json_sax<nlohmann::json> {
public:
    RecordHandler(BatchRecord& record, const std::vector<std::string>& ignored)
        : record_(record), ignored_(ignored) {}

    bool null() override { return key_ == "id" && depth_ == 1 ? true : scalar(); }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
    bool number_float(number_float_t, const string_t&) override { return scalar(); }
    bool binary(binary_t&) override { return scalar(); }
    bool string(string_t& text) override;
    bool start_object(std::size_t) override { return open(What::object); }
    bool start_array(std::size_t) override { return open(What::list); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& text) override;
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override;

    void finish();

private:
    enum class What { object, list };

    bool is_ours() const { return key_ == "id" || key_ == "regimens"; }
    bool has(std::string_view key) const { return std::find(keys_.begin(), keys_.end(), key) != keys_.end(); }
    bool is_ignored(std::string_view key) const {
        return std::find(ignored_.begin(), ignored_.end(), key) != ignored_.end();
    }
    bool has_ours(std::string_view key) const { return has(key) && !is_ignored(key); }
    void complain(std::string id, std::string message, std::string instead) {
        record_.problems.push_back(
            {std::move(id), std::move(message), std::move(instead), {"", record_.line, 1}});
    }
    void complain_of_regimens() {
        complain("not-text", "regimens holds something that is not a text",
                 R"(write {"regimens": ["...", "..."]})");
    }
    void complain_of_one() {
        complain("not-text", "regimen is not a text", R"(write {"regimen": "..."}, or a list as "regimens")");
    }
    bool scalar();
    bool number(const std::string& text);
    bool open(What what);
    bool close() {
        --depth_;
        return true;
    }

    BatchRecord& record_;
    const std::vector<std::string>& ignored_;
    std::vector<std::string> keys_;
    std::string key_;
    bool is_one_ = false;  // "regimen", whose value is one text
    int depth_ = 0;
};

bool RecordHandler::open(What what) {
    if (depth_ == 0 && what == What::list)
        complain("json", "a list, where an object should be",
                 "write one object a line, without a list around them");
    if (depth_ == 1 && key_ == "regimens" && is_one_) {
        complain_of_one();
    } else if (depth_ == 1 && key_ == "regimens" && what != What::list) {
        complain("not-a-list", "regimens is not a list", R"(write {"regimens": ["...", "..."]})");
    }
    if (depth_ == 1 && key_ == "id")
        complain("not-text", "id is not a text or a whole number", "write one of them");
    if (depth_ > 1 && key_ == "regimens") complain_of_regimens();
    ++depth_;
    return record_.problems.empty();
}

bool RecordHandler::key(string_t& text) {
    if (depth_ != 1) return true;
    key_ = text;
    if (std::find(keys_.begin(), keys_.end(), key_) != keys_.end())
        complain("duplicate-key", "the key \"" + key_ + "\" stands here twice", "keep one of them");
    keys_.push_back(key_);
    is_one_ = key_ == "regimen";
    const bool is_second = is_one_ ? has_ours("regimens") : key_ == "regimens" && has_ours("regimen");
    if (is_second && !is_ignored(key_))
        complain("duplicate-key", "the record has both \"regimen\" and \"regimens\"", "keep one of them");
    if (is_ignored(key_)) {
        key_.clear();
    } else if (is_one_) {
        key_ = "regimens";
    } else if (!is_ours()) {
        const std::vector<std::string> known{"id", "regimens"};
        const std::string near = nearest(key_, known);
        complain("unknown-key", "a record has no key \"" + key_ + "\"",
                 near.empty() ? "take it out, or add --ignore \"" + key_ + "\"" : "write " + near);
    }
    return true;
}

bool RecordHandler::string(string_t& text) {
    if (key_ == "regimens" && depth_ == (is_one_ ? 1 : 2)) {
        record_.regimens.push_back(std::move(text));
        return true;
    }
    if (depth_ == 1 && key_ == "id") {
        record_.id = std::move(text);
        record_.id_kind = IdKind::text;
        return true;
    }
    return scalar();
}

bool RecordHandler::number(const std::string& text) {
    if (depth_ != 1 || key_ != "id") return scalar();
    record_.id = text;
    record_.id_kind = IdKind::number;
    return true;
}

/// A value that no key of ours may have.
bool RecordHandler::scalar() {
    if (depth_ == 0) complain("json", "a value, where an object should be", "write one object a line");
    if (depth_ == 1 && key_ == "id")
        complain("not-text", "id is not a text or a whole number", "write one of them");
    if (depth_ == 1 && key_ == "regimens" && is_one_) {
        complain_of_one();
    } else if (depth_ == 1 && key_ == "regimens") {
        complain("not-a-list", "regimens is not a list", R"(write {"regimens": ["...", "..."]})");
    }
    if (depth_ > 1 && key_ == "regimens") complain_of_regimens();
    return true;
}

bool RecordHandler::parse_error(std::size_t position, const std::string&,
                                const nlohmann::detail::exception&) {
    record_.problems.push_back({"json",
                                "this is not one JSON object",
                                R"(write one object a line, such as {"id": "1", "regimens": ["..."]})",
                                {"", record_.line, static_cast<int>(position)}});
    return false;
}

void RecordHandler::finish() {
    const bool has_regimens = has("regimens") || has("regimen");
    if (record_.problems.empty() && !has_regimens)
        complain("missing-key", "the record has no \"regimens\"", R"(add "regimens": ["..."])");
}

Json id_of(const BatchRecord& record) {
    switch (record.id_kind) {
        case IdKind::none:
            return nullptr;
        case IdKind::number:
            return record.id.starts_with('-') ? Json(std::stoll(record.id)) : Json(std::stoull(record.id));
        case IdKind::text:
            break;
    }
    return record.id;
}

Json item(const ExposureLine& line, const Regimen& regimen, const Formulary& formulary) {
    const bool is_worn = std::holds_alternative<Continuous>(regimen.amount);
    const bool is_as_needed = std::holds_alternative<AsNeeded>(regimen.amount);
    return {{"input", regimen.text},
            {"drug", formulary[regimen.drug].id},
            {"route", word(regimen.route)},
            {"counted_as", !is_as_needed                           ? "scheduled"
                           : line.counted == Counting::really_used ? "really-used"
                                                                   : "most-allowed"},
            {"daily_dose", is_worn ? json::quantity(line.per_day, unit::mcg_per_hour)
                                   : json::quantity(line.per_day, unit::mg_per_day)},
            {"mme", json::mme_or_null(line.result)}};
}

Json risk_line(const Sourced<MmeRate>& line, const std::optional<Exposure>& exposure) {
    const Reached is_reached = exposure ? reached(*exposure, line.for_caution()) : Reached::unknown;
    return {{"line", json::quantity(line.for_caution(), unit::mme_per_day)}, {"reached", word(is_reached)}};
}

}  // namespace

BatchRecord read_json_record(const Line& line, const std::vector<std::string>& ignored) {
    BatchRecord record;
    record.line = line.number;
    RecordHandler handler(record, ignored);
    nlohmann::json::sax_parse(line.text, &handler);
    handler.finish();
    return record;
}

std::string json_row(const BatchAnswer& answer, const BatchBasis& basis) {
    const BatchRecord& record = answer.record;
    const Library& library = basis.library;
    Json items = Json::array(), unconverted = Json::array();
    if (answer.exposure) {
        for (const ExposureLine& line : answer.exposure->lines) {
            const Regimen& regimen = answer.regimens[line.regimen];
            items.push_back(item(line, regimen, library.formulary));
            if (!line.result) unconverted.push_back({{"input", regimen.text}, {"reason", line.reason}});
        }
    }
    const DoseRate acetaminophen = acetaminophen_of(answer.regimens).counted;
    const Json row{
        {"schema", "stepdown/mme-record/1"},
        {"id", id_of(record)},
        {"line", record.line},
        {"status", answer.exposure ? "done" : "error"},
        {"source", basis.table.id},
        {"data", library.digest},
        {"total", answer.exposure ? json::mme_or_null(answer.exposure->total) : Json(nullptr)},
        {"complete", answer.exposure && answer.exposure->complete},
        {"at_least",
         {risk_line(library.limits.first_risk_line, answer.exposure),
          risk_line(library.limits.second_risk_line, answer.exposure)}},
        {"items", items},
        {"unconverted", unconverted},
        {"acetaminophen", answer.exposure ? json::quantity(acetaminophen, unit::mg_per_day) : Json(nullptr)},
        {"problems", json::problems(record.problems)}};
    return row.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace stepdown
