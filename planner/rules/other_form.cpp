#include <optional>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"

namespace stepdown::rules {

namespace {

/// The product line of a taking; none where its units are not known.
std::optional<ProductId> line_of(const Taking& taking) {
    if (taking.doses.empty() || taking.doses.front().units.empty()) return std::nullopt;
    return taking.doses.front().units.front().product;
}

/// "Morphine is taken as morphine oral solution from here on, ..."
std::string moved_text(const Taking& before, const Taking& after, const ReviewInput& in) {
    const Formulary& formulary = in.library.formulary;
    const ProductLine& line = formulary[*line_of(after)];
    const bool same = per_day(before) == per_day(after);
    return "From here on " + formulary[after.drug].id + " is taken as " + describe(line, formulary) + ", " +
           std::to_string(after.doses.size()) + " times a day, " + show_daily(per_day(after), after.route) +
           (same ? ", the same as before" : " after " + show_daily(per_day(before), before.route)) +
           ". The form before allows no cut in the range of the protocol here; this one allows smaller cuts.";
}

}  // namespace

Outcome other_form(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        for (const Taking& before : *change.before) {
            const Taking* after = find(*change.after, before.id);
            if (!after || before.drug != after->drug || !line_of(before) || !line_of(*after)) continue;
            outcome.looked_at = {"the form of each step"};
            if (line_of(before) == line_of(*after)) continue;
            const bool sooner_gone =
                before.release == Release::extended && after->release == Release::immediate;
            Finding found =
                at(change,
                   finding(
                       Severity::warn, moved_text(before, *after, in),
                       std::string(sooner_gone ? "It acts sooner and for a shorter time: look for sleepiness "
                                                 "after a dose and for withdrawal before the next. "
                                               : "") +
                           "Show how it is measured and taken, take back all of the form before, and see "
                           "that only one of the two is at home.",
                       grounds(in, "other-form")));
            found.opioid = before.id;
            found.acknowledge = true;
            outcome.findings.push_back(std::move(found));
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
