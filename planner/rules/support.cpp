#include <algorithm>
#include <cmath>

#include "planner/conditions.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"

namespace stepdown::rules {

std::vector<CitationId> grounds(const ReviewInput& in, std::string_view rule) {
    const auto found = in.limits().grounds.find(rule);
    return found == in.limits().grounds.end() ? std::vector<CitationId>() : found->second;
}

Finding finding(Severity severity, std::string message, std::string instead,
                std::vector<CitationId> citations) {
    Finding result;
    result.severity = severity;
    result.message = std::move(message);
    result.instead = std::move(instead);
    result.citations = std::move(citations);
    return result;
}

Outcome fact_missing(Severity severity, std::string fact, std::string where,
                     std::vector<CitationId> citations) {
    Finding result = finding(severity, "The case does not say: " + fact + ".",
                             "Add " + where + " to the case.", std::move(citations));
    result.missing = {fact};
    Outcome outcome;
    outcome.missing = {std::move(fact)};
    outcome.findings.push_back(std::move(result));
    return outcome;
}

Finding at(const Transition& transition, Finding finding) {
    if (transition.to) {
        finding.step = transition.to->number;
    } else {
        finding.on_ending = true;
    }
    return finding;
}

std::vector<const CaseOpioid*> taken(const Case& patient_case) {
    std::vector<const CaseOpioid*> all;
    for (const CaseOpioid& opioid : patient_case.opioids) {
        if (!opioid.verified_not_taking) all.push_back(&opioid);
    }
    return all;
}

Outcome condition_gate(const ReviewInput& in, std::string_view condition, std::string message,
                       std::string instead) {
    const ConditionWords* words = in.library.words.condition(condition);
    if (!words) return {};
    const auto& conditions = in.patient_case.patient.conditions;
    if (!conditions) {
        return fact_missing(Severity::warn, "conditions", "patient: {conditions: [...]} (or [] for none)",
                            {words->citation});
    }
    Outcome outcome;
    outcome.looked_at = {"conditions"};
    const std::string found = condition_found(*conditions, *words);
    if (!found.empty() && in.kind == PlanKind::rotation) {
        outcome.findings.push_back(
            finding(Severity::warn,
                    "\"" + found + "\": the figures of this rotation come from studies of other people.",
                    "Agree on the rotation with the team that treats it.", {words->citation}));
    } else if (!found.empty()) {
        outcome.findings.push_back(
            finding(Severity::block, "\"" + found + "\": " + message, std::move(instead), {words->citation}));
    } else if (const std::string past = condition_taken_back(*conditions, *words); !past.empty()) {
        outcome.findings.push_back(
            finding(Severity::note,
                    "\"" + past + "\" is read as past, or as something else, and is not counted here.",
                    "If it holds now, write so, with the word active.", {words->citation}));
    }
    return outcome;
}

bool exempt_from_ceilings(const ReviewInput& in) {
    return in.protocol && stepdown::exempt_from_ceilings(in.patient_case, *in.protocol);
}

ReviewInput under_protocol_of(const ReviewInput& in, const Transition& change) {
    ReviewInput here = in;
    if (!in.plan || in.plan->segments.empty() || in.plan->steps.empty()) return here;
    const int step = change.to ? change.to->number : in.plan->steps.back().number;
    here.protocol = in.library.taper(protocol_at(*in.plan, step));
    return here;
}

const Replan* replan_behind(const Step& step, const DraftPlan& plan) {
    const auto found = std::find_if(plan.replans.begin(), plan.replans.end(), [&](const Replan& one) {
        return one.on == step.start && !one.reason.empty() && !one.by.empty();
    });
    return found == plan.replans.end() ? nullptr : &*found;
}

double slower_by(const ReviewInput& in, Date on) {
    double times = 1;
    for (const Step& step : in.plan->steps) {
        if (step.departure == Departure::step_back && step.start < on)
            times *= in.library.replanning.slower.for_caution();
    }
    return times;
}

const Phase& phase_at(const TaperProtocol& protocol, DoseRate original, DoseRate before) {
    for (const Phase& phase : protocol.phases) {
        if (!phase.until || exceeds(before, original * phase.until->for_caution().of_one)) return phase;
    }
    return protocol.phases.back();
}

DoseRate largest_cut(const ReviewInput& in, DoseRate original, DoseRate before) {
    if (!in.protocol || in.protocol->phases.empty())
        return before * in.limits().largest_window_cut.for_caution().of_one;
    DoseRate largest = unit::mg_per_day(0);
    for (const Phase& phase : in.protocol->phases) {
        const DoseRate cut =
            (phase.base == Base::original ? original : before) * phase.largest_cut.for_caution().of_one;
        largest = exceeds(cut, largest) ? cut : largest;
        if (!phase.until || exceeds(before, original * phase.until->for_caution().of_one)) break;
        largest = unit::mg_per_day(0);
    }
    return largest;
}

bool is_acute_use(const ReviewInput& in) {
    return in.protocol && has_one_review(in.patient_case, *in.protocol) && exempt_from_ceilings(in);
}

std::string why_exempt(const ReviewInput& in) {
    return in.protocol && is_unlocked(in.patient_case, *in.protocol)
               ? "The lifted lock of the protocol allows it."
               : "Short use allows it.";
}

namespace {

/// Each opioid is held at no more than what the cut of the phase leaves, in whole units of the form, for as
/// long as the phase says.
bool is_down_to_share(const Step& step, const Phase& phase, const ReviewInput& in) {
    if (!reaches(unit::days(step.days), phase.interval.for_caution())) return false;
    const double left = 1 - phase.largest_cut.for_caution().of_one;
    return std::all_of(in.opioids.begin(), in.opioids.end(), [&](const BaselineOpioid& opioid) {
        const DoseRate unit = unit::mcg(static_cast<double>(opioid.stock.smallest)) / unit::days(1);
        const DoseRate most = total_per_day(in.plan->baseline, opioid.taking.drug) * left + unit;
        return exceeds(most, total_per_day(step.taking, opioid.taking.drug));
    });
}

}  // namespace

bool stops_early(const Transition& change, const ReviewInput& in) {
    if (change.to || !change.after->empty() || !in.protocol || !in.protocol->early_stop) return false;
    const EarlyStop& stop = *in.protocol->early_stop;
    const auto& used = in.patient_case.used_for;
    if (!used || reaches(*used, stop.used_below.for_caution())) return false;
    if (!early_stop_hindered_by(*in.protocol, in.patient_case, in.opioids, in.library).empty()) return false;
    if (stop.when == StopWhen::at_once) return in.plan->steps.empty();
    return in.plan->steps.size() == 1 && in.protocol->phases.size() == 1 &&
           is_down_to_share(in.plan->steps.front(), in.protocol->phases.front(), in);
}

namespace {

bool is_lowered(const BaselineOpioid& opioid, const Transition& change) {
    const Taking* before = find(*change.before, opioid.taking.id);
    const Taking* after = find(*change.after, opioid.taking.id);
    if (!before) return false;
    return exceeds(per_day(*before), after ? per_day(*after) : unit::mg_per_day(0));
}

}  // namespace

std::vector<const BaselineOpioid*> lowered(const Transition& change, const ReviewInput& in) {
    std::vector<const BaselineOpioid*> found;
    for (const DrugId drug : drugs_in(*change.before)) {
        const BaselineOpioid* of_drug = nullptr;
        for (const BaselineOpioid& opioid : in.opioids) {
            if (opioid.taking.drug == drug && (!of_drug || is_lowered(opioid, change)) &&
                (!of_drug || !is_lowered(*of_drug, change)))
                of_drug = &opioid;
        }
        if (of_drug) found.push_back(of_drug);
    }
    return found;
}

bool is_one_smallest_unit_a_day(const std::vector<Taking>& taking, DrugId drug, const ReviewInput& in) {
    int doses = 0;
    bool small = true;
    for (const Taking& one : taking) {
        if (one.drug != drug) continue;
        const auto known =
            std::find_if(in.opioids.begin(), in.opioids.end(),
                         [&](const BaselineOpioid& opioid) { return opioid.taking.id == one.id; });
        if (known == in.opioids.end() || one.as_needed) return false;
        doses += static_cast<int>(one.doses.size());
        // The dose itself, not its mean: two units every other day are not one unit a day.
        const Mass smallest = unit::mcg(static_cast<double>(stock_of(*known, one).smallest));
        for (const PlannedDose& dose : one.doses)
            small = small && !exceeds(given_in_a_day(dose.amount), smallest);
    }
    return small && doses <= 1;
}

}  // namespace stepdown::rules
