#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conversions/result.hpp"
#include "planner/calendar.hpp"
#include "planner/document.hpp"

namespace stepdown {

/// csv: of a plan its schedule. ics: a calendar. note: short and in ASCII, for a record. sig: a line per
/// fill.
enum class Format { text, json, html, pdf, csv, ics, note, sig };
/// The kind of records of a batch; told: by the first byte that is not blank.
enum class RecordKind { told, csv, json };

/// What replan is asked for, as it was typed. Empty: not given.
struct ReplanWords {
    std::string hold, slower, reason, by, cows, missed;
    bool step_back = false, resume = false;
    std::vector<std::string> taking;
};

/// The command line, understood. Numbers and units inside the operands are not looked at here.
struct Arguments {
    std::string command;
    std::vector<std::string> operands;
    Format format = Format::text;
    std::string output;  // empty: standard output
    bool force = false, explain = false, quiet = false;
    std::optional<Date> as_of;
    std::optional<Date> on;  // show: the day that is asked about; replan: the day of the change
    ReplanWords replan;
    std::string compare;  // taper: protocols, divided by commas
    std::vector<std::string> data_folders;
    RecordKind record_kind = RecordKind::told;  // batch: what comes in
    std::vector<std::string> ignored_columns;   // batch: columns or keys that are not read
    // convert: where to, the patient's facts and the part that the prescriber takes off
    std::string to, case_file, patient, reduction;
    std::string goal;                    // taper: instead of the case's own; empty: the case's
    Reader reader = Reader::prescriber;  // of a plan: for whom
    Print print = Print::normal;         // of a plan: large for 18 pt
    std::string language = "en";         // of what patients read
    bool ics_details = false;            // of a plan: drugs and doses in the calendar file
    std::string source;  // mme: the set of factors, or "all"; empty: the set that the limits name
};

/// A text that was asked for: help or version.
struct HelpText {
    std::string text;
};

/// Reads the command line. Problem ids: arguments, date.
std::variant<Arguments, HelpText, Problems> read_arguments(const std::vector<std::string>& arguments);

/// True when the arguments ask for JSON: known even where they are faulty otherwise, so that the fault can be
/// JSON.
bool wants_json(const std::vector<std::string>& arguments);

}  // namespace stepdown
