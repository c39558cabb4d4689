#include "cli/case_operand.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/plan_papers.hpp"
#include "cli/version.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

CommandResult command_taper(const CommandInput& input) {
    auto read = read_case_operand(input);
    if (auto* fault = std::get_if<CommandResult>(&read)) return std::move(*fault);
    const CaseOperand& given = std::get<CaseOperand>(read);
    const Case* patient_case = &given.patient_case;
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
