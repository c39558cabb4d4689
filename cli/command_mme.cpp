#include <algorithm>

#include "cli/commands.hpp"
#include "cli/factor_set.hpp"
#include "cli/formats/mme_json.hpp"
#include "conversions/regimen_text.hpp"
#include "planner/documents/exposure.hpp"

namespace stepdown {

namespace {

CommandResult side_by_side(const std::vector<Regimen>& regimens, const CommandInput& input) {
    const std::vector<SetExposure> sets = exposure_by_all_sets(regimens, input.library);
    if (input.arguments.format == Format::json)
        return {done, mme_json(regimens, sets, input.library, input.as_of), {}, ""};
    return {done,
            rendered(input, side_by_side_document(regimens, sets, input.library, versions_of(input))),
            {},
            ""};
}

}  // namespace

CommandResult command_mme(const CommandInput& input) {
    const auto written = written_regimens(input);
    if (!written) return {failed, "", written.problems(), ""};
    std::vector<Regimen> regimens;
    Problems problems;
    for (const WrittenRegimen& one : written->all) {
        Result<Regimen> regimen = read_regimen(one.text, input.library.formulary, one.place);
        if (regimen) {
            regimens.push_back(*std::move(regimen));
        } else {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
        }
    }
    if (problems.empty() && regimens.empty())
        problems.push_back({"empty-regimen", "there is no opioid to total", "write one a line", {}});
    if (!problems.empty()) return {wrong_input, "", problems, written->source};
    if (input.arguments.source == "all") return side_by_side(regimens, input);
    const Result<const ExposureTable*> chosen = chosen_set(input);
    if (!chosen) return {wrong_input, "", chosen.problems(), ""};
    const ExposureTable& table = **chosen;
    const Exposure total = exposure(regimens, table, Counting::most_allowed);
    if (input.arguments.format == Format::json)
        return {done, mme_json(regimens, total, table, input.library, input.as_of), {}, ""};
    return {done,
            rendered(input, exposure_document(regimens, total, table, input.library, versions_of(input))),
            {},
            ""};
}

}  // namespace stepdown
