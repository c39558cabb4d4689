#include "planner/drug_pace.hpp"

#include <algorithm>
#include <iterator>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

/// What the transition does with one opioid, beside what is known of its drug.
Outcome look_at(const Transition& change, const Taking& before, const ReviewInput& in) {
    Outcome outcome;
    const DrugPace pace = stepdown::drug_pace(before, in.library);
    if (!pace.largest_cut && !pace.shortest_hold) return outcome;
    outcome.looked_at = {"each cut and hold beside what is known of the drug"};
    const DoseRate was = total_per_day(*change.before, before.drug),
                   is = total_per_day(*change.after, before.drug);
    if (!exceeds(was, is)) return outcome;
    const std::string drug = in.library.formulary[before.drug].id;
    const bool flagged = change.to->limited_by != LimitedBy::nothing;
    const auto fire = [&](const std::string& message, const std::string& instead, CitationId from) {
        Finding found = at(change, finding(Severity::block, message, instead, {from}));
        found.opioid = before.id;
        outcome.findings.push_back(std::move(found));
    };
    const bool is_planned = change.to->departure != Departure::as_taken;
    if (is_planned && !flagged && pace.largest_cut &&
        exceeds(was - is, was * pace.largest_cut->for_caution().of_one)) {
        fire("A cut of " + show_percent(ratio(was - is, was)) + "; of " + drug + " at most " +
                 show_percent(pace.largest_cut->for_caution().of_one) + " of the dose in force goes at once.",
             "Take a smaller cut.", pace.largest_cut->citation());
    }
    // A step that a change of the plan cut short is over: nobody holds it longer any more.
    const bool was_cut_short = change.to->planned_end.has_value();
    if (!was_cut_short && pace.shortest_hold &&
        !reaches(unit::days(change.to->days), pace.shortest_hold->for_caution())) {
        fire("A step of " + drug + " is held for " + show_span(unit::days(change.to->days)) +
                 "; none is held for less than " + show_span(pace.shortest_hold->for_caution()) + ".",
             "Hold the step longer.", pace.shortest_hold->citation());
    }
    return outcome;
}

}  // namespace

Outcome drug_pace(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan || exempt_from_ceilings(in)) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        if (!change.to) continue;
        for (const Taking& before : *change.before) {
            Outcome one = look_at(change, before, in);
            if (!one.looked_at.empty()) outcome.looked_at = std::move(one.looked_at);
            std::move(one.findings.begin(), one.findings.end(), std::back_inserter(outcome.findings));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
