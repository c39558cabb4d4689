#include <algorithm>

#include "cli/case_operand.hpp"
#include "cli/formats/comparison_json.hpp"
#include "planner/documents/comparison.hpp"

namespace stepdown {

namespace {

/// The ids between the commas, each once.
std::vector<std::string> ids_of(const std::string& list) {
    std::vector<std::string> ids;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        std::string id = list.substr(at, end - at);
        id.erase(0, id.find_first_not_of(' '));
        id.erase(id.find_last_not_of(' ') + 1);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
        at = end + 1;
    }
    return ids;
}

}  // namespace

CommandResult command_compare(const CommandInput& input) {
    auto read = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&read)) return std::move(*fault);
    const CaseOperand& given = std::get<CaseOperand>(read);
    const Case& patient_case = given.patient_case;
    const auto compared = compare(patient_case, ids_of(input.arguments.compare), input.library, input.as_of);
    if (!compared) return {wrong_input, "", compared.problems(), given.text, given.texts};
    const bool any = std::any_of(compared->begin(), compared->end(),
                                 [](const ComparedProtocol& one) { return one.figures.has_value(); });
    const ExitCode code = any ? done : refused;
    if (input.arguments.format == Format::json)
        return {code, comparison_json(*compared, patient_case, input.library, input.as_of), {}, ""};
    return {code, rendered(input, comparison_document(*compared, input.library, versions_of(input))), {}, ""};
}

}  // namespace stepdown
