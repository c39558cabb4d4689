#include "cli/commands.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/formats/text.hpp"
#include "cli/version.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

CommandResult command_taper(const CommandInput& input) {
    const std::vector<std::string>& operands = input.arguments.operands;
    if (operands.size() != 1) {
        return {wrong_input,
                "",
                {{"arguments", "taper takes one case file", "see stepdown taper --help", {}}},
                ""};
    }
    const Result<std::string> text = input.shell.read_file(operands.front());
    if (!text) return {failed, "", text.problems(), ""};
    const Result<yaml::Node> tree =
        yaml::parse(*text, operands.front() == "-" ? "standard input" : operands.front());
    if (!tree) return {wrong_input, "", tree.problems(), *text};
    const Result<Case> patient_case = read_case(*tree, input.library, rule_ids());
    if (!patient_case) return {wrong_input, "", patient_case.problems(), *text};
    const Result<Tapered> tapered = taper(*patient_case, input.library, input.as_of);
    if (!tapered) return {wrong_input, "", tapered.problems(), *text};
    const PlanJson json =
        plan_json(*tapered, *patient_case, input.library, input.as_of, input.arguments.explain);
    const ExitCode code = tapered->review.blocked() ? refused : done;
    if (input.arguments.format == Format::json) return {code, json.text, {}, ""};
    const Versions versions{program_version, input.library.data_version(), input.as_of, json.id};
    return {code,
            render_text(prescriber_document(*tapered, *patient_case, input.library, versions, json.draft,
                                            input.arguments.explain)),
            {},
            ""};
}

}  // namespace stepdown
