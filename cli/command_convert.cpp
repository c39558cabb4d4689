#include "cli/commands.hpp"
#include "cli/formats/conversion_json.hpp"
#include "conversions/decimal.hpp"
#include "conversions/regimen_text.hpp"
#include "planner/conversion.hpp"
#include "planner/documents/conversion.hpp"
#include "planner/documents/conversion_check.hpp"
#include "planner/rotation_route.hpp"

namespace stepdown {

namespace {

/// Problems of one of the texts that the command is given, and that text.
struct Faults {
    Problems problems;
    std::string source;
    ExitCode code = wrong_input;
};

/// The facts and opioids of --case.
std::optional<Faults> add_case(const CommandInput& input, ConversionRequest& request) {
    const std::string& path = input.arguments.case_file;
    if (path.empty()) return std::nullopt;
    const Result<std::string> text = input.shell.read_file(path);
    if (!text) return Faults{text.problems(), "", failed};
    const Result<yaml::Node> tree = yaml::parse(*text, path == "-" ? "standard input" : path);
    if (!tree) return Faults{tree.problems(), *text};
    const Result<Case> patient_case = read_case(*tree, input.library, rule_ids());
    if (!patient_case) return Faults{patient_case.problems(), *text};
    request.patient = patient_case->patient;
    request.preferences = patient_case->preferences;
    if (!input.arguments.operands.empty()) return std::nullopt;
    request.opioids = patient_case->opioids;
    request.used_for = patient_case->used_for;
    return std::nullopt;
}

/// The facts of --patient: a mapping in the flow form of YAML, its braces left out.
std::optional<Faults> add_patient(const CommandInput& input, ConversionRequest& request) {
    if (input.arguments.patient.empty()) return std::nullopt;
    const std::string text = "{" + input.arguments.patient + "}";
    const Result<yaml::Node> tree = yaml::parse(text, "--patient");
    if (!tree) return Faults{tree.problems(), text};
    Result<Patient> patient = read_patient(*tree, input.library);
    if (!patient) return Faults{patient.problems(), text};
    request.patient = *std::move(patient);
    return std::nullopt;
}

std::optional<Faults> add_regimens(const CommandInput& input, ConversionRequest& request) {
    if (input.arguments.operands.empty()) return std::nullopt;
    const auto written = written_regimens(input);
    if (!written) return Faults{written.problems(), "", failed};
    Problems problems;
    for (const WrittenRegimen& one : written->all) {
        Result<Regimen> regimen = read_regimen(one.text, input.library.formulary, one.place);
        if (!regimen) {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
            continue;
        }
        CaseOpioid opioid;
        opioid.id = "o" + std::to_string(request.opioids.size() + 1);
        opioid.regimen = *std::move(regimen);
        opioid.place = one.place;
        request.opioids.push_back(std::move(opioid));
    }
    if (!problems.empty()) return Faults{problems, written->source};
    return std::nullopt;
}

/// "30 %" or "30%" as a share.
std::optional<Fraction> read_share(std::string text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.pop_back();
    while (text.ends_with(' ')) text.pop_back();
    const std::optional<Decimal> number = parse_decimal(text);
    if (!number || number->value() > 100) return std::nullopt;
    return Fraction{number->value() / 100};
}

std::optional<Faults> add_reduction(const CommandInput& input, ConversionRequest& request) {
    const std::string& text = input.arguments.reduction;
    if (text.empty()) return std::nullopt;
    request.reduction = read_share(text);
    if (request.reduction) return std::nullopt;
    return Faults{{{"share",
                    "\"" + text + "\" is not a share of the dose",
                    "write how much is taken off, as in --reduction \"30 %\"",
                    {"--reduction", 1, 1}}},
                  text};
}

/// Where the words leave the route open it is chosen by what is taken now, and `why` says so.
std::optional<Faults> add_target(const CommandInput& input, ConversionRequest& request,
                                 std::optional<Finding>& why) {
    Result<ChosenTarget> read =
        choose_target(input.arguments.to, {"--to", 1, 1}, RouteFacts{request}, input.library, input.as_of);
    if (!read) return Faults{read.problems(), input.arguments.to};
    ChosenTarget chosen = *std::move(read);
    request.target = std::move(chosen.target);
    why = std::move(chosen.why);
    return std::nullopt;
}

}  // namespace

CommandResult command_convert(const CommandInput& input) {
    ConversionRequest request;
    for (const auto add : {add_case, add_patient, add_regimens, add_reduction}) {
        if (const auto faults = add(input, request))
            return {faults->code, "", faults->problems, faults->source};
    }
    std::optional<Finding> why;
    if (const auto faults = add_target(input, request, why))
        return {faults->code, "", faults->problems, faults->source};
    if (request.opioids.empty())
        return {wrong_input,
                "",
                {{"no-opioids",
                  "it is not said what is taken now",
                  "write a regimen, as in \"morphine ER 60 mg q12h\", or --case FILE",
                  {}}},
                ""};
    Result<Conversion> converted = convert(request, input.library, input.as_of);
    if (!converted) return {wrong_input, "", converted.problems(), ""};
    Conversion made = *std::move(converted);
    if (why) made.findings.push_back(*std::move(why));
    const ExitCode code = made.refused() ? refused : done;
    if (input.arguments.format == Format::json)
        return {code, conversion_json(made, input.library, input.as_of), {}, ""};
    const bool is_check = input.arguments.reader == Reader::pharmacist && !made.refused();
    const Document document = is_check ? conversion_check_document(made, input.library, versions_of(input))
                                       : conversion_document(made, input.library, versions_of(input));
    return {code, rendered(input, document), {}, ""};
}

}  // namespace stepdown
