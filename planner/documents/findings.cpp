#include "planner/documents/findings.hpp"

#include "planner/kidney.hpp"

namespace stepdown {

namespace {

std::string where(const Finding& finding) {
    if (finding.step) return "Step " + std::to_string(*finding.step) + ": ";
    return finding.on_ending ? "After the last step: " : "";
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

}  // namespace

Section findings_section(const Review& review, References& references) {
    Section section{"findings", "Findings", {}};
    const std::vector<Finding>& all = review.findings;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool more = i + 1 < all.size() && all[i + 1].rule == all[i].rule &&
                          all[i + 1].instead == all[i].instead && all[i + 1].severity == all[i].severity;
        section.blocks.emplace_back(Notice{all[i].severity, all[i].rule, finding_text(all[i], more),
                                           references.numbers(all[i].citations)});
    }
    if (section.blocks.empty()) section.blocks.emplace_back(Paragraph{"None.", {}});
    return section;
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
