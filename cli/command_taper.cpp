#include "cli/case_operand.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/plan_papers.hpp"
#include "cli/rotation_papers.hpp"
#include "cli/version.hpp"
#include "planner/consolidation.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

namespace {

/// All opioids become one, and that one is tapered.
CommandResult consolidated(const CommandInput& input, const CaseOperand& given) {
    const Case& patient_case = given.patient_case;
    const Result<RotationTarget> target = consolidation_target(patient_case, input.library);
    if (!target) return {wrong_input, "", target.problems(), given.text, given.texts};
    const Result<Rotated> rotated = rotate(patient_case, *target, input.library, input.as_of);
    if (!rotated) return {wrong_input, "", rotated.problems(), given.text, given.texts};
    return rotation_papers(input, patient_case, *target, *rotated);
}

}  // namespace

CommandResult command_taper(const CommandInput& input) {
    auto read = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&read)) return std::move(*fault);
    const CaseOperand& given = std::get<CaseOperand>(read);
    const Case* patient_case = &given.patient_case;
    if (patient_case->preferences.consolidate_to) return consolidated(input, given);
    const Result<Tapered> tapered = taper(*patient_case, input.library, input.as_of);
    if (!tapered) return {wrong_input, "", tapered.problems(), given.text, given.texts};
    const PlanJson json =
        plan_json(*tapered, *patient_case, input.library, input.as_of, input.arguments.explain);
    const ExitCode code = tapered->review.blocked() ? refused : done;
    if (input.arguments.format == Format::json) return {code, json.text, {}, ""};
    const Versions versions{program_version, input.library.data_version(), input.as_of, json.id};
    const Document document = prescriber_document(*tapered, *patient_case, input.library, versions,
                                                  json.draft, input.arguments.explain);
    return written(
        {input, *patient_case, versions, json.draft, tapered->plan ? &*tapered->plan : nullptr, document},
        code);
}

}  // namespace stepdown
