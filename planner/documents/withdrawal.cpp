#include "planner/documents/withdrawal.hpp"

#include <algorithm>
#include <map>
#include <set>

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
        const std::string then = advice ? advice->text : "-";
        const std::string from = show_decimal(band.from.for_caution(), 0), to = show_decimal(below, 0);
        if (!table.rows.empty() && table.rows.back()[2] == then) {
            std::string& span = table.rows.back()[0];
            span = span.substr(0, span.find(' ')) + " to " + to;
            table.rows.back()[1] += ", " + band.says;
            continue;
        }
        table.rows.push_back({from + " to " + to, band.says, then});
    }
    return table;
}

/// "0.1 to 0.2 mg by mouth every 6 to 8 hours, ..."; where the directions begin with no amount the range of a
/// day stands before them, and that of a kidney row alone.
std::string dose_in_short(const AdjunctAdvice& advice) {
    std::string range = range_in_words(advice);
    if (advice.guide->renal) {
        if (advice.renal_band.empty()) return "none cleared: kidney function is not known";
        return (advice.is_cleared ? "" : "not cleared, to look up only: ") + range +
               " (kidney row: " + advice.renal_band + ")";
    }
    if (advice.directions.empty()) return range;
    const std::string& text = advice.directions.front().text;
    const bool has_amount = !text.empty() && text.front() >= '0' && text.front() <= '9';
    return has_amount || range.empty() ? text : range + ". " + text;
}

/// The verdict, in a cell.
std::string here(const AdjunctAdvice& advice) {
    return std::string(in_words(advice.verdict)) +
           (advice.taken_already.empty() ? "" : "; taken already: " + advice.taken_already);
}

/// What is said against at least three of the medicines: under the table once, with their names.
std::set<std::string> said_of_many(const std::vector<SymptomMedicine>& medicines) {
    std::map<std::string, int> times;
    for (const SymptomMedicine& one : medicines) {
        for (const Told& told : one.advice.why_not)
            times[told.text] += one.advice.verdict != Verdict::not_here;
    }
    std::set<std::string> many;
    for (const auto& [text, count] : times) {
        if (count > 2) many.insert(text);
    }
    return many;
}

void add_said_of_many(Section& section, const std::vector<SymptomMedicine>& medicines,
                      const std::set<std::string>& many, References& references) {
    for (const std::string& text : many) {
        std::vector<std::string> names;
        std::vector<CitationId> from;
        for (const SymptomMedicine& one : medicines) {
            if (one.advice.verdict == Verdict::not_here) continue;
            for (const Told& told : one.advice.why_not) {
                if (told.text != text) continue;
                names.push_back(one.advice.guide->id);
                from.insert(from.end(), told.citations.begin(), told.citations.end());
            }
        }
        section.blocks.emplace_back(
            Paragraph{"Against " + joined(names) + ": " + text, references.numbers(from)});
    }
}

/// What is said against a medicine alone, in a line each.
void add_said_of_one(Section& section, const std::vector<SymptomMedicine>& medicines,
                     const std::set<std::string>& many, References& references) {
    for (const SymptomMedicine& one : medicines) {
        if (one.advice.verdict == Verdict::not_here) continue;
        std::string text;
        std::vector<CitationId> from;
        for (const Told& told : one.advice.why_not) {
            if (many.contains(told.text)) continue;
            text += " " + told.text;
            from.insert(from.end(), told.citations.begin(), told.citations.end());
        }
        if (!text.empty())
            section.blocks.emplace_back(
                Paragraph{"Against " + one.advice.guide->id + ":" + text, references.numbers(from)});
    }
}

/// What this patient may be given for which symptom, a row each; what not, and why, in a line below.
void add_medicines(Section& section, const std::vector<SymptomMedicine>& medicines, References& references) {
    Table table{"symptom-medicines",
                {{"symptoms", "For"},
                 {"medicine", "Medicine"},
                 {"dose", "Dose"},
                 {"limit", "At most"},
                 {"here", "Here"}},
                {}};
    const std::set<std::string> many = said_of_many(medicines);
    std::set<std::string> missing;
    std::vector<CitationId> from;
    const SymptomRelief* last = nullptr;
    for (const SymptomMedicine& one : medicines) {
        const AdjunctAdvice& advice = one.advice;
        from.push_back(one.relief->citation);
        if (advice.verdict == Verdict::not_here) continue;
        missing.insert(advice.missing.begin(), advice.missing.end());
        const std::optional<DoseRate> most = advice.ceiling ? advice.ceiling : advice.high;
        table.rows.push_back({one.relief == last ? "" : one.relief->symptoms, advice.guide->id,
                              dose_in_short(advice), most ? show(*most, unit::mg_per_day) : "-",
                              here(advice)});
        last = one.relief;
    }
    if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    add_said_of_many(section, medicines, many, references);
    add_said_of_one(section, medicines, many, references);
    const std::string unknown =
        missing.empty() ? ""
                        : " Not known here, and able to change it: " +
                              joined(std::vector<std::string>(missing.begin(), missing.end())) + ".";
    section.blocks.emplace_back(
        Paragraph{"Nothing here is ordered." + unknown +
                      " All that is known of each, its source, and how it is raised and stopped: stepdown "
                      "adjuncts with this case file.",
                  references.numbers(from)});
}

/// In a line: what this patient is not to have.
void add_not_here(Section& section, const WithdrawalSupport& support, References& references) {
    std::string text;
    std::vector<CitationId> from;
    for (const SymptomMedicine& one : support.medicines) {
        if (one.advice.verdict != Verdict::not_here) continue;
        text += (text.empty() ? "Not for this patient: " : "; ") + one.advice.guide->id;
        std::string why;
        for (const Told& told : one.advice.why_not) {
            why += (why.empty() ? "" : ". ") + without_full_stop(told.text);
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

/// The three times of withdrawal in one paragraph; after a few days of use only the first is met with.
Paragraph signs_in_words(const std::vector<WithdrawalSigns>& signs, bool is_short_use,
                         References& references) {
    std::string text;
    std::vector<CitationId> from;
    for (const WithdrawalSigns& one : signs) {
        text += (text.empty() ? "After " : " After ") + one.when + ": " + one.signs + ".";
        from.push_back(one.citation);
        if (is_short_use) break;
    }
    return {text, references.numbers(from)};
}

}  // namespace

Section withdrawal_section(const WithdrawalSupport& support, const DraftPlan& plan, const Library& library,
                           References& references) {
    const WithdrawalGuide& guide = library.withdrawal;
    const TaperProtocol* protocol = library.taper(plan.protocol);
    const bool is_short_use = protocol && protocol->for_acute_use();
    Section section{"withdrawal", "Withdrawal: what to expect, and what helps", {}};
    section.blocks.emplace_back(signs_in_words(guide.signs, is_short_use, references));
    add_course(section, support, references);
    if (is_short_use) {
        const Advice& first = guide.first.front();
        section.blocks.emplace_back(
            Paragraph{first.text + " Which ones, for this patient: stepdown adjuncts with this case file.",
                      references.numbers({first.citation})});
        return section;
    }
    if (!support.cuts.empty()) section.blocks.emplace_back(cuts_table(support, plan, library.formulary));
    add_advice(section, guide.expect, references);
    add_advice(section, guide.first, references);
    section.blocks.emplace_back(scores_table(library.replanning));
    add_advice(section, guide.never, references);
    add_medicines(section, support.medicines, references);
    add_not_here(section, support, references);
    return section;
}

}  // namespace stepdown
