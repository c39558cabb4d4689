#include "cli/case_operand.hpp"
#include "cli/formats/assessment_json.hpp"
#include "planner/documents/assessment.hpp"

namespace stepdown {

CommandResult command_assess(const CommandInput& input) {
    auto read = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&read)) return std::move(*fault);
    const Case& patient_case = std::get<CaseOperand>(read).patient_case;
    const Result<Assessment> made =
        assess(patient_case, input.arguments.operands.front(), input.library, input.as_of);
    if (!made) return {wrong_input, "", made.problems(), ""};
    if (input.arguments.format == Format::json) return {done, assessment_json(*made, input.library), {}, ""};
    return {done,
            rendered(input, assessment_document(*made, patient_case, input.library, versions_of(input))),
            {},
            ""};
}

}  // namespace stepdown
