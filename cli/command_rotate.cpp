#include "cli/case_operand.hpp"
#include "cli/rotation_papers.hpp"

namespace stepdown {

CommandResult command_rotate(const CommandInput& input) {
    auto given = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&given)) return std::move(*fault);
    const auto& [patient_case, text, texts] = std::get<CaseOperand>(given);
    std::optional<RotationTarget> asked;
    if (!input.arguments.to.empty()) {
        Result<RotationTarget> read =
            read_target(input.arguments.to, input.library.formulary, {"--to", 1, 1});
        if (!read) return {wrong_input, "", read.problems(), input.arguments.to};
        asked = *std::move(read);
    }
    const Result<RotationTarget> target = target_of(patient_case, asked, input.library);
    if (!target) return {wrong_input, "", target.problems(), text, texts};
    const Result<Rotated> rotated = rotate(patient_case, *target, input.library, input.as_of);
    if (!rotated) return {wrong_input, "", rotated.problems(), text, texts};
    return rotation_papers(input, patient_case, *target, *rotated);
}

}  // namespace stepdown
