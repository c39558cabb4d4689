#include "planner/documents/withdrawal.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/documents/adjuncts.hpp"
#include "planner/documents/findings.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string in_days(const std::optional<DateSpan>& span) {
    if (!span) return "not known";
    if (span->from == span->to) return short_date(span->from);
    return short_date(span->from) + " to " + short_date(span->to);
}

std::string in_hours(const AfterCut& span) {
    return show_decimal(in(span.from.for_caution(), unit::hours)) + " to " +
           show(span.to.for_caution(), unit::hours);
}

Table cuts_table(const WithdrawalSupport& support, const DraftPlan& plan, const Formulary& formulary) {
    Table table{"withdrawal",
                {{"step", "Step"},
                 {"on", "Cut on"},
                 {"begins", "Begins"},
                 {"worst", "Worst"},
                 {"over", "Mostly over by"},
                 {"seen", "Seen on"}},
                {}};
    const bool judged = std::any_of(support.cuts.begin(), support.cuts.end(),
                                    [](const ExpectedAfterCut& one) { return one.judge_from.has_value(); });
    const bool several = plan.segments.size() > 1;
    if (judged) table.columns.push_back({"judge", "Judged from"});
    if (several) table.columns.insert(table.columns.begin() + 1, {"of", "Of"});
    for (const ExpectedAfterCut& one : support.cuts) {
        std::string seen;
        for (const Date day : one.seen_on) seen += (seen.empty() ? "" : "; ") + short_date(day);
        std::vector<std::string> row{one.step ? std::to_string(*one.step) : "after",
                                     short_date(one.on),
                                     in_days(one.begins),
                                     in_days(one.worst),
                                     one.over_by ? short_date(*one.over_by) : "not known",
                                     seen.empty() ? "-" : seen};
        if (judged) row.push_back(one.judge_from ? short_date(*one.judge_from) : "-");
        if (several) {
            const Taking* opioid = find(plan.baseline, one.opioid);
            row.insert(row.begin() + 1, opioid ? name_of(*opioid, formulary) : one.opioid);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

/// "Signs begin 6 to 12 hours after the first smaller dose and are worst after 24 to 48 hours."
std::string course_in_words(const WithdrawalCourse& course) {
    if (!course.begins) return "";
    std::string text = "Signs begin " + in_hours(*course.begins) + " after the first smaller dose";
    if (course.worst) text += " and are worst after " + in_hours(*course.worst);
    return text + ".";
}

void add_course(Section& section, const WithdrawalSupport& support, References& references) {
    std::vector<const WithdrawalCourse*> said;
    for (const ExpectedAfterCut& one : support.cuts) {
        if (!one.course || std::find(said.begin(), said.end(), one.course) != said.end()) continue;
        said.push_back(one.course);
        std::string text = course_in_words(*one.course);
        if (one.course->besides) text += (text.empty() ? "" : " ") + one.course->besides->text;
        if (one.judge_from)
            text += (text.empty() ? "" : " ") +
                    ("How a cut went can be judged no earlier than " +
                     std::to_string(days_between(one.on, *one.judge_from)) + " days after it.");
        section.blocks.emplace_back(Paragraph{text, references.numbers(one.citations)});
    }
}

/// What each score of the withdrawal scale calls for.
Table scores_table(const ReplanGuide& guide) {
    Table table{"cows", {{"score", "COWS"}, {"says", "Withdrawal"}, {"then", "Then"}}, {}};
    for (std::size_t i = 0; i < guide.bands.size(); ++i) {
        const CowsBand& band = guide.bands[i];
        const double below = i + 1 < guide.bands.size() ? guide.bands[i + 1].from.for_caution() - 1
                                                        : guide.most_points.for_caution();
        const Advice* advice = guide.advice_for(band.advises);
        table.rows.push_back({show_decimal(band.from.for_caution(), 0) + " to " + show_decimal(below, 0),
                              band.says, advice ? advice->text : "-"});
    }
    return table;
}

void add_medicine(Section& section, const SymptomMedicine& one, References& references) {
    const AdjunctAdvice& advice = one.advice;
    Told said = dose_and_limits(advice);
    std::string text = one.relief->symptoms + ": " + advice.guide->title + " (" +
                       std::string(in_words(advice.verdict)) + "). ";
    if (!advice.taken_already.empty()) text += "Taken already: " + advice.taken_already + ". ";
    if (!advice.renal_band.empty())
        text += std::string(advice.is_cleared ? "Range " : "Not cleared, to look up only: ") +
                range_in_words(advice) + " (kidney row: " + advice.renal_band + "). ";
    said.citations.push_back(one.relief->citation);
    said.citations.insert(said.citations.end(), advice.citations.begin(), advice.citations.end());
    section.blocks.emplace_back(Paragraph{text + said.text, references.numbers(said.citations)});
}

/// In a line each: what this patient is not to have.
void add_not_here(Section& section, const WithdrawalSupport& support, References& references) {
    std::string text;
    std::vector<CitationId> from;
    for (const SymptomMedicine& one : support.medicines) {
        if (one.advice.verdict != Verdict::not_here) continue;
        text += (text.empty() ? "Not for this patient: " : "; ") + one.advice.guide->title;
        std::string why;
        for (const Told& told : one.advice.why_not) {
            why += (why.empty() ? "" : " ") + told.text;
            from.insert(from.end(), told.citations.begin(), told.citations.end());
        }
        if (!why.empty()) text += " (" + why + ")";
    }
    if (!text.empty()) section.blocks.emplace_back(Paragraph{text + ".", references.numbers(from)});
}

void add_advice(Section& section, const std::vector<Advice>& list, References& references) {
    for (const Advice& one : list)
        section.blocks.emplace_back(Paragraph{one.text, references.numbers({one.citation})});
}

}  // namespace

Section withdrawal_section(const WithdrawalSupport& support, const DraftPlan& plan, const Library& library,
                           References& references) {
    const WithdrawalGuide& guide = library.withdrawal;
    Section section{"withdrawal", "Withdrawal: what to expect, and what helps", {}};
    for (const WithdrawalSigns& one : guide.signs)
        section.blocks.emplace_back(
            Paragraph{"After " + one.when + ": " + one.signs + ".", references.numbers({one.citation})});
    add_course(section, support, references);
    if (!support.cuts.empty()) section.blocks.emplace_back(cuts_table(support, plan, library.formulary));
    add_advice(section, guide.expect, references);
    add_advice(section, guide.first, references);
    section.blocks.emplace_back(scores_table(library.replanning));
    add_advice(section, guide.never, references);
    for (const SymptomMedicine& one : support.medicines) {
        if (one.advice.verdict != Verdict::not_here) add_medicine(section, one, references);
    }
    add_not_here(section, support, references);
    return section;
}

}  // namespace stepdown
