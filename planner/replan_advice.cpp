#include "planner/replan_advice.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rules/rules.hpp"

namespace stepdown {

namespace {

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// These go on with the taper; a hold and a step back do not.
bool goes_on(ReplanAction action) {
    return action == ReplanAction::resume || action == ReplanAction::slower;
}

Finding named(Finding finding, const std::string& rule) {
    finding.rule = finding.id = rule;
    return finding;
}

std::optional<Problem> fault_in_protocol(const std::string& id, const std::string& now,
                                         const Library& library) {
    const Place place{"--slower", 0, 0};
    if (id == now) {
        return Problem{"protocol", "the plan goes by " + id + " already", "name a slower protocol, or hold",
                       place};
    }
    if (library.taper(id)) return std::nullopt;
    std::vector<std::string> ids;
    for (const TaperProtocol& protocol : library.tapers) ids.push_back(protocol.id);
    const std::string near = nearest(id, ids);
    return Problem{"protocol", "there is no protocol \"" + id + "\"",
                   near.empty() ? "see stepdown protocols list" : "write " + near, place};
}

Finding score_finding(const Replan& change, const Library& library) {
    const ReplanGuide& guide = library.replanning;
    const CowsBand& band = guide.band_of(*change.cows);
    const Advice* advice = guide.advice_for(band.advises);
    const bool against =
        goes_on(change.action) && (band.advises == CowsAdvice::pause || band.advises == CowsAdvice::contact);
    const bool urgent = band.advises == CowsAdvice::contact;
    std::vector<CitationId> sources{band.from.citation()};
    if (advice) sources.push_back(advice->citation);
    Finding finding = rules::finding(
        against && urgent   ? Severity::block
        : against || urgent ? Severity::warn
                            : Severity::note,
        "COWS " + std::to_string(*change.cows) + " of " + show_decimal(guide.most_points.for_caution()) +
            ": withdrawal " + (band.says == "none" ? "not shown" : band.says) +
            (against ? ". Going on with the taper is not what is advised." : "."),
        advice ? advice->text : "", std::move(sources));
    finding.acknowledge = against && !urgent;
    return named(std::move(finding), "withdrawal-score");
}

Finding missed_review_finding(const Replan& change, const Library& library) {
    const bool against = goes_on(change.action);
    Finding finding = rules::finding(
        against ? Severity::warn : Severity::note,
        std::string("A review was missed.") +
            (against
                 ? " Nobody has seen how the last step went; going on with the taper is not what is advised."
                 : ""),
        "Hold the present dose until a review has taken place; no cut comes without one.",
        {library.replanning.missed_review.citation});
    finding.acknowledge = against;
    return named(std::move(finding), "missed-review");
}

Finding days_unknown(const Library& library) {
    const Sourced<Duration>& gap = library.replanning.gap_from;
    Finding finding =
        rules::finding(Severity::warn,
                       "It is not said whether doses were missed. After " + show_span(gap.for_caution()) +
                           " without a dose the old dose must not be gone back to.",
                       "Ask, and write --missed 0 or the number of days.", {gap.citation()});
    finding.missing = {"days without a dose"};
    return named(std::move(finding), "doses-missed-unknown");
}

/// The first day from `on` on, on which each dose is taken.
struct Begin {
    std::string dose;
    Date on;
};
std::vector<Begin> begins_of(const DraftPlan& plan, Date on, const Formulary& formulary) {
    std::vector<Begin> all;
    const auto add = [&](const std::vector<Taking>& taking, Date from) {
        const std::string dose = daily_doses(taking, formulary);
        if (from > on && (all.empty() || all.back().dose != dose)) all.push_back({dose, from});
    };
    std::string now;
    for (const Step& step : plan.steps) {
        if (step.end() < on) continue;
        const std::string dose = daily_doses(step.taking, formulary);
        if (dose == now) continue;
        now = dose;
        add(step.taking, step.start);
    }
    if (daily_doses(plan.ending.taking, formulary) != now) add(plan.ending.taking, plan.ending.from);
    return all;
}

std::string dose_on(const DraftPlan& plan, Date on, const Formulary& formulary) {
    for (const Step& step : plan.steps) {
        if (step.start <= on && on <= step.end()) return daily_doses(step.taking, formulary);
    }
    return daily_doses(on < plan.steps.front().start ? plan.baseline : plan.ending.taking, formulary);
}

}  // namespace

std::string daily_doses(const std::vector<Taking>& taking, const Formulary& formulary) {
    std::string text;
    for (const Taking& one : taking) {
        text +=
            (text.empty() ? "" : " + ") + formulary[one.drug].id + " " +
            (worn(one) ? show(worn(one)->rate, unit::mcg_per_hour) : show(per_day(one), unit::mg_per_day));
    }
    return text.empty() ? "nothing" : text;
}

Problems faults_in_request(const WrittenPlan& written, const Replan& change, const Library& library) {
    Problems problems;
    const Place on{"--on", 0, 0}, days{"--hold", 0, 0};
    if (!written.is_as_written) {
        return {Problem{
            "plan-changed",
            written.format == "json"
                ? "this plan is not as it was written: its id is not that of what stands in it"
                : "this is not a plan of stepdown",
            "give the JSON of stepdown taper or replan, unchanged; stepdown check looks at other plans",
            written.steps.front().place}};
    }
    const Date first = written.steps.front().start, last = written.steps.back().end();
    if (change.on < first) {
        problems.push_back(
            {"before-plan", "on " + iso(change.on) + " the plan has not begun: it starts on " + iso(first),
             "write a day from " + iso(first) + " to " + iso(last) + ", or plan anew from the case", on});
    }
    if (change.on > last) {
        problems.push_back(
            {"after-plan", "on " + iso(change.on) + " the plan is over: it ended on " + iso(last),
             "write a day from " + iso(first) + " to " + iso(last) + ", or write a new case", on});
    }
    if (!written.replans.empty() && change.on < written.replans.back().on) {
        problems.push_back({"before-last-change",
                            "the plan was last changed from " + iso(written.replans.back().on) +
                                " on, after " + iso(change.on),
                            "write that day or a later one, or change the plan before it", on});
    }
    const int longest = whole_days(library.replanning.longest_hold.for_caution());
    if (change.action == ReplanAction::hold && (change.days < 1 || change.days > longest)) {
        problems.push_back(
            {"hold-days", "a hold of " + std::to_string(change.days) + " days cannot be planned",
             "write 1 to " + std::to_string(longest) + " days; after that, decide again", days});
    }
    if (is_blank(change.reason))
        problems.push_back(
            {"reason-missing", "no reason is given", "write --reason \"why\"", {"--reason", 0, 0}});
    if (is_blank(change.by))
        problems.push_back(
            {"by-missing", "nobody is named", "write --by \"Dr. A. Example\"", {"--by", 0, 0}});
    const int most = static_cast<int>(library.replanning.most_points.for_caution());
    if (change.cows && (*change.cows < 0 || *change.cows > most)) {
        problems.push_back({"cows",
                            "a COWS of " + std::to_string(*change.cows) + " does not exist",
                            "write the sum of the items, 0 to " + std::to_string(most),
                            {"--cows", 0, 0}});
    }
    if (change.days_without_dose && *change.days_without_dose < 0) {
        problems.push_back({"missed",
                            "there are no " + std::to_string(*change.days_without_dose) + " days",
                            "write how many days passed without a dose, from 0 on",
                            {"--missed", 0, 0}});
    }
    if (change.action == ReplanAction::slower) {
        if (const auto fault = fault_in_protocol(change.protocol, written.protocol, library))
            problems.push_back(*fault);
    }
    const TaperProtocol* now = library.taper(written.protocol);
    const bool is_rotation = !written.rotates_to.empty();
    if (!now) {
        problems.push_back({"replan-protocol",
                            is_rotation ? "the plan of a rotation is not changed by replan"
                                        : "this plan names no protocol of a taper that is known",
                            is_rotation ? "while opioids change: run stepdown rotate again with what is "
                                          "really taken in the case; once they have changed: a case with "
                                          "the new opioid, and stepdown taper"
                                        : "give a taper; another plan is not changed here",
                            {}});
    }
    if (now && now->early_stop) {
        problems.push_back({"replan-protocol",
                            "a plan of a few days by " + now->id + " is not changed while it runs",
                            "write a new case with what is really taken",
                            {}});
    }
    return problems;
}

Finding no_slower(const Replan& change, const Library& library) {
    return named(rules::finding(Severity::warn,
                                "With these products the protocol " + change.protocol +
                                    " is not slower than the plan is: it ends no later.",
                                "Hold, or use a form with smaller strengths.",
                                {library.taper(change.protocol)->citation}),
                 "slower-protocol");
}

bool asks_for_early_look(const Replan& change, const Library& library) {
    if (!change.cows) return false;
    const CowsAdvice advises = library.replanning.band_of(*change.cows).advises;
    return advises == CowsAdvice::pause || advises == CowsAdvice::contact;
}

std::vector<Finding> advice_on(const Replan& change, const Library& library) {
    std::vector<Finding> all;
    if (change.cows) all.push_back(score_finding(change, library));
    if (!condition_found({change.reason}, library.replanning.missed_review).empty())
        all.push_back(missed_review_finding(change, library));
    const bool asks = change.action == ReplanAction::step_back || change.action == ReplanAction::resume;
    if (asks && !change.days_without_dose) all.push_back(days_unknown(library));
    return all;
}

void add_findings(Review& review, const std::vector<Finding>& findings) {
    review.findings.insert(review.findings.end(), findings.begin(), findings.end());
    std::stable_sort(review.findings.begin(), review.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
}

std::vector<PlanChange> changes_between(const DraftPlan& before, const DraftPlan& after, Date on,
                                        const Formulary& formulary) {
    std::vector<PlanChange> all;
    const auto add = [&](const std::string& what, const std::string& about, const std::string& was,
                         const std::string& is) {
        if (was != is) all.push_back({what, about, was, is});
    };
    add("dose-today", "", dose_on(before, on, formulary), dose_on(after, on, formulary));
    add("protocol", "", before.protocol, after.protocol);
    const std::vector<Begin> was = begins_of(before, on, formulary), is = begins_of(after, on, formulary);
    add("next-change", "", was.empty() ? "" : iso(was.front().on), is.empty() ? "" : iso(is.front().on));
    const auto day_of = [](const std::vector<Begin>& begins, const std::string& dose) {
        const auto found =
            std::find_if(begins.begin(), begins.end(), [&](const Begin& one) { return one.dose == dose; });
        return found == begins.end() ? std::string() : iso(found->on);
    };
    for (const Begin& one : is) add("dose-from", one.dose, day_of(was, one.dose), iso(one.on));
    for (const Begin& one : was) {
        if (day_of(is, one.dose).empty()) add("dose-from", one.dose, iso(one.on), "");
    }
    std::stable_sort(all.begin(), all.end(), [](const PlanChange& a, const PlanChange& b) {
        const auto rank = [](const PlanChange& one) {
            const bool begins = one.what == "dose-from";
            return begins ? (one.new_value.empty() ? one.old_value : one.new_value) : std::string();
        };
        return rank(a) < rank(b);
    });
    add("end", "", iso(plus_days(before.ending.from, -1)), iso(plus_days(after.ending.from, -1)));
    return all;
}

}  // namespace stepdown
