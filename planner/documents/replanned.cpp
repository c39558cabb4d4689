#include "planner/documents/replanned.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/leftovers.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string asked_for(const Replan& change) {
    const std::string from = "From " + in_words(change.on) + " on: ";
    switch (change.action) {
        case ReplanAction::hold:
            return from + "hold for " + std::to_string(change.days) + (change.days == 1 ? " day." : " days.");
        case ReplanAction::step_back:
            return from + "step back to the dose before, and slower afterwards.";
        case ReplanAction::slower:
            return from + "go on by the protocol " + change.protocol + ".";
        case ReplanAction::resume:
            return from + "go on with the taper.";
    }
    return "";
}

std::string subject(const PlanChange& change) {
    if (change.what == "dose-today") return "Dose that day";
    if (change.what == "next-change") return "Next change";
    if (change.what == "dose-from") return (change.about == "nothing" ? "No opioid" : change.about) + " from";
    if (change.what == "protocol") return "Protocol";
    return "Last day";
}

/// A date in words; anything else as it is.
std::string shown(const std::string& value) {
    const auto date = parse_date(value);
    return value.empty() ? "not planned" : date ? in_words(*date) : value;
}

Section changes_section(const Replanned& replanned, const Replan& change) {
    Section section{"changed", "What changed", {}};
    section.blocks.emplace_back(Paragraph{asked_for(change), {}});
    section.blocks.emplace_back(
        Paragraph{"Reason: " + change.reason + ". Decided by: " + change.by + ".", {}});
    Table table{"changes", {{"what", "What"}, {"old", "Before"}, {"new", "Now"}}, {}};
    for (const PlanChange& one : replanned.changes)
        table.rows.push_back({subject(one), shown(one.old_value), shown(one.new_value)});
    if (table.rows.empty()) {
        if (replanned.tapered.plan) section.blocks.emplace_back(Paragraph{"Nothing.", {}});
    } else {
        section.blocks.emplace_back(std::move(table));
    }
    if (replanned.tapered.plan) {
        section.blocks.emplace_back(Paragraph{
            "The facts of the case are as they were written for the first version. If one has changed "
            "(pregnancy, suicidal thoughts, a new medicine), write a new case.",
            {}});
    }
    return section;
}

/// Of the supply of a step that the change ended early.
void add_left_over(Section& section, const DraftPlan& plan, Date on, const Formulary& formulary) {
    const auto next = std::find_if(plan.steps.begin(), plan.steps.end(),
                                   [&](const Step& step) { return step.start >= on; });
    if (next == plan.steps.end()) return;
    std::vector<std::string> left;
    for (const UnitCount& one :
         handed_back(plan.steps, static_cast<std::size_t>(next - plan.steps.begin()))) {
        const ProductLine& line = formulary[one.product];
        const Strength& strength = line.strengths[one.strength];
        left.push_back(count_in_words(one.thousandths, line.form) + " of " +
                       name_of(line, strength, formulary) + " " + strength_with_all(strength, line.route));
    }
    if (!left.empty())
        section.blocks.emplace_back(
            Paragraph{"Left over of what was handed out before, and to be handed back on " +
                          in_words(next->start) + ": " + joined(left) +
                          ". The fills of the changed plan are whole: nothing is taken from what "
                          "is left.",
                      {}});
}

}  // namespace

Section supplies_section(const WrittenPlan& before, const DraftPlan& after, const Formulary& formulary) {
    Section section{"supplies", "Prescriptions written before this change", {}};
    Table table{"void-fills", {{"on", "Not before"}, {"quantity", "Quantity"}, {"what", "What"}}, {}};
    for (const WrittenFill& one : void_fills(before, after, formulary)) {
        const auto product = formulary.product(one.product);
        const auto thousandths = static_cast<int>(std::lround(one.quantity * 1000));
        table.rows.push_back(
            {short_date(one.fill_on),
             product ? count_in_words(thousandths, formulary[*product].form) : show_decimal(one.quantity),
             one.directions});
    }
    if (!table.rows.empty()) {
        section.blocks.emplace_back(
            Paragraph{"Void: none of these is to be filled any more. Tell the pharmacy to cancel them.", {}});
        section.blocks.emplace_back(std::move(table));
    }
    if (!after.replans.empty()) add_left_over(section, after, after.replans.back().on, formulary);
    return section;
}

Document replanned_document(const Replanned& replanned, const Replan& change, const WrittenPlan& before,
                            const Case& patient_case, const Library& library, const Versions& versions,
                            bool is_draft, bool explain) {
    Document document =
        prescriber_document(replanned.tapered, patient_case, library, versions, is_draft, explain);
    document.title = replanned.tapered.plan ? "Changed " + document.title : "Change of a plan: refused";
    if (document.title.starts_with("Changed T")) document.title[8] = 't';
    document.sections.insert(document.sections.begin(), changes_section(replanned, change));
    if (!replanned.tapered.plan) return document;
    Section supplies = supplies_section(before, replanned.tapered.plan->plan(), library.formulary);
    if (!supplies.blocks.empty())
        document.sections.insert(std::next(document.sections.begin()), std::move(supplies));
    return document;
}

}  // namespace stepdown
