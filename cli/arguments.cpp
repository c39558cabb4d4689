#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/version.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done; 2 the input is wrong; 3 refused for safety, no plan is issued; 4 a file could not "
    "be read or "
    "written, or an internal error.";

struct Strings {
    std::string format = "text", as_of;
    bool no_color = false;
};

void add_common(CLI::App& command, Arguments& arguments, Strings& strings) {
    command.add_option("--format", strings.format, "text or json")->type_name("FORMAT");
    command.add_option("--output", arguments.output, "write to FILE instead of standard output")
        ->type_name("FILE");
    command.add_flag("--force", arguments.force, "let --output replace a file");
    command.add_option("--as-of", strings.as_of, "the \"today\" of this run, as 2026-12-01")
        ->type_name("DATE");
    command.add_option("--data", arguments.data_folders, "folder with further or replacing data files")
        ->type_name("DIR")
        ->take_all();
    command.add_flag("--explain", arguments.explain, "list every rule that ran and what it looked at");
    command.add_flag("--quiet", arguments.quiet, "say nothing on standard error but problems");
    command.add_flag("--no-color", strings.no_color, "accepted; output has no color");
}

void add_command(CLI::App& app, Arguments& arguments, Strings& strings, const std::string& name,
                 const std::string& about, const std::string& operand, const std::string& operand_about,
                 const std::string& example) {
    CLI::App* command = app.add_subcommand(name, about);
    command->footer("Example:\n  " + example + "\n\n" + exit_codes);
    command->add_option(operand, arguments.operands, operand_about)->required();
    add_common(*command, arguments, strings);
}

void add_convert(CLI::App& app, Arguments& arguments, Strings& strings) {
    CLI::App* command = app.add_subcommand(
        "convert", "what another opioid would be started at: every source side by side, with the working");
    command->footer(
        "Example:\n  stepdown convert \"morphine ER 60 mg q12h\" --to \"oxycodone ER\" --patient "
        "\"age: 58 years, frail: no\"\n\n" +
        std::string(exit_codes));
    command->add_option(
        "regimen", arguments.operands,
        "an opioid as a prescriber writes it; - reads one a line from standard input; without "
        "any, those of --case");
    command->add_option("--to", arguments.to, "the new opioid: DRUG [RELEASE] [ROUTE]")
        ->type_name("TARGET")
        ->required();
    command->add_option("--case", arguments.case_file, "a case file, for the patient's facts and the opioids")
        ->type_name("FILE");
    command
        ->add_option("--patient", arguments.patient,
                     "the patient's facts, as under patient in a case file: \"age: 78 years, frail: yes\"")
        ->type_name("FACTS");
    command
        ->add_option("--reduction", arguments.reduction,
                     "how much the prescriber takes off, inside the window: \"30 %\"")
        ->type_name("SHARE");
    add_common(*command, arguments, strings);
}

}  // namespace

namespace {

/// A first word that names no command, told with the nearest that does.
std::optional<Problem> unknown_command(CLI::App& app, const std::vector<std::string>& arguments) {
    const auto word = std::find_if(arguments.begin(), arguments.end(),
                                   [](const std::string& one) { return !one.starts_with("-"); });
    if (word == arguments.end()) return std::nullopt;
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](CLI::App*) { return true; }))
        names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), *word) != names.end()) return std::nullopt;
    const std::string near = nearest(*word, names);
    return Problem{"arguments",
                   "unknown command \"" + *word + "\"",
                   "write " + (near.empty() ? join_or(names) : near),
                   {}};
}

}  // namespace

bool wants_json(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--format=json") return true;
        if (arguments[i] == "--format" && i + 1 < arguments.size() && arguments[i + 1] == "json") return true;
    }
    return false;
}

std::variant<Arguments, Told, Problems> read_arguments(const std::vector<std::string>& arguments) {
    Arguments read;
    Strings strings;
    CLI::App app{
        "Stepdown drafts supervised opioid tapers in tablets that exist, for a prescriber to review.",
        "stepdown"};
    app.set_version_flag("--version", std::string("stepdown ") + program_version);
    app.require_subcommand(1);
    app.footer(
        "Example:\n  stepdown new \"morphine ER 90 mg q8h\" > case.yaml\n  stepdown taper case.yaml\n\n" +
        std::string(exit_codes));
    add_command(app, read, strings, "new", "print a commented case file for these opioids, ready to fill in",
                "regimen", "an opioid as a prescriber writes it", "stepdown new \"morphine ER 90 mg q8h\"");
    add_command(app, read, strings, "mme", "total daily MME, item by item, with the working", "regimen",
                "an opioid as a prescriber writes it; - reads one a line from standard input",
                "stepdown mme \"oxycodone ER 40 mg q12h\" \"fentanyl patch 25 mcg/h every 72 hours\"");
    app.get_subcommand("mme")
        ->add_option("--source", read.source,
                     "the set of factors, such as cdc-2016; all: every set side by side")
        ->type_name("ID");
    add_convert(app, read, strings);
    add_command(app, read, strings, "taper", "a supervised taper plan", "case",
                "a case file; - reads standard input", "stepdown taper case.yaml");
    add_command(app, read, strings, "protocols", "the taper protocols and safety rules: list, or show ID",
                "words", "list, or show and an id", "stepdown protocols show va-slower");
    add_command(app, read, strings, "drugs", "what is known of a drug: list, or show DRUG", "words",
                "list, or show and a drug", "stepdown drugs show oxycodone");
    if (const auto problem = unknown_command(app, arguments)) return Problems{*problem};
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) { return Told{app.help() + "\n"}; } catch (const CLI::CallForVersion&) {
        return Told{std::string("stepdown ") + program_version + "\n"};
    } catch (const CLI::ParseError& error) {
        return Problems{{"arguments", error.what(), "see stepdown --help", {}}};
    }
    read.command = app.get_subcommands().front()->get_name();
    if (strings.format != "text" && strings.format != "json") {
        return Problems{{"arguments",
                         "unknown format \"" + strings.format + "\"",
                         "write --format text or --format json",
                         {}}};
    }
    read.format = strings.format == "json" ? Format::json : Format::text;
    const bool has_json = read.command == "mme" || read.command == "taper" || read.command == "convert";
    if (read.format == Format::json && !has_json) {
        return Problems{{"arguments", read.command + " prints text only", "leave --format json out", {}}};
    }
    if (!strings.as_of.empty()) {
        read.as_of = parse_date(strings.as_of);
        if (!read.as_of)
            return Problems{
                {"date", "\"" + strings.as_of + "\" is not a date", "write --as-of 2026-12-01", {}}};
    }
    return read;
}

}  // namespace stepdown
