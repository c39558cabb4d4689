#include "cli/case_operand.hpp"
#include "cli/rotation_papers.hpp"
#include "planner/rotation_route.hpp"

namespace stepdown {

CommandResult command_rotate(const CommandInput& input) {
    auto given = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&given)) return std::move(*fault);
    const auto& [patient_case, text, texts] = std::get<CaseOperand>(given);
    std::optional<ChosenTarget> asked;
    if (!input.arguments.to.empty()) {
        Result<ChosenTarget> read =
            choose_target(input.arguments.to, {"--to", 1, 1}, patient_case, input.library, input.as_of);
        if (!read) return {wrong_input, "", read.problems(), input.arguments.to};
        asked = *std::move(read);
    }
    const Result<ChosenTarget> chosen = target_of(patient_case, asked, input.library, input.as_of);
    if (!chosen) return {wrong_input, "", chosen.problems(), text, texts};
    const Result<Rotated> rotated = rotate(patient_case, *chosen, input.library, input.as_of);
    if (!rotated) return {wrong_input, "", rotated.problems(), text, texts};
    return rotation_papers(input, patient_case, chosen->target, *rotated);
}

}  // namespace stepdown
