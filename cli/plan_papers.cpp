#include "cli/plan_papers.hpp"

#include <algorithm>
#include <ostream>

#include "cli/formats/ics.hpp"
#include "cli/formats/render.hpp"
#include "cli/formats/schedule_csv.hpp"
#include "planner/documents/events.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/note.hpp"
#include "planner/documents/patient.hpp"
#include "planner/documents/pharmacist.hpp"
#include "planner/documents/replanned.hpp"
#include "planner/documents/translation.hpp"

namespace stepdown {

namespace {

bool has_steps(const PlanPapers& papers) {
    return papers.issued && !papers.issued->plan().steps.empty();
}

Messages messages_of(const PlanPapers& papers) {
    const Translation* translation = shipped_translation(papers.input.arguments.language);
    return translation ? Messages(*translation) : Messages();
}

/// Says on standard error what the papers say as well: that nobody has read these words yet.
void tell_state(const PlanPapers& papers) {
    const Translation* translation = shipped_translation(papers.input.arguments.language);
    if (!translation) return;
    const TranslationState state = state_of(*translation);
    std::ostream& err = papers.input.shell.err;
    const std::string all = std::to_string(message_catalogue.size());
    if (!state.unreviewed.empty())
        err << "warning: " << state.unreviewed.size() << " of " << all << " messages in \""
            << papers.input.arguments.language
            << "\" have not been checked by a qualified reviewer; every page says so\n";
    if (!state.missing.empty())
        err << "warning: " << state.missing.size() << " of " << all << " messages are missing in \""
            << papers.input.arguments.language << "\" and stand in English\n";
}

/// Of a changed plan with what is void of the one before.
Document for_pharmacist(const PlanPapers& papers) {
    const Library& library = papers.input.library;
    Document document =
        pharmacist_document(*papers.issued, papers.patient_case, library, papers.versions, papers.is_draft);
    if (!papers.before) return document;
    Section supplies = supplies_section(*papers.before, papers.issued->plan(), library.formulary);
    if (!supplies.blocks.empty())
        document.sections.insert(std::next(document.sections.begin()), std::move(supplies));
    return document;
}

/// What the reader is given; where no steps are planned, everybody gets what the prescriber needs to know.
Document document_for(const PlanPapers& papers) {
    const Arguments& arguments = papers.input.arguments;
    const Library& library = papers.input.library;
    if (!has_steps(papers)) return papers.for_prescriber;
    if (arguments.reader == Reader::patient)
        return patient_document(*papers.issued, papers.patient_case, library, papers.versions,
                                papers.is_draft, {messages_of(papers), papers.changes});
    if (arguments.reader == Reader::pharmacist) return for_pharmacist(papers);
    if (arguments.format == Format::note)
        return note_document(*papers.issued, papers.patient_case, library, papers.versions, papers.is_draft);
    return papers.for_prescriber;
}

/// That somebody went on past a safety check; why only with the details, which not everybody may read.
std::vector<std::string> remarks(const PlanPapers& papers, const Messages& words) {
    std::vector<std::string> all;
    for (const CaseOverride& lifted : lifted_by(papers.issued->review())) {
        std::string remark = papers.input.arguments.ics_details
                                 ? words.say("override.what", {{"by", lifted.by}, {"reason", lifted.reason}})
                                 : words.say("event.override", {{"by", lifted.by}});
        if (std::find(all.begin(), all.end(), remark) == all.end()) all.push_back(std::move(remark));
    }
    return all;
}

/// A format for other programs, of a plan with steps.
std::string data_of(const PlanPapers& papers) {
    const Arguments& arguments = papers.input.arguments;
    const Library& library = papers.input.library;
    const DraftPlan& plan = papers.issued->plan();
    if (arguments.format == Format::csv) return schedule_csv(*papers.issued, library.formulary);
    if (arguments.format == Format::sig) return sig_lines(*papers.issued, library, papers.is_draft);
    const std::string first = plan.replans.empty() ? papers.versions.plan_id : plan.replans.front().parent;
    const Messages words = messages_of(papers);
    std::vector<Event> events = events_of(plan, library, words);
    if (papers.before) {
        const std::vector<Event> dropped =
            dropped_events(*papers.before, plan.replans.back().on, events, words);
        events.insert(events.end(), dropped.begin(), dropped.end());
    }
    return render_ics(events, {first, papers.versions.as_of, papers.is_draft, arguments.ics_details,
                               remarks(papers, words), static_cast<int>(plan.replans.size())});
}

}  // namespace

CommandResult written(const PlanPapers& papers, ExitCode code) {
    const Format format = papers.input.arguments.format;
    const bool is_data = format == Format::csv || format == Format::sig || format == Format::ics;
    const bool has_words = papers.input.arguments.reader == Reader::patient || format == Format::ics;
    if (has_words && has_steps(papers)) tell_state(papers);
    if (is_data && has_steps(papers)) return {code, data_of(papers), {}, ""};
    Document document = document_for(papers);
    document.print = papers.input.arguments.print;
    if (!is_data) return {code, render(document, format, papers.input.library), {}, ""};
    // No steps: another program gets nothing, people are told why.
    papers.input.shell.err << render(document, Format::text, papers.input.library);
    CommandResult result{code, "", {}, ""};
    result.is_written = true;
    return result;
}

}  // namespace stepdown
