#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <map>
#include <set>

#include "planner/schedule.hpp"
#include "planner/taper.hpp"
#include "tests/support/check_support.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

// Thousands of random cases, read from text as a user's case is. Every promise about a taper is recomputed
// from the plan, in whole micrograms, with nothing of the planner but the plan.

using namespace stepdown;
using namespace stepdown::test;

namespace {

// ---- random cases
// ----------------------------------------------------------------------------------------------------

int number_between(int least, int most) {
    return *rc::gen::resize(100, rc::gen::inRange(least, most + 1));
}
bool one_in(int many) {
    return number_between(1, many) == 1;
}
template <class T>
T one_of(const std::vector<T>& all) {
    return *rc::gen::elementOf(all);
}

/// A form of a drug in the words of a case: strengths (in tenths of a milligram) and usual frequencies.
struct Words {
    std::string drug;
    std::vector<int> strengths;
    std::vector<std::string> frequencies;
};
const std::vector<Words> tablets{{"morphine ER", {150, 300, 600}, {"q8h", "q12h"}},
                                 {"morphine ER", {150, 300, 600, 1000, 2000}, {"q12h"}},
                                 {"morphine", {150, 300}, {"q4h", "q6h"}},
                                 {"oxycodone ER", {100, 150, 200, 300, 400}, {"q12h"}},
                                 {"oxycodone ER", {100, 150, 200, 300, 400, 600, 800}, {"q12h"}},
                                 {"oxycodone", {50, 100, 150, 200, 300}, {"q4h", "q6h", "q8h"}},
                                 {"hydromorphone", {20, 40, 80}, {"q4h", "q6h"}},
                                 {"oxymorphone ER", {50, 75, 100, 150, 200, 300, 400}, {"q12h"}},
                                 {"oxymorphone", {50, 100}, {"q4h", "q6h"}},
                                 {"hydrocodone ER", {200, 300, 400, 600}, {"daily"}},
                                 {"codeine", {150, 300, 600}, {"q4h", "q6h"}},
                                 {"levorphanol", {20, 30}, {"q6h", "q8h"}}};

std::string milligrams(int tenths) {
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " mg";
}

/// One dose that tablets can make up: one to three of them.
int dose_of(const Words& words) {
    int dose = 0;
    for (int left = number_between(1, 3); left > 0; --left) dose += one_of(words.strengths);
    return dose;
}

std::string regimen() {
    switch (number_between(0, 9)) {
        case 0:
            return one_of<std::string>({"oxycodone 1 mg/mL solution ", "morphine 2 mg/mL solution ",
                                        "morphine 4 mg/mL solution "}) +
                   one_of<std::string>({"1 mL", "2.5 mL", "5 mL", "7 mL", "10 mL", "15 mL"}) +
                   one_of<std::string>({" q4h", " q6h"});
        case 1:
            return "hydrocodone/acetaminophen " + one_of<std::string>({"5/325", "7.5/325", "10/325"}) +
                   " mg " + one_of<std::string>({"1 tablet", "2 tablets"}) +
                   one_of<std::string>({" q6h", " q8h", " q4h"});
        case 2:
            return one_of<std::string>(
                       {"oxycodone 5 mg", "oxycodone 10 mg", "morphine 15 mg", "hydromorphone 4 mg"}) +
                   " every 4 hours as needed, uses " + std::to_string(number_between(1, 6)) + " a day";
        case 3: {  // doses of a day that differ
            const Words& words = one_of(tablets);
            return words.drug + " " + milligrams(dose_of(words)) + " morning, " + milligrams(dose_of(words)) +
                   one_of<std::string>({" evening", " bedtime"});
        }
        case 4: {
            const Words& words = tablets[static_cast<std::size_t>(one_of<int>({0, 2, 5, 6}))];
            return words.drug + " " + milligrams(dose_of(words)) + " morning, " + milligrams(dose_of(words)) +
                   " afternoon, " + milligrams(dose_of(words)) + " bedtime";
        }
        default: {
            const Words& words = one_of(tablets);
            return words.drug + " " + milligrams(dose_of(words)) + " " + one_of(words.frequencies);
        }
    }
}

/// A goal in MME only for drugs that have a factor: the others are told by an error, which has a test of its
/// own.
std::string goal_for(const std::string& opioid) {
    if (!one_in(3)) return "discontinue";
    const std::string drug = opioid.substr(0, opioid.find_first_of(" /"));
    if (drug == "levorphanol" || one_in(2)) {
        return "reduce to " + drug + " " + std::to_string(number_between(1, 150)) + " mg/day";
    }
    return "reduce to " + std::to_string(number_between(1, 300)) + " MME/day";
}

std::string preferences() {
    std::string all;
    const auto add = [&](const std::string& one) { all += (all.empty() ? "" : ", ") + one; };
    if (one_in(3)) add("tablets_scored: yes");
    if (one_in(3)) add("max_tablets_per_dose: " + std::to_string(number_between(1, 6)));
    if (one_in(3)) add("fill_every: " + std::to_string(number_between(1, 28)) + " days");
    if (one_in(3))
        add("heavier_dose: " +
            one_of<std::string>({"morning", "noon", "afternoon", "evening", "bedtime", "night"}));
    return all.empty() ? "" : "preferences: {" + all + "}\n";
}

const std::vector<std::string>& protocol_ids() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> ids;
        for (const TaperProtocol& protocol : shipped_library().tapers) ids.push_back(protocol.id);
        return ids;
    }();
    return all;
}

