#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/patches.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

std::string finer_form_text(const BaselineOpioid& opioid, DoseRate before, const ReviewInput& in) {
    if (opioid.stock.patches) return instead_of_patch_step(opioid, before, in);
    const auto forms =
        finer_forms(opioid.stock, in.patient_case.preferences.tablets_scored, in.library.formulary);
    if (forms.empty())
        return "No product known here allows a smaller cut; hold longer, or stay at this dose.";
    std::string text = "A smaller cut needs another form: ";
    for (std::size_t i = 0; i < forms.size(); ++i)
        text += (i == 0 ? "" : i + 1 == forms.size() ? " or " : ", ") + forms[i];
    return text + ".";
}

/// The highest total below the present one that doses at other times make up, where it is above `total`: then
/// one dose may rise while the day's falls.
std::int64_t rearranged_above(std::int64_t total, const DayDoses& now, const DoseGrid& grid) {
    if (now.size() < 2) return total;
    std::vector<std::int64_t> amounts;
    for (const Dispensed& dose : grid.amounts) amounts.push_back(dose.micrograms);
    each_rearranged(amounts, cut_order(now.size(), std::nullopt), total + 1, total_of(now), any_spread,
                    [&](const DayDoses&, std::int64_t here) { total = std::max(total, here); });
    return total;
}

/// The smallest cut from these daily doses that the products of the case can make up, if there is one: at any
/// times of the day, and in doses that the patient has had.
std::optional<DoseRate> smallest_cut(const std::vector<Taking>& before, const BaselineOpioid& opioid) {
    DayDoses now;
    for (const Taking& one : before) {
        if (one.id != opioid.taking.id) continue;
        if (one.every_days != 1 && !worn(one)) return std::nullopt;
        for (const PlannedDose& dose : one.doses)
            now.push_back(std::llround(in(given_in_a_day(dose.amount), unit::mcg)));
    }
    if (now.empty() || opioid.stock.pieces.empty()) return std::nullopt;
    if (opioid.stock.patches) now = {total_of(now)};  // patches are one dose, however many are worn
    std::int64_t largest = *std::max_element(now.begin(), now.end());
    for (const PlannedDose& dose : opioid.taking.doses)
        largest = std::max(
            largest, static_cast<std::int64_t>(std::llround(in(given_in_a_day(dose.amount), unit::mcg))));
    const DoseGrid grid = grid_of(opioid.stock, largest);
    if (grid.amounts.empty()) return std::nullopt;
    const std::vector<std::size_t> order = cut_order(now.size(), std::nullopt);
    std::int64_t below = 0;
    for (std::int64_t reach = std::max<std::int64_t>(grid.spread, 1); below == 0; reach *= 2) {
        const std::vector<DayDoses> days =
            days_below(now, grid, order, std::max<std::int64_t>(total_of(now) - reach, 0), any_spread);
        if (!days.empty()) below = total_of(days.front());
        if (reach >= total_of(now)) break;
    }
    below = rearranged_above(below, now, grid);
    if (below == 0) return std::nullopt;
    return unit::mcg(static_cast<double>(total_of(now) - below)) / unit::days(1);
}

/// How long the protocol holds a step that begins at this dose; without a protocol, the window of the
/// ceilings.
Duration interval_at(const ReviewInput& in, DoseRate original, DoseRate before) {
    if (!in.protocol || in.protocol->phases.empty()) return in.limits().window.for_caution();
    return phase_at(*in.protocol, original, before).interval.for_caution();
}

