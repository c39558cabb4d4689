#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// The largest cut that any phase of the protocol allows here.
DoseRate largest_cut(const TaperProtocol& protocol, DoseRate original, DoseRate before) {
    DoseRate largest = unit::mg_per_day(0);
    for (const Phase& phase : protocol.phases) {
        const DoseRate cut =
            (phase.base == Base::original ? original : before) * phase.largest_cut.for_caution().of_one;
        largest = exceeds(cut, largest) ? cut : largest;
        if (!phase.until || exceeds(before, original * phase.until->for_caution().of_one)) break;
        largest = unit::mg_per_day(0);
    }
    return largest;
}

std::string finer_form_text(const BaselineOpioid& opioid, const ReviewInput& in) {
    const auto forms =
        finer_forms(opioid.stock, in.patient_case.preferences.tablets_scored, in.library.formulary);
    if (forms.empty())
        return "No product known here allows a smaller cut; hold longer, or stay at this dose.";
    std::string text = "A smaller cut needs another form: ";
    for (std::size_t i = 0; i < forms.size(); ++i)
        text += (i == 0 ? "" : i + 1 == forms.size() ? " or " : ", ") + forms[i];
    return text + ".";
}

Outcome look_at(const Transition& change, const BaselineOpioid& opioid, const ReviewInput& in) {
    Outcome outcome;
    const SafetyLimits& limits = in.limits();
    const DrugId drug = opioid.taking.drug;
    const DoseRate original = total_per_day(in.plan->baseline, drug);
    const DoseRate before = total_per_day(*change.before, drug),
                   cut = before - total_per_day(*change.after, drug);
    if (!exceeds(cut, unit::mg_per_day(0))) return outcome;
    const double share = ratio(cut, before);
    const bool last_unit = reaches(last_unit_zone(opioid, in.library.formulary), before);
    const bool flagged = change.to ? change.to->limited_by != LimitedBy::nothing : last_unit;
    const auto fire = [&](Severity severity, const std::string& message, const std::string& instead,
                          CitationId from) {
        outcome.findings.push_back(at(change, finding(severity, message, instead, {from})));
    };
    const std::string cut_text =
        "A cut of " + show(cut, unit::mg_per_day) + " (" + show_percent(share) + " of the current dose)";
    if (!flagged && exceeds(cut, largest_cut(*in.protocol, original, before))) {
        fire(Severity::block, cut_text + " is larger than the protocol allows.", "Take a smaller cut.",
             in.protocol->citation);
    }
    if (!flagged) return outcome;
    const auto held = [&](const Phase& phase) {
        return !change.to || reaches(unit::days(change.to->days),
                                     phase.interval.for_caution() * limits.flagged_hold.for_caution());
    };
    if (std::none_of(in.protocol->phases.begin(), in.protocol->phases.end(), held)) {
        fire(Severity::block, cut_text + " is outside the protocol's range and is not held twice as long.",
             "Hold the step longer.", limits.flagged_hold.citation());
    }
    const Fraction share_of_one{share};
    if (!last_unit && share_of_one.of_one > limits.block_above.for_caution().of_one + 1e-9) {
        fire(Severity::block, cut_text + " is the smallest that the form in use allows, and too large.",
             finer_form_text(opioid, in), limits.block_above.citation());
        return outcome;
    }
    const bool asks = share_of_one.of_one > limits.acknowledge_above.for_caution().of_one + 1e-9;
    fire(asks ? Severity::warn : Severity::note,
         cut_text + (last_unit
                         ? " is the last of its kind: the dose is down to single smallest units."
                         : " is the smallest that the form in use allows; the protocol's range is smaller."),
         finer_form_text(opioid, in),
         asks ? limits.acknowledge_above.citation() : limits.flagged_hold.citation());
    outcome.findings.back().acknowledge = asks;
    return outcome;
}

}  // namespace

Outcome outside_protocol_range(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || !in.protocol) return outcome;
    outcome.looked_at = {"each cut beside the protocol's range", "forms that would allow a smaller cut"};
    for (const Transition& change : transitions(*in.plan)) {
        for (const BaselineOpioid& opioid : in.opioids) {
            const Outcome one = look_at(change, opioid, in);
            outcome.findings.insert(outcome.findings.end(), one.findings.begin(), one.findings.end());
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