std::string random_case() {
    const std::string opioid = regimen();
    std::string more = "goal: " + goal_for(opioid) + "\n";
    const std::string used = one_of<std::string>(
        {"", "1 day", "2 days", "3 days", "6 days", "1 week", "2 weeks", "27 days", "4 weeks", "2 months",
         "83 days", "3 months", "200 days", "335 days", "1 year", "4 years", "20 years"});
    if (!used.empty()) more += "used_for: " + used + "\n";
    if (one_in(2)) more += "protocol: " + one_of(protocol_ids()) + "\n";
    if (one_in(2)) more += "overrides: [{rule: locked-protocol, reason: proven diversion, by: Dr. B}]\n";
    more += "start: " + iso(plus_days(day("2026-12-01"), number_between(0, 800))) + "\n";
    more +=
        "supervision: {prescriber: Dr. A, patient_agrees: yes" +
        one_of<std::string>({"", ", setting: outpatient", ", setting: inpatient", ", setting: inpatient"}) +
        (one_in(3) ? ", review_every: " + std::to_string(number_between(1, 40)) + " days" : std::string()) +
        "}\n";
    return case_text(opioid, more + preferences());
}

// ---- the promises
// ----------------------------------------------------------------------------------------------------

std::int64_t micrograms(const std::vector<Taking>& taking) {
    std::int64_t sum = 0;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses)
            sum += std::llround(in(given_in_a_day(dose.amount), unit::mcg));
    }
    return sum;
}

/// Per mille, so that limits in whole numbers of them are compared without rounding.
std::int64_t per_mille(const Sourced<Fraction>& share) {
    return std::llround(1000 * share.for_caution().of_one);
}

class Promises {
public:
    Promises(const Case& patient_case, const Tapered& tapered)
        : case_(patient_case),
          tapered_(tapered),
          plan_(tapered.plan->plan()),
          library_(shipped_library()),
          protocol_(*library_.taper(plan_.protocol)) {}

    void check() const {
        protocol_is_the_one_asked_for();
        only_unlocked_protocols();
        if (protocol_.id == "acute-none") {
            stops_at_once();
            return;
        }
        steps_meet();
        for (const Step& step : plan_.steps) {
            doses_exist(step.taking);
            reviews_are_dated(step);
            fills_add_up(step);
            RC_ASSERT(step.firm == (days_between(*case_.start, step.end()) < 90));
        }
        nothing_rises();
        ceilings_hold();
        flagged_steps_are_told_and_held();
        slower_steps_are_told();
        the_end_is_the_goal();
    }

private:
    void protocol_is_the_one_asked_for() const {
        if (case_.protocol) {
            RC_ASSERT(plan_.protocol == *case_.protocol);
            return;
        }
        const std::string by_span = used_days() < 3     ? "acute-none"
                                    : used_days() < 7   ? "acute-3-6-days"
                                    : used_days() < 28  ? "acute-1-4-weeks"
                                    : used_days() < 84  ? "short-use-weekly"
                                    : used_days() < 336 ? "standard"
                                                        : "slow-long-term";
        const bool gives_way = used_days() < 28 && !may_stop_early();
        RC_ASSERT(plan_.protocol == (gives_way ? "acute-1-4-weeks" : by_span));
    }

