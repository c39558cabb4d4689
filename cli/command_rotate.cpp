#include "cli/commands.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/plan_papers.hpp"
#include "cli/version.hpp"
#include "planner/documents/rotation.hpp"
#include "planner/rotation_route.hpp"

namespace stepdown {

CommandResult command_rotate(const CommandInput& input) {
    const std::vector<std::string>& operands = input.arguments.operands;
    if (operands.size() != 1)
        return {wrong_input,
                "",
                {{"arguments", "rotate takes one case file", "see stepdown rotate --help", {}}},
                ""};
    const Result<std::string> text = input.shell.read_file(operands.front());
    if (!text) return {failed, "", text.problems(), ""};
    const Result<yaml::Node> tree =
        yaml::parse(*text, operands.front() == "-" ? "standard input" : operands.front());
    if (!tree) return {wrong_input, "", tree.problems(), *text};
    const Result<Case> patient_case = read_case(*tree, input.library, rule_ids());
    if (!patient_case) return {wrong_input, "", patient_case.problems(), *text};
    std::optional<ChosenTarget> asked;
    if (!input.arguments.to.empty()) {
        Result<ChosenTarget> read =
            choose_target(input.arguments.to, {"--to", 1, 1}, *patient_case, input.library, input.as_of);
        if (!read) return {wrong_input, "", read.problems(), input.arguments.to};
        asked = *std::move(read);
    }
    const Result<ChosenTarget> chosen = target_of(*patient_case, asked, input.library, input.as_of);
    if (!chosen) return {wrong_input, "", chosen.problems(), *text};
    const Result<Rotated> rotated = rotate(*patient_case, *chosen, input.library, input.as_of);
    if (!rotated) return {wrong_input, "", rotated.problems(), *text};
    const PlanJson json =
        rotation_json(*rotated, *patient_case, input.library, input.as_of, input.arguments.explain);
    const ExitCode code = rotated->plan ? done : refused;
    if (input.arguments.format == Format::json) return {code, json.text, {}, ""};
    const Versions versions{program_version, input.library.data_version(), input.as_of, json.id};
    const Document document = rotation_document(*rotated, *patient_case, chosen->target, input.library,
                                                versions, json.draft, input.arguments.explain);
    return written(
        {input, *patient_case, versions, json.draft, rotated->plan ? &*rotated->plan : nullptr, document},
        code);
}

}  // namespace stepdown
