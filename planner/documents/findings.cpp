#include "planner/documents/findings.hpp"

#include <algorithm>
#include <set>

#include "planner/kidney.hpp"

namespace stepdown {

namespace {

std::string where(const Finding& finding) {
    if (finding.step) return "Step " + std::to_string(*finding.step) + ": ";
    return finding.on_ending ? "After the last step: " : "";
}

/// "Steps 1, 2 and 4: ", "Step 3 and the end: ".
std::string where(const std::vector<const Finding*>& several) {
    std::vector<std::string> steps;
    std::size_t numbered = 0;
    for (const Finding* one : several) {
        numbered += one->step.has_value() ? 1 : 0;
        steps.push_back(one->step ? std::to_string(*one->step) : std::string("the end"));
    }
    return (numbered == 1 ? "Step " : "Steps ") + joined(steps) + ": ";
}

bool is_like(const Finding& a, const Finding& b) {
    return a.rule == b.rule && a.severity == b.severity && a.acknowledge == b.acknowledge;
}

/// A finding in words; `more` follow it with the same advice, which is then said once.
std::string finding_text(const Finding& finding, bool more) {
    std::string text = where(finding) + finding.message;
    if (!finding.instead.empty() && !more) text += " " + finding.instead;
    if (finding.acknowledge) text += " (to be acknowledged)";
    if (finding.overridden_by) {
        text += " Overridden by " + finding.overridden_by->by + ": " + finding.overridden_by->reason;
    }
    return text;
}

/// The findings that are told together with this one, which is the first of them.
std::vector<const Finding*> told_with(const std::vector<Finding>& all, std::size_t first) {
    std::vector<const Finding*> several{&all[first]};
    for (std::size_t i = first + 1; i < all.size() && !all[first].of_several.empty(); ++i) {
        if (is_like(all[first], all[i]) && all[i].of_several == all[first].of_several)
            several.push_back(&all[i]);
    }
    return several;
}

Notice notice_of(const std::vector<const Finding*>& several, References& references) {
    const Finding& last = *several.back();
    return {last.severity, last.rule,
            where(several) + last.of_several + " " + last.instead +
                (last.acknowledge ? " (to be acknowledged)" : ""),
            references.numbers(last.citations)};
}

}  // namespace

Section findings_section(const Review& review, References& references) {
    Section section{"findings", "Findings", {}};
    const std::vector<Finding>& all = review.findings;
    std::set<const Finding*> told;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (told.contains(&all[i])) continue;
        const std::vector<const Finding*> several = told_with(all, i);
        if (several.size() > 1) {
            told.insert(several.begin(), several.end());
            section.blocks.emplace_back(notice_of(several, references));
            continue;
        }
        const bool more =
            i + 1 < all.size() && is_like(all[i], all[i + 1]) && all[i + 1].instead == all[i].instead;
        section.blocks.emplace_back(Notice{all[i].severity, all[i].rule, finding_text(all[i], more),
                                           references.numbers(all[i].citations)});
    }
    if (section.blocks.empty()) section.blocks.emplace_back(Paragraph{"None.", {}});
    return section;
}

std::string without_full_stop(const std::string& text) {
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

Section refusal_section() {
    return {
        "refusal",
        "No plan is issued",
        {Paragraph{"A rule that guards against harm stands in the way. The findings say which, why, and what "
                   "can be done instead.",
                   {}}}};
}

Section overrides_section(const Review& review) {
    Section section{"overrides", "Overridden safety rules", {}};
    for (const Finding& finding : review.findings) {
        if (finding.overridden_by)
            section.blocks.emplace_back(Paragraph{finding.rule + ": " + finding_text(finding, true), {}});
    }
    return section;
}

std::vector<CaseOverride> lifted_by(const Review& review) {
    std::vector<CaseOverride> all;
    for (const Finding& finding : review.findings) {
        if (!finding.overridden_by) continue;
        const CaseOverride& lifted = *finding.overridden_by;
        const bool is_told = std::any_of(all.begin(), all.end(), [&](const CaseOverride& one) {
            return one.rule == lifted.rule && one.reason == lifted.reason && one.by == lifted.by;
        });
        if (!is_told) all.push_back(lifted);
    }
    return all;
}

std::string in_words(const CaseOverride& lifted) {
    return lifted.rule + ", overridden by " + lifted.by + ": " + lifted.reason;
}

Section rules_section(const Review& review) {
    Table table{"rules", {{"rule", "Rule"}, {"result", "Result"}, {"looked_at", "Looked at"}}, {}};
    const auto rules = rule_catalogue();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Outcome& outcome = review.outcomes[i];
        table.rows.push_back({std::string(rules[i].id), std::string(word_of(outcome)),
                              joined(outcome.missing.empty() ? outcome.looked_at : outcome.missing)});
    }
    return {"rules", "Every rule that ran", {std::move(table)}};
}

Section kidney_section(const Case& patient_case, const Library& library, Date as_of, References& references) {
    const Kidney kidney = kidney_of(patient_case.patient, as_of, library.kidney);
    Section section{"kidney", "Kidney function", {}};
    for (const std::string& line : kidney.working)
        section.blocks.emplace_back(Paragraph{line, references.numbers(kidney.citations)});
    if (!section.blocks.empty() && !kidney.missing.empty())
        section.blocks.emplace_back(Paragraph{"Missing: " + joined(kidney.missing) + ".", {}});
    return section;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all += (i == 0 ? "" : i + 1 == texts.size() ? " and " : ", ") + texts[i];
    return all;
}

}  // namespace stepdown