    double used_days() const { return case_.used_for ? in(*case_.used_for, unit::days) : 1e9; }

    /// Immediate release, less than 50 MME a day, and the goal to stop.
    bool may_stop_early() const {
        const Taking& now = plan_.baseline.front();
        const auto mme = mme_of(plan_.baseline, library_.exposure());
        return now.release == Release::immediate && std::holds_alternative<Discontinue>(*case_.goal) && mme &&
               !reaches(*mme, unit::mme_per_day(50));
    }

    void only_unlocked_protocols() const {
        const bool locked = plan_.protocol == "va-rapid" || plan_.protocol == "medical-algorithms-rapid";
        if (locked) RC_ASSERT((case_.supervision.setting == "inpatient" && !case_.overrides.empty()));
        if (plan_.protocol == "acute-none") RC_ASSERT((used_days() < 3 && may_stop_early()));
        if (plan_.protocol == "acute-3-6-days") RC_ASSERT((used_days() < 7 && may_stop_early()));
        if (plan_.protocol == "acute-1-4-weeks") RC_ASSERT(used_days() < 28);
    }

    void stops_at_once() const {
        RC_ASSERT(plan_.steps.empty());
        RC_ASSERT(plan_.ending.taking.empty());
        RC_ASSERT(plan_.ending.from == *case_.start);
        RC_ASSERT(plan_.ending.visits.size() == 1U);
        const int days = days_between(*case_.start, plan_.ending.visits.front().on);
        RC_ASSERT((days >= 0 && days < 7));
    }

    bool is_acute() const { return plan_.protocol.starts_with("acute-"); }

    void steps_meet() const {
        RC_ASSERT(!plan_.steps.empty());
        Date next = *case_.start;
        int number = 1;
        for (const Step& step : plan_.steps) {
            RC_ASSERT(step.number == number++);
            RC_ASSERT(step.start == next);
            RC_ASSERT(step.days >= 1);
            next = plus_days(step.end(), 1);
        }
        RC_ASSERT(plan_.ending.from == next);
    }

    /// Amounts are the sum of their units; units are whole, or halves of tablets that may be halved.
    void doses_exist(const std::vector<Taking>& taking) const {
        RC_ASSERT(taking.size() == 1U);
        const Taking& one = taking.front();
        RC_ASSERT(!one.doses.empty());
        int last = -1;  // minutes after the first dose of the day
        for (const PlannedDose& dose : one.doses) {
            const int minute = (dose.time.minute - one.doses.front().time.minute + 24 * 60) % (24 * 60);
            RC_ASSERT(minute > last);
            last = minute;
            std::int64_t sum_in_thousandths = 0;
            for (const UnitCount& unit : dose.units) {
                const ProductLine& line = library_.formulary[unit.product];
                RC_ASSERT(line.drug == one.drug);
                RC_ASSERT(line.release == one.release);
                RC_ASSERT(unit.thousandths > 0);
                const Mass content = content_of_one(line.strengths[unit.strength]);
                sum_in_thousandths += std::llround(in(content, unit::mcg)) * unit.thousandths;
                const bool liquid = line.form == Form::solution || line.form == Form::concentrate;
                const bool halves = case_.preferences.tablets_scored && line.release == Release::immediate &&
                                    line.form == Form::tablet &&
                                    line.split.for_caution() == Split::half_if_scored;
                RC_ASSERT((liquid || unit.thousandths % (halves ? 500 : 1000) == 0));
            }
            RC_ASSERT(sum_in_thousandths == 1000 * std::llround(in(given_in_a_day(dose.amount), unit::mcg)));
            RC_ASSERT(units_of(dose) <= most_units());
        }
        extended_release_doses_are_apart(one);
    }

