#include "planner/review.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace stepdown {

namespace {

constexpr std::string_view unknown = "-unknown";

void name(Finding& finding, const Rule& rule) {
    finding.rule =
        finding.missing.empty() ? std::string(rule.id) : std::string(rule.id) + std::string(unknown);
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
    const bool is_acknowledged =
        std::find(acknowledged.begin(), acknowledged.end(), rule.id) != acknowledged.end();
    if (finding.acknowledge && is_acknowledged) {
        finding.acknowledge = false;
        finding.message += " Acknowledged.";
    }
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

/// Several rules may lack the same fact: it is asked for once, and the first finding names the others. Blocks
/// stay as they are: each may need an override of its own.
void merge_missing(std::vector<Finding>& findings) {
    std::vector<Finding> kept;
    std::map<std::vector<std::string>, std::pair<std::size_t, std::string>> first;  // index in kept; others
    for (Finding& finding : findings) {
        const bool mergeable = !finding.missing.empty() && finding.severity != Severity::block;
        const auto found = mergeable ? first.find(finding.missing) : first.end();
        if (found == first.end()) {
            if (mergeable) first.emplace(finding.missing, std::pair(kept.size(), std::string()));
            kept.push_back(std::move(finding));
            continue;
        }
        Finding& earlier = kept[found->second.first];
        for (const CitationId citation : finding.citations) {
            if (std::find(earlier.citations.begin(), earlier.citations.end(), citation) ==
                earlier.citations.end())
                earlier.citations.push_back(citation);
        }
        const std::string rule = finding.rule.substr(0, finding.rule.size() - unknown.size());
        if (rule + std::string(unknown) == earlier.rule) continue;
        found->second.second += (found->second.second.empty() ? "" : ", ") + rule;
    }
    for (const auto& [missing, others] : first) {
        if (!others.second.empty()) kept[others.first].message += " Also needed by: " + others.second + ".";
    }
    findings = std::move(kept);
}

}  // namespace

namespace {

/// The place of a finding among the others, the most harmful first.
std::tuple<int, bool, bool> harm(const Finding& finding) {
    return {-static_cast<int>(finding.severity), !finding.acknowledge, finding.step || finding.on_ending};
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
    merge_missing(result.findings);
    tell_apart(result.findings);
    std::stable_sort(result.findings.begin(), result.findings.end(),
                     [](const Finding& a, const Finding& b) { return harm(a) < harm(b); });
    return result;
}

std::optional<IssuedPlan> issue(DraftPlan plan, Review review) {
    if (review.blocked()) return std::nullopt;
    return IssuedPlan(std::move(plan), std::move(review));
}

}  // namespace stepdown
