#include "planner/documents/standing.hpp"

#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/prescriber.hpp"
#include "planner/dose_words.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string units_in_words(const WrittenDose& dose, const Formulary& formulary) {
    std::string text;
    for (const WrittenUnit& unit : dose.units) {
        const auto product = formulary.product(unit.product);
        if (!product) continue;
        const ProductLine& line = formulary[*product];
        const bool liquid = line.form == Form::solution || line.form == Form::concentrate;
        text += (text.empty() ? "" : " and ") +
                count_in_words(static_cast<int>(std::lround(unit.count * 1000)), line.form) + " of " +
                std::visit(
                    overloaded{[&](Mass mass) { return show_mass(mass, line.route) + (liquid ? "/mL" : ""); },
                               [](DoseRate rate) { return show(rate, unit::mcg_per_hour); }},
                    unit.holds);
    }
    return text;
}

Table doses(const std::string& id, const std::vector<WrittenOpioid>& opioids, const Formulary& formulary) {
    Table table{id, {{"when", "When"}, {"drug", "Drug"}, {"dose", "Dose"}, {"units", "Take"}}, {}};
    for (const WrittenOpioid& one : opioids) {
        for (const WrittenDose& dose : one.doses) {
            const bool patches = std::holds_alternative<Worn>(dose.amount);
            table.rows.push_back(
                {patches ? "changed every " + std::to_string(one.every_days) + " days"
                         : std::string(word(dose.time.at)) + " " + clock(dose.time),
                 formulary[one.drug].id +
                     (patches ? " patch" : " " + std::string(word(one.release)) + "-release"),
                 show_amount(dose.amount, one.route), units_in_words(dose, formulary)});
        }
    }
    return table;
}

Section doses_section(const std::string& id, const std::string& heading,
                      const std::vector<WrittenOpioid>& opioids, const Formulary& formulary) {
    Table table = doses(id, opioids, formulary);
    Section section{id, heading, {}};
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{"None of the opioids of this plan.", {}});
    } else {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

/// A long step is firm as far as the firm days from the plan's beginning, or its last change, reach.
bool is_firm(const WrittenStep& step, const Standing& standing, const WrittenPlan& plan, int firm_days) {
    const Date from = plan.replans.empty() ? plan.steps.front().start : plan.replans.back().on;
    return step.firm || days_between(from, standing.on) < firm_days;
}

std::string where(const Standing& standing, const WrittenPlan& plan, int firm_days) {
    const int steps = static_cast<int>(plan.steps.size());
    if (standing.step == 0) return "The plan has not begun.";
    if (standing.step > steps) return "The plan is over.";
    const WrittenStep& step = plan.steps[static_cast<std::size_t>(standing.step) - 1];
    return "Step " + std::to_string(standing.step) + " of " + std::to_string(steps) + ", day " +
           std::to_string(standing.day_of_step) + " of " + std::to_string(step.days) + ", " +
           in_words(step.start) + " to " + in_words(step.end()) +
           (is_firm(step, standing, plan, firm_days)
                ? "."
                : ". Projected: to be confirmed at the review before it.");
}

std::string kind_in_words(VisitKind kind) {
    return kind == VisitKind::review  ? "review: decides on the next step"
           : kind == VisitKind::visit ? "visit"
                                      : "follow-up";
}

Section visits(const Standing& standing) {
    Table table{"visits", {{"on", "On"}, {"step", "Step"}, {"kind", "Kind"}}, {}};
    for (const DueVisit& due : standing.visits) {
        table.rows.push_back({in_words(due.visit.on), due.step == 0 ? "after" : std::to_string(due.step),
                              kind_in_words(due.visit.kind)});
    }
    Section section{"visits", "Visits due", {}};
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{"None.", {}});
    } else {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

Section fills(const Standing& standing) {
    Table table{"fills", {{"on", "On"}, {"step", "Step"}, {"quantity", "Quantity"}, {"what", "What"}}, {}};
    for (const DueFill& due : standing.fills) {
        table.rows.push_back({in_words(due.fill.fill_on), std::to_string(due.step),
                              show_decimal(due.fill.quantity) + " " + due.fill.count_unit +
                                  (due.fill.count_unit == "mL" || due.fill.quantity == 1 ? "" : "s"),
                              due.fill.directions});
    }
    Section section{"fills", "Fills due", {}};
    if (table.rows.empty()) {
        section.blocks.emplace_back(Paragraph{"None.", {}});
    } else {
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

}  // namespace

Document standing_document(const Standing& standing, const WrittenPlan& plan, const Library& library,
                           const std::string& versions) {
    Document document;
    document.title = "Where the plan stands on " + in_words(standing.on);
    if (plan.draft) document.banner = draft_banner;
    document.versions = versions + (plan.id.empty() ? "" : ", plan " + plan.id);
    document.sections.push_back(
        {"where",
         "Now",
         {Paragraph{where(standing, plan, whole_days(library.limits.firm.for_caution())), {}}}});
    if (!plan.overrides.empty()) {
        Section lifted{"overrides", "Overridden safety rules", {}};
        for (const CaseOverride& one : plan.overrides)
            lifted.blocks.emplace_back(Paragraph{in_words(one), {}});
        document.sections.push_back(std::move(lifted));
    }
    document.sections.push_back(
        doses_section("today", "Doses on " + in_words(standing.on), standing.today, library.formulary));
    if (standing.next_change) {
        document.sections.push_back(doses_section(
            "next",
            "From " + in_words(*standing.next_change) + (standing.step == 0 ? "" : ", after the review"),
            standing.then, library.formulary));
    }
    document.sections.push_back(visits(standing));
    document.sections.push_back(fills(standing));
    return document;
}

}  // namespace stepdown
