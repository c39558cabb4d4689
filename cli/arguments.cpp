#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "cli/version.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/documents/translation.hpp"

namespace stepdown {

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done; 1 check only: a rule is broken; 2 the input is wrong; 3 refused for safety, no plan "
    "is issued; 4 a file could not "
    "be read or "
    "written, or an internal error.";

struct Strings {
    std::string format, as_of, on, input, reader, language;
    bool no_color = false, large_print = false;
};

void add_common(CLI::App& command, Arguments& arguments, Strings& strings) {
    command.add_option("--format", strings.format, "text, json, html or pdf")->type_name("FORMAT");
    command.add_option("--output", arguments.output, "write to FILE instead of standard output")
        ->type_name("FILE");
    command.add_flag("--force", arguments.force, "let --output replace a file");
    command.add_option("--as-of", strings.as_of, "the \"today\" of this run, as 2026-12-01")
        ->type_name("DATE");
    command.add_option("--data", arguments.data_folders, "folder with further or replacing data files")
        ->type_name("DIR")
        ->expected(1)  // else it would take the operands after DIR for further folders
        ->take_all();
    command.add_flag("--explain", arguments.explain, "list every rule that ran and what it looked at");
    command.add_flag("--quiet", arguments.quiet, "say nothing on standard error but problems");
    command.add_flag("--no-color", strings.no_color, "accepted; output has no color");
}

CLI::App* add_command(CLI::App& app, Arguments& arguments, Strings& strings, const std::string& name,
                      const std::string& about, const std::string& operand, const std::string& operand_about,
                      const std::string& example) {
    CLI::App* command = app.add_subcommand(name, about);
    command->footer("Example:\n  " + example + "\n\n" + exit_codes);
    command->add_option(operand, arguments.operands, operand_about)->required();
    add_common(*command, arguments, strings);
    return command;
}

void add_batch(CLI::App& app, Arguments& arguments, Strings& strings) {
    CLI::App* command = add_command(app, arguments, strings, "batch",
                                    "one record in, one record out: mme of records in CSV or NDJSON", "words",
                                    "mme, and a file of records (else they are read from standard input)",
                                    "stepdown batch mme < regimens.csv > totals.csv");
    command
        ->add_option("--source", arguments.source,
                     "the set of factors, such as cdc-2016 (not all: one row a record)")
        ->type_name("ID");
    command
        ->add_option("--input", strings.input, "csv or json (one object a line); else told by the first byte")
        ->type_name("KIND");
    command->add_option("--ignore", arguments.ignored_columns, "a column (or key) that is not to be read")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
}

struct FormatName {
    std::string_view word;
    Format format;
};
constexpr std::array<FormatName, 8> all_formats{{{"text", Format::text},
                                                 {"json", Format::json},
                                                 {"html", Format::html},
                                                 {"pdf", Format::pdf},
                                                 {"csv", Format::csv},
                                                 {"ics", Format::ics},
                                                 {"note", Format::note},
                                                 {"sig", Format::sig}}};

/// The formats that --format may name for a command.
std::vector<Format> formats_of(const std::string& command) {
    if (command == "new") return {Format::text};
    if (command == "batch") return {Format::csv, Format::json};
    if (command == "taper" || command == "rotate" || command == "replan") {
        return {Format::text, Format::json, Format::html, Format::pdf,
                Format::csv,  Format::ics,  Format::note, Format::sig};
    }
    return {Format::text, Format::json, Format::html, Format::pdf};
}

Problem bad_format(const std::string& command, const std::string& format) {
    std::vector<std::string> words;
    for (const Format one : formats_of(command)) {
        for (const FormatName& name : all_formats) {
            if (name.format == one) words.push_back("--format " + std::string(name.word));
        }
    }
    const bool is_known = std::any_of(all_formats.begin(), all_formats.end(),
                                      [&](const FormatName& name) { return name.word == format; });
    return {"arguments",
            is_known ? command + " has no format \"" + format + "\"" : "unknown format \"" + format + "\"",
            words.size() == 1 ? "leave --format out" : "write " + join_or(words),
            {}};
}

/// What --format asks for; nothing where the command has no such format.
std::optional<Format> format_of(const std::string& command, const std::string& word) {
    const std::vector<Format> formats = formats_of(command);
    if (word.empty()) return Format::text;  // the command's own
    for (const FormatName& name : all_formats) {
        if (name.word == word && std::find(formats.begin(), formats.end(), name.format) != formats.end())
            return name.format;
    }
    return std::nullopt;
}

/// What --format and --input say; a problem where the command has no such format.
std::optional<Problem> read_formats(const Strings& strings, Arguments& read) {
    const auto format = format_of(read.command, strings.format);
    if (!format) return bad_format(read.command, strings.format);
    read.format = *format;
    if (!strings.input.empty() && strings.input != "csv" && strings.input != "json") {
        return Problem{"arguments",
                       "unknown kind of input \"" + strings.input + "\"",
                       "write --input csv or --input json",
                       {}};
    }
    read.record_kind = strings.input.empty()    ? RecordKind::told
                       : strings.input == "csv" ? RecordKind::csv
                                                : RecordKind::json;
    return std::nullopt;
}

/// For whom, and how, a plan is printed.
void add_papers(CLI::App& command, Arguments& arguments, Strings& strings) {
    command.add_option("--for", strings.reader, "for whom: prescriber (else), pharmacist or patient")
        ->type_name("READER");
    command.add_option("--language", strings.language, "of what patients read: en (else) or es")
        ->type_name("LANGUAGE");
    command.add_flag(
        "--ics-details", arguments.ics_details,
        "name drugs and doses in the calendar file; else none, as it may stand on a locked screen");
    command.add_flag("--large-print", strings.large_print, "type of 18 points, where the format has a size");
}

void add_taper(CLI::App& app, Arguments& arguments, Strings& strings) {
    CLI::App* command =
        add_command(app, arguments, strings, "taper", "a supervised taper plan", "case",
                    "a case file; - reads standard input",
                    "stepdown taper case.yaml\n  stepdown taper case.yaml --for patient --format "
                    "html --output plan.html");
    command->add_option("--goal", arguments.goal, "instead of the case's goal: \"reduce to 50 MME/day\"")
        ->type_name("GOAL");
    add_papers(*command, arguments, strings);
    command
        ->add_option("--compare", arguments.compare,
                     "protocols side by side instead of a plan, divided by commas")
        ->type_name("IDS");
}

/// What --language asks for; a problem where nothing is written in it.
std::optional<Problem> read_language(const Strings& strings, Arguments& read) {
    if (strings.language.empty()) return std::nullopt;
    const std::vector<std::string> known = languages();
    if (std::find(known.begin(), known.end(), strings.language) == known.end())
        return Problem{"arguments",
                       "there is no language \"" + strings.language + "\"",
                       "write --language en or --language es",
                       {}};
    const bool has_words = read.reader == Reader::patient || read.format == Format::ics;
    if (strings.language != "en" && !has_words)
        return Problem{"arguments",
                       "only what patients read is written in \"" + strings.language + "\"",
                       "write --for patient, or --format ics, or leave --language out",
                       {}};
    read.language = strings.language;
    return std::nullopt;
}

/// What --for asks for; a problem where it is nobody.
std::optional<Problem> read_reader(const Strings& strings, Arguments& read) {
    if (strings.large_print) read.print = Print::large;
    if (strings.reader.empty() || strings.reader == "prescriber") return std::nullopt;
    if (strings.reader == "patient" && read.command == "convert")
        return Problem{"arguments",
                       "a conversion is no paper for patients",
                       "write --for prescriber or --for pharmacist; stepdown rotate has a sheet for patients",
                       {}};
    if (strings.reader == "patient") {
        read.reader = Reader::patient;
        return std::nullopt;
    }
    if (strings.reader == "pharmacist") {
        read.reader = Reader::pharmacist;
        return std::nullopt;
    }
    return Problem{"arguments",
                   "unknown reader \"" + strings.reader + "\"",
                   "write --for prescriber, --for pharmacist or --for patient",
                   {}};
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
        ->add_option("--for", strings.reader,
                     "for whom: prescriber (else), or pharmacist: a second-check sheet with the answers on a "
                     "page after it")
        ->type_name("READER");
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

void add_replan(CLI::App& app, Arguments& arguments, Strings& strings) {
    CLI::App* command = add_command(
        app, arguments, strings, "replan", "change a running plan: hold, step back, slow down or go on",
        "plan", "a plan: JSON of stepdown taper or replan; - reads standard input",
        "stepdown replan plan.json --on 2027-01-10 --hold 14 --reason \"poor sleep\" --by \"Dr. A\"");
    ReplanWords& words = arguments.replan;
    command->add_option("--on", strings.on, "the day from which the plan changes")
        ->type_name("DATE")
        ->required();
    command->add_option("--hold", words.hold, "stay at the dose for so many days; all later dates move")
        ->type_name("DAYS");
    command->add_flag("--step-back", words.step_back, "back to the dose before, and slower from then on");
    command->add_option("--slower", words.slower, "go on by a slower protocol")->type_name("PROTOCOL");
    command->add_flag("--resume", words.resume, "end a hold, or go on from what is really taken");
    command
        ->add_option("--taking", words.taking,
                     "what is really taken, where it is not the plan's dose; none: nothing is taken")
        ->type_name("REGIMEN")
        ->expected(1)
        ->take_all();
    command->add_option("--missed", words.missed, "days without any dose before that day")->type_name("DAYS");
    command->add_option("--cows", words.cows, "withdrawal score, 0 to 48")->type_name("N");
    command->add_option("--reason", words.reason, "why")->type_name("TEXT")->required();
    command->add_option("--by", words.by, "who decided it")->type_name("NAME")->required();
    add_papers(*command, arguments, strings);
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

namespace {

/// The date after an option; nothing where the option is not given.
std::optional<Date> date_of(const std::string& text, const std::string& option, Problems& problems) {
    if (text.empty()) return std::nullopt;
    const auto date = parse_date(text);
    if (!date)
        problems.push_back({"date", "\"" + text + "\" is not a date", "write " + option + " 2026-12-01", {}});
    return date;
}

}  // namespace

bool wants_json(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--format=json") return true;
        if (arguments[i] == "--format" && i + 1 < arguments.size() && arguments[i + 1] == "json") return true;
    }
    return false;
}

std::variant<Arguments, HelpText, Problems> read_arguments(const std::vector<std::string>& arguments) {
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
    add_taper(app, read, strings);
    add_command(app, read, strings, "adjuncts",
                "other medicines and treatments: ranges, titration and reasons for this patient", "case",
                "a case file; - reads standard input", "stepdown adjuncts case.yaml");
    add_command(app, read, strings, "assess",
                "worse pain under opioids: risk, pattern, what else it could be, what to do", "case",
                "a case file; - reads standard input", "stepdown assess case.yaml");
    add_command(app, read, strings, "rotate", "a rotation plan: another opioid, day by day", "case",
                "a case file; - reads standard input", "stepdown rotate case.yaml --to methadone");
    app.get_subcommand("rotate")
        ->add_option("--to", read.to,
                     "the new opioid: DRUG [RELEASE] [ROUTE]; left out: the goal of the case")
        ->type_name("TARGET");
    add_papers(*app.get_subcommand("rotate"), read, strings);
    add_command(
        app, read, strings, "check", "safety-check a plan somebody else wrote", "files",
        "a case file and a plan: JSON of stepdown, or YAML or CSV with one dose a row; - reads standard "
        "input",
        "stepdown check case.yaml plan.csv");
    add_command(app, read, strings, "show", "where a plan stands on a day: doses, next change, fills, visits",
                "plan", "a plan: JSON of stepdown; - reads standard input",
                "stepdown show plan.json --on 2026-12-24");
    app.get_subcommand("show")
        ->add_option("--on", strings.on, "the day; left out: the day of the run")
        ->type_name("DATE");
    add_replan(app, read, strings);
    add_batch(app, read, strings);
    add_command(app, read, strings, "protocols",
                "the taper protocols and safety rules: list, show ID, or validate FILE...", "words",
                "list; show and an id; or validate and data files or folders (- reads standard input)",
                "stepdown protocols show va-slower\n  stepdown protocols validate our-data/our-taper.yaml");
    add_command(app, read, strings, "drugs", "what is known of a drug: list, or show DRUG", "words",
                "list, or show and a drug", "stepdown drugs show oxycodone");
    if (const auto problem = unknown_command(app, arguments)) return Problems{*problem};
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        return HelpText{app.help() + "\n"};
    } catch (const CLI::CallForVersion&) {
        return HelpText{std::string("stepdown ") + program_version + "\n"};
    } catch (const CLI::ParseError& error) {
        return Problems{{"arguments", error.what(), "see stepdown --help", {}}};
    }
    read.command = app.get_subcommands().front()->get_name();
    if (const auto problem = read_formats(strings, read)) return Problems{*problem};
    if (const auto problem = read_reader(strings, read)) return Problems{*problem};
    if (const auto problem = read_language(strings, read)) return Problems{*problem};
    Problems problems;
    read.as_of = date_of(strings.as_of, "--as-of", problems);
    read.on = date_of(strings.on, "--on", problems);
    if (!problems.empty()) return problems;
    return read;
}

}  // namespace stepdown
