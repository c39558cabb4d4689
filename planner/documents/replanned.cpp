#include "planner/documents/replanned.hpp"

#include <algorithm>

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

}  // namespace

Document replanned_document(const Replanned& replanned, const Replan& change, const Case& patient_case,
                            const Library& library, const Versions& versions, bool is_draft, bool explain) {
    Document document =
        prescriber_document(replanned.tapered, patient_case, library, versions, is_draft, explain);
    document.title = replanned.tapered.plan ? "Changed " + document.title : "Change of a plan: refused";
    if (document.title.starts_with("Changed T")) document.title[8] = 't';
    document.sections.insert(document.sections.begin(), changes_section(replanned, change));
    return document;
}

}  // namespace stepdown