    static int units_of(const PlannedDose& dose) {
        int units = 0;
        for (const UnitCount& unit : dose.units) units += (unit.thousandths + 999) / 1000;
        return units;
    }
    /// Asked for in the case or usual, or what the patient takes now.
    int most_units() const {
        int most = case_.preferences.max_tablets_per_dose.value_or(4);
        for (const PlannedDose& dose : plan_.baseline.front().doses) most = std::max(most, units_of(dose));
        return most;
    }

    static int shortest_gap(const Taking& taking) {
        std::vector<int> minutes;
        for (const PlannedDose& dose : taking.doses) minutes.push_back(dose.time.minute);
        std::sort(minutes.begin(), minutes.end());
        minutes.push_back(minutes.front() + 24 * 60);
        int shortest = 24 * 60;
        for (std::size_t i = 1; i < minutes.size(); ++i)
            shortest = std::min(shortest, minutes[i] - minutes[i - 1]);
        return shortest;
    }
    void extended_release_doses_are_apart(const Taking& taking) const {
        if (taking.release != Release::extended) return;
        const ProductLine& line = library_.formulary[taking.doses.front().units.front().product];
        const auto label = std::llround(24 * 60 * in(line.shortest_interval.for_caution(), unit::days));
        RC_ASSERT(shortest_gap(taking) >= std::min<long long>(label, shortest_gap(plan_.baseline.front())));
    }

    /// After acute use only the last step need end with a review, as long as the plan is not longer than what
    /// may pass between two visits.
    void reviews_are_dated(const Step& step) const {
        const int in_all = days_between(plan_.steps.front().start, plan_.ending.from);
        if (is_acute() && step.number < std::ssize(plan_.steps)) {
            if (step.visits.empty()) return;
            const int asked =
                case_.supervision.review_every ? whole_days(*case_.supervision.review_every) : 28;
            RC_ASSERT(in_all > asked);
        }
        RC_ASSERT(!step.visits.empty());
        RC_ASSERT(step.visits.back().kind == VisitKind::review);
        int every = whole_days(protocol_.visit_every.for_caution());
        if (case_.supervision.review_every)
            every = std::min(every, whole_days(*case_.supervision.review_every));
        Date seen = plus_days(step.start, -1);
        for (const Visit& visit : step.visits) {
            RC_ASSERT((visit.on > seen && visit.on <= step.end()));
            RC_ASSERT(days_between(seen, visit.on) <= every);
            seen = visit.on;
        }
        RC_ASSERT(days_between(seen, step.end()) < 7);
    }

    void fills_add_up(const Step& step) const {
        std::map<std::pair<ProductId, std::size_t>, std::int64_t> needed, filled;
        for (const PlannedDose& dose : step.taking.front().doses) {
            for (const UnitCount& unit : dose.units)
                needed[{unit.product, unit.strength}] += std::int64_t{unit.thousandths} * step.days;
        }
        const int most_days =
            case_.preferences.fill_every ? std::min(28, whole_days(*case_.preferences.fill_every)) : 28;
        for (const Fill& fill : step.fills) {
            RC_ASSERT((fill.days >= 1 && fill.days <= most_days));
            RC_ASSERT((fill.fill_on >= step.start && plus_days(fill.fill_on, fill.days - 1) <= step.end()));
            RC_ASSERT(fill.written_on <= fill.fill_on);
            filled[{fill.quantity.product, fill.quantity.strength}] += fill.quantity.thousandths;
        }
        for (auto& [unit, thousandths] : needed) {
            const Form form = library_.formulary[unit.first].form;
            if (form != Form::solution && form != Form::concentrate)
                thousandths = (thousandths + 999) / 1000 * 1000;
        }
        RC_ASSERT(needed == filled);
    }

