#include "planner/review.hpp"

#include <algorithm>
#include <map>

namespace stepdown {

namespace {

void name(Finding& finding, const Rule& rule) {
    finding.rule = finding.missing.empty() ? std::string(rule.id) : std::string(rule.id) + "-unknown";
    finding.id = finding.rule;
    if (finding.step) finding.id += "/" + std::to_string(*finding.step);
    if (finding.on_ending) finding.id += "/after";
    if (!finding.opioid.empty()) finding.id += "/" + finding.opioid;
}

/// Two findings of one rule about the same step have ids of their own.
void tell_apart(std::vector<Finding>& findings) {
    std::map<std::string, int> seen;
    for (Finding& finding : findings) {
        const int count = ++seen[finding.id];
        if (count > 1) finding.id += "/" + std::to_string(count);
    }
}

void apply_case(Finding& finding, const Rule& rule, const Case& patient_case) {
    const auto& acknowledged = patient_case.acknowledged;
    if (std::find(acknowledged.begin(), acknowledged.end(), rule.id) != acknowledged.end())
        finding.acknowledge = false;
    if (finding.severity != Severity::block) return;
    for (const CaseOverride& lifted : patient_case.overrides) {
        if (lifted.rule != rule.id) continue;
        if (rule.may_override == Override::with_reason) {
            finding.overridden_by = lifted;
        } else {
            finding.message += " This rule cannot be overridden.";
        }
    }
}

}  // namespace

std::string_view word_of(const Outcome& outcome) {
    if (!outcome.missing.empty()) return "unknown";
    if (!outcome.findings.empty()) return "fired";
    return outcome.applies() ? "passed" : "not-applicable";
}

bool runs_for(RunsFor plans, PlanKind kind) {
    return plans == RunsFor::every_plan || (plans == RunsFor::tapers) == (kind == PlanKind::taper);
}

std::vector<std::string> rule_ids() {
    std::vector<std::string> ids;
    for (const Rule& rule : rule_catalogue()) ids.emplace_back(rule.id);
    return ids;
}

bool Review::blocked() const {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::block && !finding.overridden_by;
    });
}

Review review(const ReviewInput& input) {
    Review result;
    for (const Rule& rule : rule_catalogue()) {
        Outcome outcome = runs_for(rule.plans, input.kind) ? rule.check(input) : Outcome{};
        for (Finding& finding : outcome.findings) {
            name(finding, rule);
            apply_case(finding, rule, input.patient_case);
            result.findings.push_back(finding);
        }
        result.outcomes.push_back(std::move(outcome));
    }
    tell_apart(result.findings);
    std::stable_sort(result.findings.begin(), result.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return result;
}

std::optional<IssuedPlan> issue(DraftPlan plan, Review review) {
    if (review.blocked()) return std::nullopt;
    return IssuedPlan(std::move(plan), std::move(review));
}

}  // namespace stepdown
