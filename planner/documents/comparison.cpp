#include "planner/documents/comparison.hpp"

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

Table possible_table(const std::vector<ComparedProtocol>& compared) {
    Table table{"protocols",
                {{"protocol", "Protocol"},
                 {"length", "Length"},
                 {"end", "Last day"},
                 {"steps", "Steps"},
                 {"flagged", "Flagged"},
                 {"cut", "Largest cut"},
                 {"units", "Most a day"},
                 {"visits", "Visits"}},
                {}};
    for (const ComparedProtocol& one : compared) {
        if (!one.figures) continue;
        const PlanFigures& figures = *one.figures;
        table.rows.push_back({one.protocol->id, show_span(unit::days(figures.days)), short_date(figures.end),
                              std::to_string(figures.steps), std::to_string(figures.flagged_steps),
                              show_percent(figures.largest_cut_of_current) + " (" +
                                  show_percent(figures.largest_cut_of_original) + ")",
                              count_in_words(figures.most_units_a_day, figures.unit_form),
                              std::to_string(figures.visits)});
    }
    return table;
}

Section refused_section(const std::vector<ComparedProtocol>& compared, References& references) {
    Section section{"refused", "Refused", {}};
    for (const ComparedProtocol& one : compared) {
        for (const Finding& finding : one.review.findings) {
            if (one.figures || finding.severity != Severity::block || finding.overridden_by) continue;
            section.blocks.emplace_back(Notice{Severity::block, finding.rule,
                                               one.protocol->id + ": " + finding.message +
                                                   (finding.instead.empty() ? "" : " " + finding.instead),
                                               references.numbers(finding.citations)});
        }
    }
    return section;
}

}  // namespace

Document comparison_document(const std::vector<ComparedProtocol>& compared, const Library& library,
                             const std::string& versions) {
    References references(library.formulary.bibliography());
    Document document;
    document.title = "Protocols side by side";
    document.banner = "DRAFT: for review by the prescriber. None of these is a plan to follow.";
    document.versions = versions;
    Table table = possible_table(compared);
    if (!table.rows.empty()) {
        Section section{"protocols", "What each comes to", {}};
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(Paragraph{
            "Largest cut: of the dose in force (of the original dose); the stop after the last step is not "
            "counted. Flagged: steps that the products force out of the protocol's range, held longer.",
            {}});
        document.sections.push_back(std::move(section));
    }
    Section refused = refused_section(compared, references);
    if (!refused.blocks.empty()) document.sections.push_back(std::move(refused));
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
