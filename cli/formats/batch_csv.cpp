#include <cmath>
#include <fmt/format.h>

#include "cli/formats/batch.hpp"
#include "planner/documents/exposure.hpp"
#include "planner/risk_lines.hpp"

namespace stepdown {

namespace {

/// "187.5": as the JSON has it, at most 9 digits after the point and no separators.
std::string plain(double number) {
    std::string text = fmt::format("{:.9f}", number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string at_least(MmeRate line) {
    return "at_least_" + plain(in(line, unit::mme_per_day));
}

/// A cell that begins so is run by spreadsheets. A negative number is only a number.
std::string guarded(const std::string& id) {
    const bool is_number = id.find_first_not_of("0123456789.", 1) == std::string::npos && id.size() > 1;
    const bool is_run = !id.empty() && (std::string_view("=+@\t\r").find(id[0]) != std::string_view::npos ||
                                        (id[0] == '-' && !is_number));
    return is_run ? "'" + id : id;
}

void add_to(std::string& list, const std::string& text, std::string_view between) {
    if (!list.empty()) list += between;
    list += text;
}

std::string unconverted(const BatchAnswer& answer) {
    std::string list;
    for (const ExposureLine& line : answer.exposure->lines) {
        if (!line.result) add_to(list, answer.regimens[line.regimen].text + ": " + line.reason, " | ");
    }
    return list;
}

/// How as-needed use was counted: none, really-used, or most-allowed as soon as one is.
std::string as_needed(const BatchAnswer& answer) {
    std::string word = "none";
    for (const ExposureLine& line : answer.exposure->lines) {
        if (!std::holds_alternative<AsNeeded>(answer.regimens[line.regimen].amount)) continue;
        if (line.counted == Counting::most_allowed) return "most-allowed";
        word = "really-used";
    }
    return word;
}

std::string row(const std::vector<std::string>& fields) {
    std::string text;
    for (const std::string& field : fields) text += csv_field(field) + ",";
    text.back() = '\n';
    return text;
}

}  // namespace

std::string csv_header(const BatchBasis& basis) {
    const SafetyLimits& limits = basis.library.limits;
    return row({"id", "line", "status", "total_mme", "complete",
                at_least(limits.first_risk_line.for_caution()),
                at_least(limits.second_risk_line.for_caution()), "as_needed", "unconverted",
                "acetaminophen_mg", "source", "data", "problem", "message"});
}

std::string csv_row(const BatchAnswer& answer, const BatchBasis& basis) {
    const BatchRecord& record = answer.record;
    const std::string id = guarded(record.id), line = std::to_string(record.line);
    const std::string &source = basis.table.id, &data = basis.library.digest;
    if (!answer.exposure) {
        std::string ids, messages;
        for (const Problem& problem : record.problems) {
            add_to(ids, problem.id, "; ");
            add_to(messages, problem.message + "; " + problem.instead, " | ");
        }
        return row(
            {id, line, "error", "", "no", "unknown", "unknown", "", "", "", source, data, ids, messages});
    }
    const Exposure& exposure = *answer.exposure;
    const SafetyLimits& limits = basis.library.limits;
    const auto reaches_line = [&](const Sourced<MmeRate>& risk_line) {
        return std::string(word(reached(exposure, risk_line.for_caution())));
    };
    return row({id, line, "done", exposure.total ? plain(in(*exposure.total, unit::mme_per_day)) : "",
                exposure.complete ? "yes" : "no", reaches_line(limits.first_risk_line),
                reaches_line(limits.second_risk_line), as_needed(answer), unconverted(answer),
                plain(in(acetaminophen_of(answer.regimens).counted, unit::mg_per_day)), source, data, "",
                ""});
}

}  // namespace stepdown
