#include <algorithm>

#include "cli/commands.hpp"
#include "cli/factor_set.hpp"
#include "cli/formats/mme_json.hpp"
#include "cli/formats/text.hpp"
#include "conversions/regimen_text.hpp"
#include "planner/documents/exposure.hpp"

namespace stepdown {

namespace {

/// One regimen with the place where it was written.
struct WrittenRegimen {
    std::string text;
    Place place;
};

/// The operands; for "-" the lines of standard input, empty ones and those that begin with # left out.
Result<std::vector<WrittenRegimen>> written_regimens(const CommandInput& input, std::string& source) {
    std::vector<WrittenRegimen> all;
    int number = 0;
    for (const std::string& operand : input.arguments.operands) {
        ++number;
        if (operand != "-") {
            all.push_back({operand, {"argument " + std::to_string(number), 1, 1}});
            continue;
        }
        const Result<std::string> text = input.shell.read_file("-");
        if (!text) return text.problems();
        source = *text;
        int line = 1;
        for (std::size_t at = 0; at < text->size(); ++line) {
            const std::size_t end = std::min(text->find('\n', at), text->size());
            std::string words = text->substr(at, end - at);
            if (words.ends_with('\r')) words.pop_back();
            if (words.find_first_not_of(" \t") != std::string::npos && words[0] != '#') {
                all.push_back({words, {"standard input", line, 1}});
            }
            at = end + 1;
        }
    }
    return all;
}

CommandResult side_by_side(const std::vector<Regimen>& regimens, const CommandInput& input) {
    const std::vector<SetExposure> sets = exposure_by_all_sets(regimens, input.library);
    if (input.arguments.format == Format::json)
        return {done, mme_json(regimens, sets, input.library, input.as_of), {}, ""};
    return {done, render_text(side_by_side_document(regimens, sets, input.library, versions_of(input))), {}, ""};
}

}  // namespace

CommandResult command_mme(const CommandInput& input) {
    std::string source;
    const auto written = written_regimens(input, source);
    if (!written) return {failed, "", written.problems(), ""};
    std::vector<Regimen> regimens;
    Problems problems;
    for (const WrittenRegimen& one : *written) {
        Result<Regimen> regimen = read_regimen(one.text, input.library.formulary, one.place);
        if (regimen) {
            regimens.push_back(*std::move(regimen));
        } else {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
        }
    }
    if (problems.empty() && regimens.empty())
        problems.push_back({"empty-regimen", "there is no opioid to total", "write one a line", {}});
    if (!problems.empty()) {
        const bool single = source.empty() && input.arguments.operands.size() == 1;
        return {wrong_input, "", problems, single ? input.arguments.operands.front() : source};
    }
    if (input.arguments.source == "all") return side_by_side(regimens, input);
    const Result<const ExposureTable*> chosen = chosen_set(input);
    if (!chosen) return {wrong_input, "", chosen.problems(), ""};
    const ExposureTable& table = **chosen;
    const Exposure total = exposure(regimens, table, Counting::most_allowed);
    if (input.arguments.format == Format::json)
        return {done, mme_json(regimens, total, table, input.library, input.as_of), {}, ""};
    return {
        done, render_text(exposure_document(regimens, total, table, input.library, versions_of(input))), {}, ""};
}

}  // namespace stepdown