Outcome look_at(const Transition& change, const BaselineOpioid& opioid, const ReviewInput& in) {
    Outcome outcome;
    const SafetyLimits& limits = in.limits();
    const DrugId drug = opioid.taking.drug;
    const DoseRate original = total_per_day(in.plan->baseline, drug);
    const DoseRate before = total_per_day(*change.before, drug),
                   cut = before - total_per_day(*change.after, drug);
    if (!exceeds(cut, unit::mg_per_day(0))) return outcome;
    if (change.to && change.to->departure == Departure::as_taken) return outcome;  // nobody planned that cut
    const Duration held = unit::days(change.to ? days_until_next_cut(*in.plan, *change.to) : 0);
    const double share = ratio(cut, before);
    const DoseRate zone =
        unit::mcg(static_cast<double>(last_unit_zone(opioid, in.library.formulary))) / unit::days(1);
    const bool last_unit = reaches(zone, before);
    const bool flagged = change.to ? change.to->limited_by != LimitedBy::nothing : last_unit;
    const auto fire = [&](Severity severity, const std::string& message, const std::string& instead,
                          CitationId from) {
        outcome.findings.push_back(at(change, finding(severity, message, instead, {from})));
        if (in.plan->baseline.size() > 1) outcome.findings.back().opioid = opioid.taking.id;
    };
    const std::string cut_text = "A cut of " + show_daily(cut, opioid.taking.route) + " (" +
                                 show_percent(share) + " of the current dose)";
    if (!flagged && exceeds(cut, largest_cut(in, original, before))) {
        fire(Severity::block, cut_text + " is larger than the protocol allows.", "Take a smaller cut.",
             in.protocol ? in.protocol->citation : limits.largest_window_cut.citation());
    }
    const Duration interval =
        interval_at(in, original, before) * (change.to ? slower_by(in, change.to->start) : 1);
    if (!flagged && in.protocol && change.to && !reaches(held, interval)) {
        fire(Severity::block,
             cut_text + " is held for " + show_span(held) + "; the protocol holds a step for " +
                 show_span(interval) + ".",
             "Hold the step longer.", in.protocol->citation);
    }
    const bool in_range = !exceeds(cut, largest_cut(in, original, before));
    if (!flagged && in_range && exempt_from_ceilings(in) &&
        share > limits.block_above.for_caution().of_one + 1e-9) {
        fire(Severity::warn,
             cut_text +
                 " is in the protocol's range, which counts from the original dose, and is a large part of "
                 "what "
                 "is still taken.",
             "Look for withdrawal after it; hold longer if it shows.", limits.block_above.citation());
        outcome.findings.back().acknowledge = true;
    }
    if (!flagged) return outcome;
    if (change.to && !reaches(held, interval * limits.flagged_hold.for_caution())) {
        fire(Severity::block, cut_text + " is outside the protocol's range and is not held twice as long.",
             "Hold the step longer.", limits.flagged_hold.citation());
    }
    const auto least = smallest_cut(*change.before, opioid);
    if (least && exceeds(cut, *least)) {
        fire(Severity::block,
             cut_text + " is outside the protocol's range, and the form in use allows one of " +
                 show_daily(*least, opioid.taking.route) + ".",
             "Take the smallest cut that the form allows.", limits.flagged_hold.citation());
        return outcome;
    }
    const Fraction share_of_one{share};
    if (opioid.stock.patches && is_more_than_half(change, opioid, in)) return outcome;  // smallest-patch-step
    if (!last_unit && share_of_one.of_one > limits.block_above.for_caution().of_one + 1e-9) {
        fire(Severity::block, cut_text + " is the smallest that the form in use allows, and too large.",
             finer_form_text(opioid, before, in), limits.block_above.citation());
        return outcome;
    }
    const std::string allows = is_liquid(in.library.formulary[opioid.stock.line])
                                   ? "the volume measured now allows"
                                   : "this form allows";
    const bool asks = share_of_one.of_one > limits.acknowledge_above.for_caution().of_one + 1e-9;
    fire(asks ? Severity::warn : Severity::note,
         cut_text +
             (last_unit ? ": the dose is down to single smallest units, and " + allows + " no smaller cut."
              : exceeds(cut, largest_cut(in, original, before))
                  ? " is outside the protocol's range; " + allows + " no smaller one, so it is held longer."
                  : ": under the ceilings no cut of the protocol's range is left at its pace, and " + allows +
                        " no smaller one, so it is held longer."),
         finer_form_text(opioid, before, in),
         asks ? limits.acknowledge_above.citation() : limits.flagged_hold.citation());
    outcome.findings.back().acknowledge = asks;
    outcome.findings.back().of_several =
        last_unit ? "The dose is down to single smallest units, and " + allows +
                        " no smaller cuts; the schedule has the size of each."
                  : "Cuts outside the protocol's range or its pace under the ceilings: " + allows +
                        " no smaller ones, so each step is held longer.";
    return outcome;
}

}  // namespace

bool is_more_than_half(const Transition& change, const BaselineOpioid& opioid, const ReviewInput& in) {
    const DoseRate before = total_per_day(*change.before, opioid.taking.drug),
                   cut = before - total_per_day(*change.after, opioid.taking.drug);
    const DoseRate zone =
        unit::mcg(static_cast<double>(last_unit_zone(opioid, in.library.formulary))) / unit::days(1);
    return !reaches(zone, before) && exceeds(cut, before * in.limits().block_above.for_caution().of_one);
}

std::string instead_of_patch_step(const BaselineOpioid& opioid, DoseRate before, const ReviewInput& in) {
    const DrugId drug = opioid.taking.drug;
    const bool is_present = in.plan && reaches(before, total_per_day(in.plan->baseline, drug));
    const std::string goal = is_present ? ""
                                        : " (goal: reduce to " + in.library.formulary[drug].id + " " +
                                              show_daily(before, opioid.taking.route) + ")";
    return "A patch is never cut. Stay at this dose" + goal +
           ", hold it longer, or change to an opioid by mouth for the end, with a specialist (stepdown "
           "convert shows what is known of the start).";
}

Outcome outside_protocol_range(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    outcome.looked_at = {"each cut beside the protocol's range", "forms that would allow a smaller cut"};
    for (const Transition& change : transitions(*in.plan)) {
        if (stops_early(change, in)) continue;
        for (const BaselineOpioid* opioid : lowered(change, in)) {
            const Taking* before = find(*change.before, opioid->taking.id);
            const Outcome one = look_at(change, before ? in_form_of(*opioid, *before) : *opioid,
                                        under_protocol_of(in, change));
            outcome.findings.insert(outcome.findings.end(), one.findings.begin(), one.findings.end());
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