    void nothing_rises() const {
        const std::vector<Taking>* before = &plan_.baseline;
        for (const Step& step : plan_.steps) {
            const bool only_held = plan_.steps.size() == 1 && step.kind == StepKind::hold;
            if (only_held) {
                RC_ASSERT(micrograms(step.taking) == micrograms(*before));
            } else {
                RC_ASSERT(micrograms(step.taking) < micrograms(*before));
            }
            const auto &doses = step.taking.front().doses, &doses_before = before->front().doses;
            RC_ASSERT(doses.size() <= doses_before.size());
            const auto mme = mme_of(step.taking, library_.exposure()),
                       mme_before = mme_of(*before, library_.exposure());
            RC_ASSERT(mme.has_value() == mme_before.has_value());
            if (mme) RC_ASSERT(!exceeds(*mme, *mme_before));
            before = &step.taking;
        }
        RC_ASSERT(micrograms(plan_.ending.taking) <= micrograms(*before));
    }

    bool exempt() const {
        if (plan_.protocol == "va-rapid" || plan_.protocol == "medical-algorithms-rapid") return true;
        return (plan_.protocol == "short-use-weekly" && used_days() < 84) || is_acute();
    }

    /// How long the protocol holds a step at this dose.
    int interval_at(std::int64_t before) const {
        const std::int64_t original = micrograms(plan_.baseline);
        for (const Phase& phase : protocol_.phases) {
            if (!phase.until || before * 1000 > per_mille(*phase.until) * original)
                return whole_days(phase.interval.for_caution());
        }
        return 0;
    }

    /// (a) within any 14 days at most 25 % of the dose before the first cut of the window; (b) at most 10 %
    /// of the original for each 7 days that a step is held. And no unflagged cut above what the protocol
    /// allows.
    void ceilings_hold() const {
        const std::int64_t original = micrograms(plan_.baseline);
        std::vector<std::pair<Date, std::int64_t>> cuts;  // when, and the dose before it
        std::int64_t before = original;
        for (const Step& step : plan_.steps) {
            const std::int64_t after = micrograms(step.taking);
            cuts.push_back({step.start, before});
            if (step.limited_by == LimitedBy::nothing) {
                std::int64_t widest = 0;
                for (const Phase& phase : protocol_.phases) {
                    widest = std::max(widest, per_mille(phase.largest_cut) *
                                                  (phase.base == Base::original ? original : before));
                }
                RC_ASSERT((before - after) * 1000 <= widest);
                for (const auto& [when, dose] : cuts) {
                    if (exempt() || days_between(when, step.start) >= 14) continue;
                    RC_ASSERT(after * 4 >= dose * 3);
                }
                if (!exempt()) RC_ASSERT((before - after) * 10 <= original * (step.days / 7));
            }
            before = after;
        }
    }

