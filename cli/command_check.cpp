#include "cli/commands.hpp"
#include "cli/formats/plan_file.hpp"
#include "cli/formats/plan_json.hpp"
#include "planner/documents/checked.hpp"

namespace stepdown {

namespace {

std::string name_of_input(const std::string& operand) {
    return operand == "-" ? "standard input" : operand;
}

}  // namespace

CommandResult command_check(const CommandInput& input) {
    const std::vector<std::string>& operands = input.arguments.operands;
    if (operands.size() != 2 || (operands[0] == "-" && operands[1] == "-")) {
        return {wrong_input,
                "",
                {{"arguments", "check takes a case file and a plan", "see stepdown check --help", {}}},
                ""};
    }
    const Result<std::string> case_text = input.shell.read_file(operands[0]);
    if (!case_text) return {failed, "", case_text.problems(), ""};
    const Result<std::string> plan_text = input.shell.read_file(operands[1]);
    if (!plan_text) return {failed, "", plan_text.problems(), ""};
    const Result<yaml::Node> tree = yaml::parse(*case_text, name_of_input(operands[0]));
    if (!tree) return {wrong_input, "", tree.problems(), *case_text};
    const Result<Case> patient_case = read_case(*tree, input.library, rule_ids());
    if (!patient_case) return {wrong_input, "", patient_case.problems(), *case_text};
    const Result<WrittenPlan> written =
        read_plan_file(*plan_text, name_of_input(operands[1]), input.library.formulary);
    if (!written) return {wrong_input, "", written.problems(), *plan_text};
    const Result<Checked> checked = check(*patient_case, *written, input.library, input.as_of);
    if (!checked) return {wrong_input, "", checked.problems(), *case_text};
    const ExitCode code = checked->passes() ? done : rule_broken;
    if (input.arguments.format == Format::json)
        return {code, check_json(*checked, *written, *patient_case, input.library, input.as_of), {}, ""};
    return {code,
            rendered(input, checked_document(*checked, *written, input.library, versions_of(input))),
            {},
            ""};
}

}  // namespace stepdown
