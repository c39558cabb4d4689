#include "cli/case_operand.hpp"
#include "cli/formats/adjuncts_json.hpp"
#include "planner/documents/adjuncts.hpp"

namespace stepdown {

CommandResult command_adjuncts(const CommandInput& input) {
    auto read = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&read)) return std::move(*fault);
    const Case& patient_case = std::get<CaseOperand>(read).patient_case;
    const Adjuncts made = adjuncts_for(patient_case, input.library, input.as_of);
    if (input.arguments.format == Format::json)
        return {done, adjuncts_json(made, input.library, input.as_of), {}, ""};
    return {done,
            rendered(input, adjuncts_document(made, patient_case, input.library, versions_of(input))),
            {},
            ""};
}

}  // namespace stepdown
