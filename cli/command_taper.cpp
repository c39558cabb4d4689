#include <ostream>

#include "cli/commands.hpp"
#include "cli/formats/ics.hpp"
#include "cli/formats/plan_json.hpp"
#include "cli/formats/render.hpp"
#include "cli/formats/schedule_csv.hpp"
#include "cli/version.hpp"
#include "planner/documents/events.hpp"
#include "planner/documents/note.hpp"
#include "planner/documents/patient.hpp"
#include "planner/documents/pharmacist.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/taper.hpp"

namespace stepdown {

namespace {

/// What the documents of one run are made of.
struct Material {
    const CommandInput& input;
    const Tapered& tapered;
    const Case& patient_case;
    const Versions& versions;
    bool is_draft;

    bool has_steps() const { return tapered.plan && !tapered.plan->plan().steps.empty(); }
};

/// What the reader is given; where no steps are planned, everybody gets what the prescriber needs to know.
Document document_for(const Material& of) {
    const Arguments& arguments = of.input.arguments;
    const Library& library = of.input.library;
    if (of.has_steps() && arguments.reader == Reader::patient)
        return patient_document(*of.tapered.plan, of.patient_case, library, of.versions, of.is_draft);
    if (of.has_steps() && arguments.reader == Reader::pharmacist)
        return pharmacist_document(*of.tapered.plan, of.patient_case, library, of.versions, of.is_draft);
    if (of.has_steps() && arguments.format == Format::note)
        return note_document(*of.tapered.plan, of.patient_case, library, of.versions, of.is_draft);
    return prescriber_document(of.tapered, of.patient_case, library, of.versions, of.is_draft,
                               arguments.explain);
}

/// A format for other programs, of a plan with steps.
std::string data_of(const Material& of) {
    const Arguments& arguments = of.input.arguments;
    const Library& library = of.input.library;
    const IssuedPlan& issued = *of.tapered.plan;
    if (arguments.format == Format::csv) return schedule_csv(issued.plan(), library.formulary);
    if (arguments.format == Format::sig) return sig_lines(issued, library, of.is_draft);
    return render_ics(events_of(issued.plan(), library),
                      {of.versions.plan_id, of.versions.as_of, of.is_draft, arguments.ics_details});
}

CommandResult written(const Material& of, ExitCode code) {
    const Format format = of.input.arguments.format;
    const bool is_data = format == Format::csv || format == Format::sig || format == Format::ics;
    if (is_data && of.has_steps()) return {code, data_of(of), {}, ""};
    Document document = document_for(of);
    document.print = of.input.arguments.print;
    if (!is_data) return {code, render(document, format), {}, ""};
    // No steps: another program gets nothing, people are told why.
    of.input.shell.err << render(document, Format::text);
    CommandResult result{code, "", {}, ""};
    result.is_written = true;
    return result;
}

}  // namespace

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
    return written({input, *tapered, *patient_case, versions, json.draft}, code);
}

}  // namespace stepdown
