#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"
#include "planner/taper_order.hpp"

namespace stepdown::rules {

namespace {

std::string because(const InTurn& turn) {
    if (turn.by_wish) return " (as the case wishes)";
    if (!turn.by_rule) return "";
    return turn.by_rule->first == TaperFirst::most_potent
               ? " (the more potent drug first)"
               : " (extended release first: the risk of overdose is greater with it)";
}

/// "oxycodone extended-release (o1), then morphine immediate-release (o2)", with what put one before the
/// other.
std::string in_turn(const std::vector<InTurn>& order, const ReviewInput& in) {
    std::string text;
    for (const InTurn& turn : order) {
        const Taking& taking = in.opioids[turn.opioid].taking;
        text += (text.empty() ? "" : ", then ") + name_of(taking, in.library.formulary) + " " + taking.id +
                because(turn);
    }
    return text;
}

std::vector<CitationId> sources_of(const std::vector<InTurn>& order, const ReviewInput& in) {
    std::vector<CitationId> all = grounds(in, "single-opioid");
    for (const InTurn& turn : order) {
        if (turn.by_rule) all.push_back(turn.by_rule->citation);
    }
    return all;
}

/// Two opioids lowered on one day: which of them brings withdrawal cannot be told.
void look_for_two_at_once(const ReviewInput& in, Outcome& outcome) {
    for (const Transition& change : transitions(*in.plan)) {
        std::string lowered;
        int count = 0;
        for (const Taking& before : *change.before) {
            const Taking* after = find(*change.after, before.id);
            const DoseRate now = after ? per_day(*after) : unit::mg_per_day(0);
            if (!exceeds(per_day(before), now)) continue;
            lowered += (count++ == 0 ? "" : " and ") + name_of(before, in.library.formulary);
        }
        if (count < 2 || stops_early(change, in)) continue;
        outcome.findings.push_back(
            at(change, finding(Severity::warn, "On one day " + lowered + " are lowered.",
                               "Lower one opioid at a time, and the next when the first is done.",
                               grounds(in, "single-opioid"))));
    }
}

}  // namespace

Outcome single_opioid(const ReviewInput& in) {
    Outcome outcome;
    outcome.looked_at = {"opioids"};
    const std::size_t count = taken(in.patient_case).size();
    if (count < 2) return outcome;
    const std::string names = "The case names " + std::to_string(count) + " opioids. ";
    if (in.protocol && in.protocol->early_stop && !in.protocol->phases.empty()) {
        outcome.findings.push_back(finding(
            Severity::block,
            names + "The protocol stops after one step, which is planned for one opioid only.",
            "The prescriber plans these days, or names another protocol.", grounds(in, "single-opioid")));
        return outcome;
    }
    const std::vector<InTurn> order = taper_order(in.patient_case, in.opioids, in.library);
    const bool at_once = in.protocol && in.protocol->phases.empty();
    if (in.opioids.size() == count && order.size() > 1 && !at_once) {
        outcome.findings.push_back(finding(
            Severity::note,
            names + "One is reduced at a time while the others stay as they are: " + in_turn(order, in) + ".",
            "Let the patient choose another order (preferences: taper_first), or change all to one opioid "
            "first (preferences: consolidate_to), with specialist support.",
            sources_of(order, in)));
    }
    if (in.plan) look_for_two_at_once(in, outcome);
    return outcome;
}

}  // namespace stepdown::rules
