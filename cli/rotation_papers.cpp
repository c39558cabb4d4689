#include "cli/rotation_papers.hpp"

#include "cli/formats/plan_json.hpp"
#include "cli/plan_papers.hpp"
#include "cli/version.hpp"
#include "planner/documents/rotation.hpp"

namespace stepdown {

CommandResult rotation_papers(const CommandInput& input, const Case& patient_case,
                              const RotationTarget& target, const Rotated& rotated) {
    const PlanJson json =
        rotation_json(rotated, patient_case, input.library, input.as_of, input.arguments.explain);
    const ExitCode code = rotated.plan ? done : refused;
    if (input.arguments.format == Format::json) return {code, json.text, {}, ""};
    const Versions versions{program_version, input.library.data_version(), input.as_of, json.id};
    const Document document = rotation_document(rotated, patient_case, target, input.library, versions,
                                                json.draft, input.arguments.explain);
    return written(
        {input, patient_case, versions, json.draft, rotated.plan ? &*rotated.plan : nullptr, document}, code);
}

}  // namespace stepdown
