#include "planner/documents/checked.hpp"

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

namespace {

std::string doses_in_words(const Taking& taking) {
    std::string text;
    for (const PlannedDose& dose : taking.doses) {
        text += (text.empty() ? "" : ", ") + show_amount(dose.amount, taking.route) +
                (worn(taking) ? "" : " " + std::string(word(dose.time.at))) +
                (dose.units.empty() ? " (no units make it)" : "");
    }
    if (worn(taking)) return text + ", changed every " + std::to_string(taking.every_days) + " days";
    if (taking.every_days > 1) text += ", every " + std::to_string(taking.every_days) + " days";
    return text;
}

/// One row for each opioid; a dose that went down shows the cut beside it.
void add_rows(Table& table, const std::string& number, const std::string& from, const std::string& days,
              const std::vector<Taking>& before, const std::vector<Taking>& now,
              const std::vector<Taking>& original, const Library& library) {
    if (now.empty()) {
        table.rows.push_back({number, from, days, "nothing", "", "0", before.empty() ? "" : "100%", ""});
        return;
    }
    for (const Taking& one : now) {
        const DoseRate here = total_per_day(now, one.drug), was = total_per_day(before, one.drug);
        const bool cut = exceeds(was, here);
        const bool first = &one == &now.front();
        table.rows.push_back({first ? number : "", first ? from : "", first ? days : "",
                              library.formulary[one.drug].id, doses_in_words(one),
                              show_daily(per_day(one), one.route),
                              cut ? show_percent(ratio(was - here, was)) : "",
                              cut ? show_percent(ratio(was - here, total_per_day(original, one.drug))) : ""});
    }
}

Section schedule(const Checked& checked, const Library& library) {
    Table table{"schedule",
                {{"step", "Step"},
                 {"from", "From"},
                 {"days", "Days"},
                 {"drug", "Drug"},
                 {"doses", "Doses"},
                 {"total", "Total"},
                 {"current", "Cut"},
                 {"original", "of original"}},
                {}};
    const DraftPlan& plan = checked.plan;
    add_rows(table, "now", "", "", plan.baseline, plan.baseline, plan.baseline, library);
    const std::vector<Taking>* before = &plan.baseline;
    for (const Step& step : plan.steps) {
        add_rows(table, std::to_string(step.number), short_date(step.start), std::to_string(step.days),
                 *before, step.taking, plan.baseline, library);
        before = &step.taking;
    }
    add_rows(table, "then", short_date(plan.ending.from), "", *before, plan.ending.taking, plan.baseline,
             library);
    return {"schedule", "The plan as it was read", {std::move(table)}};
}

Section summary(const Checked& checked, const WrittenPlan& written) {
    Table facts{"facts", {{"fact", ""}, {"value", ""}}, {}};
    facts.rows.push_back({"Verdict", checked.passes() ? "no rule is broken" : "at least one rule is broken"});
    facts.rows.push_back({"Read as", written.format});
    if (!written.id.empty()) facts.rows.push_back({"Plan", written.id});
    facts.rows.push_back({"Limits", checked.protocol
                                        ? "protocol " + checked.protocol->id + " and the ceilings"
                                        : "the ceilings; neither plan nor case names a protocol"});
    if (!written.not_understood.empty()) facts.rows.push_back({"Not read", joined(written.not_understood)});
    return {"summary", "Summary", {std::move(facts)}};
}

}  // namespace

Document checked_document(const Checked& checked, const WrittenPlan& written, const Library& library,
                          const std::string& versions) {
    References references(library.formulary.bibliography());
    Document document;
    document.title = checked.passes() ? "Plan check: passes" : "Plan check: breaks a rule";
    document.versions = versions;
    document.sections = {summary(checked, written), findings_section(checked.review, references),
                         schedule(checked, library), rules_section(checked.review)};
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
