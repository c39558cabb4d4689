#include "cli/case_operand.hpp"

#include <algorithm>

#include "planner/review.hpp"

namespace stepdown {

namespace {

/// The case with this goal instead of its own. A text that is no mapping is left to the reader of cases.
void set_goal(yaml::Node& tree, const std::string& goal) {
    auto* keys = std::get_if<yaml::Mapping>(&tree.value);
    if (!keys) return;
    const Place place{"--goal", 1, 1};
    const yaml::Node value{yaml::Scalar{goal, false}, place};
    const auto at = std::find_if(keys->entries.begin(), keys->entries.end(),
                                 [](const yaml::Entry& entry) { return entry.key.text == "goal"; });
    if (at == keys->entries.end()) {
        keys->entries.push_back({yaml::Scalar{"goal", false}, place, value});
    } else {
        at->value = value;
    }
}

}  // namespace

std::variant<CaseOperand, CommandResult> read_case_operand(const CommandInput& input) {
    const std::vector<std::string>& operands = input.arguments.operands;
    if (operands.size() != 1) {
        const std::string& command = input.arguments.command;
        return CommandResult{
            wrong_input,
            "",
            {{"arguments", command + " takes one case file", "see stepdown " + command + " --help", {}}},
            ""};
    }
    const Result<std::string> text = input.shell.read_file(operands.front());
    if (!text) return CommandResult{failed, "", text.problems(), ""};
    const std::string name = operands.front() == "-" ? "standard input" : operands.front();
    Texts texts{{name, *text}, {"--goal", input.arguments.goal}};
    Result<yaml::Node> tree = yaml::parse(*text, name);
    if (!tree) return CommandResult{wrong_input, "", tree.problems(), *text, texts};
    yaml::Node written = *std::move(tree);
    if (!input.arguments.goal.empty()) set_goal(written, input.arguments.goal);
    Result<Case> read = read_case(written, input.library, rule_ids());
    if (!read) return CommandResult{wrong_input, "", read.problems(), *text, texts};
    return CaseOperand{*std::move(read), *text, std::move(texts)};
}

}  // namespace stepdown
