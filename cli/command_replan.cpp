#include "cli/commands.hpp"
#include "cli/formats/plan_file.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/plan_papers.hpp"
#include "cli/version.hpp"
#include "conversions/decimal.hpp"
#include "planner/documents/replanned.hpp"
#include "planner/replan.hpp"

namespace stepdown {

namespace {

/// A whole number after an option, also a negative one; what it may be is for the planner to say.
std::optional<int> whole_after(const std::string& option, const std::string& text, Problems& problems) {
    if (text.empty()) return std::nullopt;
    const bool negative = text.front() == '-';
    const auto number = parse_decimal(negative ? text.substr(1) : text);
    if (number && number->scale == 0 && number->digits <= 1'000'000)
        return static_cast<int>(negative ? -number->digits : number->digits);
    problems.push_back(
        {"number", "\"" + text + "\" is not a whole number", "write it as 14", {option, 0, 0}});
    return std::nullopt;
}

/// Exactly one of the four; the change with what is asked of it.
Replan change_of(const Arguments& arguments, Problems& problems) {
    const ReplanWords& words = arguments.replan;
    Replan change;
    const int asked = (words.hold.empty() ? 0 : 1) + (words.step_back ? 1 : 0) +
                      (words.slower.empty() ? 0 : 1) + (words.resume ? 1 : 0);
    if (asked != 1) {
        problems.push_back(
            {"arguments",
             asked == 0 ? "replan is not told what to do" : "replan is told more than one thing to do",
             "write one of --hold DAYS, --step-back, --slower PROTOCOL and --resume",
             {}});
    }
    change.action = words.step_back         ? ReplanAction::step_back
                    : words.resume          ? ReplanAction::resume
                    : !words.slower.empty() ? ReplanAction::slower
                                            : ReplanAction::hold;
    change.on = arguments.on.value_or(Date{});
    change.days = whole_after("--hold", words.hold, problems).value_or(0);
    change.protocol = words.slower;
    change.reason = words.reason;
    change.by = words.by;
    change.cows = whole_after("--cows", words.cows, problems);
    change.days_without_dose = whole_after("--missed", words.missed, problems);
    return change;
}

}  // namespace

CommandResult command_replan(const CommandInput& input) {
    const Arguments& arguments = input.arguments;
    Problems problems;
    ReplanRequest request{change_of(arguments, problems), {}};
    if (arguments.operands.size() != 1)
        problems.push_back({"arguments", "replan takes one plan", "see stepdown replan --help", {}});
    if (!problems.empty()) return {wrong_input, "", problems, ""};
    for (const std::string& text : arguments.replan.taking)
        request.taking.push_back({text, {"--taking", 1, 1}});
    const std::string& operand = arguments.operands.front();
    const Result<std::string> text = input.shell.read_file(operand);
    if (!text) return {failed, "", text.problems(), ""};
    const std::string name = operand == "-" ? "standard input" : operand;
    const Result<WrittenPlan> written = read_plan_file(*text, name, input.library.formulary);
    if (!written) return {wrong_input, "", written.problems(), *text};
    const Result<yaml::Node> tree = case_in_plan(*text, name);
    if (!tree) return {wrong_input, "", tree.problems(), *text};
    const Result<Case> patient_case = read_case(*tree, input.library, rule_ids());
    if (!patient_case) return {wrong_input, "", patient_case.problems(), ""};
    const Result<Replanned> replanned = replan(*patient_case, *written, request, input.library, input.as_of);
    if (!replanned) {
        const std::string source = request.taking.size() == 1 ? request.taking.front().text : "";
        return {wrong_input, "", replanned.problems(), source};
    }
    const PlanJson json =
        replan_json(*replanned, *text, *patient_case, input.library, input.as_of, arguments.explain);
    const ExitCode code = replanned->tapered.review.blocked() ? refused : done;
    if (arguments.format == Format::json) return {code, json.text, {}, ""};
    const Versions versions{program_version, input.library.data_version(), input.as_of, json.id};
    const Document document = replanned_document(*replanned, request.change, *written, *patient_case,
                                                 input.library, versions, json.draft, arguments.explain);
    const auto& plan = replanned->tapered.plan;
    return stepdown::written({input, *patient_case, versions, json.draft, plan ? &*plan : nullptr, document,
                              replanned->changes, &*written},
                             code);
}

}  // namespace stepdown