    bool is_told(const Step& step, Severity severity, bool to_be_acknowledged) const {
        const auto& findings = tapered_.review.findings;
        return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
            return finding.rule == "outside-protocol-range" && finding.step == step.number &&
                   finding.severity == severity && finding.acknowledge == to_be_acknowledged;
        });
    }

    /// The smallest undivided unit that a plan may hold, and half of it where tablets may be halved.
    std::int64_t smallest_unit() const { return tapered_.opioids.front().stock.smallest; }

    /// One smallest unit at each dose of the label interval; where nobody has verified the interval, at each
    /// dose of now.
    std::int64_t last_unit_zone() const {
        const std::vector<PlannedDose>& now = plan_.baseline.front().doses;
        const ProductLine& line = library_.formulary[now.front().units.front().product];
        const auto hours = std::llround(in(line.longest_interval.for_caution(), unit::hours));
        const bool verified = line.longest_interval.evidence() != Evidence::unverified;
        return smallest_unit() * (verified ? std::max<std::int64_t>(1, 24 / hours) : std::ssize(now));
    }

    void flagged_steps_are_told_and_held() const {
        std::int64_t before = micrograms(plan_.baseline);
        for (const Step& step : plan_.steps) {
            const std::int64_t after = micrograms(step.taking);
            if (step.limited_by != LimitedBy::nothing) {
                RC_ASSERT(step.days >= 2 * interval_at(before));
                const bool above_a_quarter = (before - after) * 4 > before;
                RC_ASSERT(is_told(step, above_a_quarter ? Severity::warn : Severity::note, above_a_quarter));
                if (step.limited_by == LimitedBy::grid) RC_ASSERT((before - after) * 2 <= before);
                RC_ASSERT((step.limited_by == LimitedBy::last_unit) == (before <= last_unit_zone()));
            }
            before = after;
        }
    }

    /// A ceiling never slows a plan in silence, and only where it binds.
    void slower_steps_are_told() const {
        const bool slowed = std::any_of(plan_.steps.begin(), plan_.steps.end(),
                                        [](const Step& step) { return step.slowed_by_ceiling; });
        const bool told =
            std::any_of(tapered_.review.findings.begin(), tapered_.review.findings.end(),
                        [](const Finding& finding) { return finding.rule == "slowed-by-ceiling"; });
        if (slowed) RC_ASSERT(told);
        if (exempt()) RC_ASSERT(!(told || slowed));
    }

    void the_end_is_the_goal() const {
        const std::vector<Taking>& last = plan_.steps.back().taking;
        if (std::holds_alternative<Discontinue>(*case_.goal)) {
            RC_ASSERT(plan_.ending.taking.empty());
            RC_ASSERT(plan_.ending.visits.size() == (is_acute() ? 0U : 2U));
            if (plan_.protocol ==
                "acute-3-6-days") {  // half of the dose, or the next dose above it, for 2 days
                RC_ASSERT(plan_.steps.size() == 1U);
                RC_ASSERT(plan_.steps.front().days == 2);
                RC_ASSERT(2 * micrograms(last) >= micrograms(plan_.baseline));
                RC_ASSERT(2 * micrograms(last) < micrograms(plan_.baseline) + 2 * smallest_unit());
                return;
            }
            RC_ASSERT(last.front().doses.size() == 1U);
            RC_ASSERT(micrograms(last) == smallest_unit());
            return;
        }
        RC_ASSERT(micrograms(plan_.ending.taking) == micrograms(last));
        if (const auto* goal = std::get_if<ReduceToDose>(&*case_.goal)) {
            RC_ASSERT(reaches(total_per_day(last, goal->drug), goal->target));
            return;
        }
        const auto mme = mme_of(last, library_.exposure());
        RC_ASSERT(mme.has_value());
        RC_ASSERT(reaches(*mme, std::get<ReduceToMme>(*case_.goal).target));
    }

    const Case& case_;
    const Tapered& tapered_;
    const DraftPlan& plan_;
    const Library& library_;
    const TaperProtocol& protocol_;
};

struct Count {
    int cases = 0, issued = 0;
};

/// What the planner itself promises never to draft: a rule that blocks for one of these has found a fault of
/// it.
const std::set<std::string> never_drafted{
    "abrupt-stop", "window-ceiling", "weekly-ceiling",           "no-increase",
    "whole-units", "dated-review",   "extended-release-interval"};

void case_keeps_every_promise(Count& count) {
    const std::string text = random_case();
    RC_LOG(text);
    const Result<Case> patient_case = case_of(text);
    if (!patient_case) RC_FAIL(patient_case.problems().front().message);
    ++count.cases;
    const Result<Tapered> tapered = taper(*patient_case, shipped_library(), day("2026-11-30"));
    if (!tapered) {
        for (const Problem& problem : tapered.problems())
            RC_ASSERT((problem.id == "goal-not-lower" || problem.id == "goal-out-of-reach"));
        return;
    }
    for (const Finding& finding : tapered->review.findings) {
        if (finding.severity == Severity::block) RC_ASSERT(never_drafted.count(finding.rule) == 0U);
    }
    RC_ASSERT(tapered->plan.has_value() != tapered->review.blocked());
    if (!tapered->plan) return;
    ++count.issued;
    Promises(*patient_case, *tapered).check();
    if (!tapered->plan->plan().steps.empty())
        RC_ASSERT(disagreement_with_check(*patient_case, *tapered, day("2026-11-30")).empty());
}

}  // namespace

TEST_CASE("every promise about a taper holds for random cases") {
    Count count;
    CHECK(holds("promises of a taper", 1500, [&count] { case_keeps_every_promise(count); }));
    CHECK(count.cases >= 1500);
    CHECK(count.issued >= count.cases / 2);
    MESSAGE(count.issued << " of " << count.cases << " random cases gave a plan");
}
