#include "planner/documents/note.hpp"

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/tall_man.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

/// "240 mg a day", "50 mcg/h".
std::string in_all(const std::vector<Taking>& taking, const Formulary& formulary, const Telling& telling) {
    return whole_day(taking, formulary, telling) + (has_patches(taking) ? "" : " a day");
}

std::string step_line(const Step& step, const Formulary& formulary, const Telling& telling) {
    return "Step " + std::to_string(step.number) + ", " + short_date(step.start) + " to " +
           short_date(step.end()) + (step.firm ? "" : " (projected)") + ": " +
           in_all(step.taking, formulary, telling) + ": " +
           doses_of_day(step.taking, formulary, "; ", telling) + ".";
}

}  // namespace

Document note_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                       const Versions& versions, bool is_draft) {
    const DraftPlan& plan = issued.plan();
    const Formulary& formulary = library.formulary;
    const Telling telling = telling_of(plan, formulary);
    Document document;
    document.title =
        std::string(plan.kind == PlanKind::rotation ? "Opioid rotation plan: " : "Opioid taper plan: ") +
        joined(names_of(plan.baseline, formulary));
    if (is_draft) document.banner = draft_banner;
    document.versions = versions_line(versions);
    const auto mme = mme_of(plan.baseline, library.exposure());
    List steps, visits, warnings;
    steps.items.push_back("Now: " + in_all(plan.baseline, formulary, telling) +
                          (mme ? " (" + show(*mme, unit::mme_per_day) + ")" : "") + ": " +
                          doses_of_day(plan.baseline, formulary, "; ", telling) + ".");
    for (const Step& step : plan.steps) steps.items.push_back(step_line(step, formulary, telling));
    steps.items.push_back("From " + short_date(plan.ending.from) + ": " +
                          (plan.ending.taking.empty() ? std::string("stopped")
                                                      : in_all(plan.ending.taking, formulary, telling)) +
                          ".");
    for (const CalendarPart& part : calendar_of(plan, whole_days(library.limits.firm.for_caution()))) {
        for (const Visit& visit : part.step->visits)
            if (part.has(visit.on))
                visits.items.push_back(in_words(visit.on) + ": " +
                                       (visit.kind == VisitKind::review ? "review" : "visit"));
    }
    for (const Finding& finding : issued.review().findings) {
        if (finding.severity == Severity::note) continue;
        warnings.items.push_back(
            (finding.step ? "Step " + std::to_string(*finding.step) + ": " : std::string()) +
            finding.message + " (" + finding.rule + ")" +
            (finding.overridden_by
                 ? " Overridden by " + finding.overridden_by->by + ": " + finding.overridden_by->reason
                 : ""));
    }
    document.sections = {{"plan",
                          "Plan",
                          {Paragraph{"Prescriber: " + patient_case.supervision.prescriber +
                                     ". Protocol: " + plan.protocol + "."},
                           std::move(steps)}}};
    if (!visits.items.empty()) document.sections.push_back({"visits", "Visits", {std::move(visits)}});
    if (!warnings.items.empty()) document.sections.push_back({"warnings", "Warnings", {std::move(warnings)}});
    return with_tall_man(std::move(document), library);
}

std::string sig_lines(const IssuedPlan& issued, const Library& library, bool is_draft) {
    std::string out = is_draft ? std::string(draft_banner) + "\n" : "";
    for (const CaseOverride& lifted : lifted_by(issued.review()))
        out += "Safety rule " + in_words(lifted) + "\n";
    for (const CalendarPart& part :
         calendar_of(issued.plan(), whole_days(library.limits.firm.for_caution()))) {
        for (const Fill& fill : part.step->fills) {
            if (!part.has(fill.fill_on)) continue;
            const Form form = library.formulary[fill.quantity.product].form;
            out += "Not before " + short_date(fill.fill_on) + "; dispense " +
                   count_in_words(fill.quantity.thousandths, form) + " for " + std::to_string(fill.days) +
                   " days; " + fill.directions + "\n";
        }
    }
    return with_tall_man(out, library);
}

}  // namespace stepdown
