#include "cli/commands.hpp"
#include "cli/formats/plan_file.hpp"
#include "cli/formats/standing_json.hpp"
#include "planner/documents/standing.hpp"

namespace stepdown {

CommandResult command_show(const CommandInput& input) {
    const std::vector<std::string>& operands = input.arguments.operands;
    if (operands.size() != 1)
        return {wrong_input, "", {{"arguments", "show takes one plan", "see stepdown show --help", {}}}, ""};
    const Result<std::string> text = input.shell.read_file(operands.front());
    if (!text) return {failed, "", text.problems(), ""};
    const std::string name = operands.front() == "-" ? "standard input" : operands.front();
    const Result<WrittenPlan> plan = read_plan_file(*text, name, input.library.formulary);
    if (!plan) return {wrong_input, "", plan.problems(), *text};
    const Standing where = standing(*plan, input.arguments.on.value_or(input.as_of),
                                    whole_days(input.library.limits.window.for_caution()));
    if (input.arguments.format == Format::json)
        return {done, standing_json(where, *plan, input.library, input.as_of), {}, ""};
    return {
        done, rendered(input, standing_document(where, *plan, input.library, versions_of(input))), {}, ""};
}

}  // namespace stepdown
