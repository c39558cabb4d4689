#include <algorithm>
#include <vector>

#include "conversions/quantity_format.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

constexpr int minutes_a_day = 24 * 60;

/// The shortest and the longest time between two doses of a day, around the clock; of patches, between two
/// changes.
std::pair<Duration, Duration> gaps(const Taking& taking) {
    if (worn(taking)) return {unit::days(taking.every_days), unit::days(taking.every_days)};
    std::vector<int> minutes;
    for (const PlannedDose& dose : taking.doses) minutes.push_back(dose.time.minute);
    std::sort(minutes.begin(), minutes.end());
    int shortest = minutes_a_day, longest = 0;
    for (std::size_t i = 0; i < minutes.size(); ++i) {
        const int next = i + 1 < minutes.size() ? minutes[i + 1] : minutes.front() + minutes_a_day;
        shortest = std::min(shortest, next - minutes[i]);
        longest = std::max(longest, next - minutes[i]);
    }
    return {unit::days(double(shortest) / minutes_a_day), unit::days(double(longest) / minutes_a_day)};
}

}  // namespace

Outcome extended_release_interval(const ReviewInput& in) {
    Outcome outcome;
    if (!in.plan) return outcome;
    for (const Transition& change : transitions(*in.plan)) {
        for (const Taking& one : *change.after) {
            if (one.doses.empty() || one.doses.front().units.empty()) continue;
            const ProductLine& line = in.library.formulary[one.doses.front().units.front().product];
            if (line.release != Release::extended) continue;
            outcome.looked_at = {"hours between extended-release doses"};
            const auto [shortest, longest] = gaps(one);
            const Taking* known = find(in.plan->baseline, one.id);
            const Taking* at_first = known && known->release == one.release ? known : nullptr;
            if (!reaches(shortest, line.shortest_interval.for_caution())) {
                const bool as_before = at_first && reaches(shortest, gaps(*at_first).first);
                outcome.findings.push_back(
                    at(change,
                       finding(
                           as_before ? Severity::warn : Severity::block,
                           "Doses " + show(shortest, unit::hours) + " apart; the label says at least " +
                               show(line.shortest_interval.for_caution(), unit::hours) +
                               (as_before ? ". The patient's present interval is kept, as the case states it."
                                          : "."),
                           "Keep the label's interval.", {line.shortest_interval.citation()})));
            } else if (worn(one) && exceeds(longest, line.longest_interval.for_caution())) {
                outcome.findings.push_back(
                    at(change,
                       finding(Severity::block,
                               "A patch is worn for " + show(longest, unit::hours) + "; the label says " +
                                   show(line.longest_interval.for_caution(), unit::hours) + ".",
                               "Change it after the time that the label says.",
                               {line.longest_interval.citation()})));
            } else if (exceeds(longest, line.longest_interval.for_caution()) &&
                       (!at_first || exceeds(longest, gaps(*at_first).second))) {
                outcome.findings.push_back(at(
                    change,
                    finding(
                        Severity::note,
                        std::string(worn(one) ? "Changed after " : "One dose in ") +
                            show(longest, unit::hours) + " of a form meant for every " +
                            show(line.longest_interval.for_caution(), unit::hours) +
                            ": pain or withdrawal may come back before the next dose. End of the taper only.",
                        "If that happens, hold here or use an immediate-release form.",
                        {line.longest_interval.citation()})));
            }
        }
    }
    return outcome;
}

}  // namespace stepdown::rules
