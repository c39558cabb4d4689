#include "planner/replan.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/check.hpp"
#include "planner/drug_pace.hpp"
#include "planner/patches.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/replan_advice.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"
#include "planner/taken_now.hpp"

namespace stepdown {

namespace {

/// Puts together what a changed plan consists of.
struct Course {
    std::vector<Step> steps;
    std::vector<Segment> ways;  // of each step: protocol and opioid
    std::size_t kept = 0;

    void add(Step step, Segment way) {
        steps.push_back(std::move(step));
        ways.push_back(std::move(way));
    }
    Date next() const { return plus_days(steps.back().end(), 1); }
};

/// Patches are put on anew on the first day of a step and then as often as they are worn.
void date_patches(Step& step) {
    for (Taking& one : step.taking) {
        for (PlannedDose& dose : one.doses) {
            auto* patches = std::get_if<Worn>(&dose.amount);
            if (!patches) continue;
            patches->change_on.clear();
            for (int day = 0; day < step.days; day += one.every_days)
                patches->change_on.push_back(plus_days(step.start, day));
        }
    }
}

class Replanner {
public:
    Replanner(const Case& patient_case, const Checked& checked, const ReplanRequest& request,
              const Library& library)
        : case_(patient_case),
          old_(checked.plan),
          opioids_(checked.opioids),
          change_(request.change),
          library_(library),
          limits_(library.limits) {
        while (in_force_ + 1 < old_.steps.size() && old_.steps[in_force_ + 1].start <= change_.on)
            ++in_force_;
    }

    /// What the plan has taken on the day of the change.
    const std::vector<Taking>& planned() const { return in_force().taking; }
    /// A plan without what the rules refuse from the outset (`refusals()`).
    Result<DraftPlan> draft(const Taken& taken);
    std::optional<Problem> off_change_day(const Taken& taken) const;
    std::vector<Finding> refusals(const Taken& taken) const;
    std::size_t kept() const { return course_.kept; }

private:
    const Step& in_force() const { return old_.steps[in_force_]; }
    const std::vector<Taking>& before_run() const {
        const std::size_t first = first_of_run();
        return first == 0 ? old_.baseline : old_.steps[first - 1].taking;
    }
    /// The first of the steps up to the one in force that hold its dose.
    std::size_t first_of_run() const {
        std::size_t first = in_force_;
        while (first > 0 && is_same_dose(old_.steps[first - 1].taking, in_force().taking)) --first;
        return first;
    }
    const TaperProtocol& protocol_of(std::size_t step) const {
        return *library_.taper(protocol_at(old_, old_.steps[step].number));
    }
    Segment way_of(std::size_t step) const {
        Segment way{0, 0, old_.protocol, old_.baseline.front().id};
        for (const Segment& one : old_.segments) {
            if (one.first_step <= old_.steps[step].number) way = {0, 0, one.protocol, one.opioid};
        }
        return way;
    }
    const TaperProtocol& next_protocol() const {
        if (change_.action == ReplanAction::slower) return *library_.taper(change_.protocol);
        return *library_.taper(old_.protocol);
    }
    /// How many times a step is held longer after all steps back so far.
    double slower_by_now() const {
        double times = 1;
        for (const Step& step : old_.steps) {
            if (step.departure == Departure::step_back) times *= library_.replanning.slower.for_caution();
        }
        return times;
    }
    DoseRate original(DrugId drug) const { return total_per_day(old_.baseline, drug); }
    bool is_paused() const {
        return in_force_ > 0 && in_force().kind == StepKind::hold &&
               in_force().departure == Departure::none &&
               is_same_dose(old_.steps[in_force_ - 1].taking, in_force().taking);
    }
    bool is_faster(const TaperProtocol& other) const;
    double pace_of(const TaperProtocol& protocol, DrugId drug) const;

    void keep_through(std::size_t count);
    void end_in_force(Date next);
    void hold(const std::vector<Taking>& taking, int days, Departure departure, const std::string& protocol);
    void follow(std::size_t from, double times);
    void solve_onward(const std::vector<Taking>& now, const TaperProtocol& protocol);
    Date planned_for(DrugId drug, DoseRate dose) const;
    void stay_until(Date day, const std::string& protocol);
    int whole_intervals(int days, const std::vector<Taking>& taking) const;
    int days_before_next_cut(DrugId drug, DoseRate cut, DoseRate before) const;
    int times_as_long(int days, double times, const std::vector<Taking>& taking) const;
    void go_on_from_less(const Taken& taken);
    void step_back();
    void slow_down();
    void resume();
    std::string why_this_protocol(const std::vector<Replan>& replans) const;
    Ending ending(const std::vector<Step>& steps) const;
    DraftPlan finished();

    const Case& case_;
    const DraftPlan& old_;
    const std::vector<BaselineOpioid>& opioids_;
    const Replan& change_;
    const Library& library_;
    const SafetyLimits& limits_;
    std::size_t in_force_ = 0;
    /// What follows the last step where the rest is planned anew; empty: what the old plan ends with.
    std::optional<std::vector<Taking>> after_;
    Course course_;
};

/// What the protocol takes away a day of a drug at the dose in force, in milligrams.
double Replanner::pace_of(const TaperProtocol& protocol, DrugId drug) const {
    const DoseRate now = total_per_day(in_force().taking, drug);
    const Phase& phase = rules::phase_at(protocol, original(drug), now);
    const DoseRate base = phase.base == Base::original ? original(drug) : now;
    return in(base, unit::mg_per_day) * phase.nominal_cut.for_caution().of_one /
           in(phase.interval.for_caution(), unit::days);
}

bool Replanner::is_faster(const TaperProtocol& other) const {
    constexpr double slack = 1e-9;
    if (other.for_acute_use() || other.locked || other.phases.empty()) return true;
    const TaperProtocol& now = *library_.taper(old_.protocol);
    const std::vector<DrugId> drugs = drugs_in(in_force().taking);
    return std::any_of(drugs.begin(), drugs.end(),
                       [&](DrugId drug) { return pace_of(other, drug) > pace_of(now, drug) * (1 + slack); });
}

std::vector<Finding> Replanner::refusals(const Taken& taken) const {
    std::vector<Finding> all;
    const ReplanGuide& guide = library_.replanning;
    const auto refuse = [&](const std::string& rule, std::string message, std::string instead,
                            std::vector<CitationId> citations) {
        all.push_back(
            rules::finding(Severity::block, std::move(message), std::move(instead), std::move(citations)));
        all.back().rule = all.back().id = rule;
    };
    const bool missed = change_.days_without_dose &&
                        reaches(unit::days(*change_.days_without_dose), guide.gap_from.for_caution());
    if (missed || taken.relation == Relation::nothing) {
        refuse("doses-missed",
               (missed ? std::to_string(*change_.days_without_dose) + " days without a dose: "
                       : std::string("Nothing is taken: ")) +
                   "tolerance may be lost, and the old dose can kill.",
               "Do not go back to the old dose. Look at tolerance anew; if an opioid is still needed, decide "
               "on a "
               "dose as for somebody who does not take opioids. If none is needed, no taper is.",
               {guide.gap_from.citation()});
    }
    if (taken.relation == Relation::more) {
        refuse("dose-taken",
               "More is taken than the plan says for " + in_words(change_.on) + ": " +
                   daily_doses(in_force().taking, library_.formulary) +
                   ". A change of a plan never raises the dose.",
               "Find out why. If the last cut was never made, date the change on the last day of the step "
               "before "
               "it; else go back to the plan's dose, or decide on a dose anew and write a new case.",
               rules::grounds({case_, library_, change_.on, opioids_}, "no-increase"));
    }
    if (change_.action == ReplanAction::step_back && taken.relation == Relation::less) {
        refuse("step-back", "Less is taken than the plan says: the dose before is more than one step up.",
               "Hold what is taken.", {guide.step_back_within.citation()});
    }
    const bool by_patient = old_.steps[first_of_run()].departure == Departure::as_taken;
    if (change_.action == ReplanAction::step_back &&
        (by_patient || !is_cut(before_run(), in_force().taking))) {
        refuse("step-back",
               "The present dose was not reached by a cut of the plan: there is no dose to step back to.",
               "Hold the present dose, or slow down.", {guide.step_back_within.citation()});
    }
    if (change_.action == ReplanAction::step_back) {
        const int since = days_between(old_.steps[first_of_run()].start, change_.on);
        const int within = whole_days(guide.step_back_within.for_caution());
        if (since > within) {
            refuse("step-back",
                   "The dose before was left " + std::to_string(since) +
                       " days ago; a step back is possible within " + std::to_string(within) + " days.",
                   "Hold the present dose, or slow down. A higher dose is a new decision.",
                   {guide.step_back_within.citation()});
        }
    }
    if (change_.action == ReplanAction::slower && is_faster(next_protocol())) {
        refuse(
            "slower-protocol",
            "The protocol " + change_.protocol + " is faster at the present dose than " + old_.protocol +
                ", by which the plan goes.",
            "Name a slower protocol (stepdown protocols list), or hold. For a faster taper write a new case.",
            {next_protocol().citation});
    }
    return all;
}

void Replanner::keep_through(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) course_.add(old_.steps[i], way_of(i));
    course_.kept = count;
}

/// The step in force ends on the day before `next`; what was handed out until then stays in it.
void Replanner::end_in_force(Date next) {
    keep_through(in_force_);
    Step step = in_force();
    const int days = days_between(step.start, next);
    if (days <= 0) return;
    if (days >= step.days) return course_.add(step, way_of(in_force_)), void(++course_.kept);
    step.planned_end = step.end();
    step.days = days;
    std::erase_if(step.fills, [&](const Fill& fill) { return fill.fill_on >= next; });
    const TaperProtocol& protocol = protocol_of(in_force_);
    step.visits = visits_of(step, whole_days(visit_every(case_, protocol)));
    course_.add(std::move(step), way_of(in_force_));
}

/// Patches are changed on whole days of their interval.
int Replanner::whole_intervals(int days, const std::vector<Taking>& taking) const {
    const int every = days_of_change(taking);
    return (days + every - 1) / every * every;
}

int Replanner::times_as_long(int days, double times, const std::vector<Taking>& taking) const {
    return whole_intervals(static_cast<int>(std::ceil(days * times - 1e-9)), taking);
}

void Replanner::hold(const std::vector<Taking>& taking, int days, Departure departure,
                     const std::string& protocol) {
    Step step;
    step.kind = StepKind::hold;
    step.start = course_.steps.empty() ? change_.on : course_.next();
    step.days = whole_intervals(days, taking);
    step.taking = taking;
    step.departure = departure;
    course_.add(std::move(step), {0, 0, protocol, way_of(in_force_).opioid});
}

/// The steps of the old plan from `from` on, each held so many times as long.
void Replanner::follow(std::size_t from, double times) {
    for (std::size_t i = from; i < old_.steps.size(); ++i) {
        Step step = old_.steps[i];
        step.start = course_.steps.empty() ? change_.on : course_.next();
        const int planned =
            step.planned_end ? days_between(old_.steps[i].start, *step.planned_end) + 1 : step.days;
        step.days = times_as_long(planned, times, step.taking);
        step.planned_end.reset();
        course_.add(std::move(step), way_of(i));
    }
}

/// The day on which the old plan comes down to this dose of the drug or below it, and as many days later as a
/// hold asks for.
Date Replanner::planned_for(DrugId drug, DoseRate dose) const {
    for (const Step& step : old_.steps) {
        if (step.end() >= change_.on && !exceeds(total_per_day(step.taking, drug), dose))
            return plus_days(step.start, change_.days);
    }
    return plus_days(old_.ending.from, change_.days);
}

/// Stays at the dose of the last step until `day`; a step that is kept is followed by a hold.
void Replanner::stay_until(Date day, const std::string& protocol) {
    const int wait = days_between(course_.next(), day);
    if (wait <= 0) return;
    if (course_.steps.size() > course_.kept && !course_.steps.back().planned_end) {
        course_.steps.back().days += whole_intervals(wait, course_.steps.back().taking);
    } else {
        const std::vector<Taking> taking = course_.steps.back().taking;
        hold(taking, wait, Departure::none, protocol);
    }
}

/// The rest of the taper from what is taken; no dose is come down to before the old plan would come down to
/// it.
void Replanner::solve_onward(const std::vector<Taking>& now, const TaperProtocol& protocol) {
    RestOfTaper rest = rest_of_taper(case_, opioids_, {now, slower_by_now()}, protocol, library_);
    for (const Segment& segment : rest.segments) {
        const DrugId drug = find(old_.baseline, segment.opioid)->drug;
        for (int number = segment.first_step; number <= segment.last_step; ++number) {
            Step& step = rest.steps[static_cast<std::size_t>(number - 1)];
            stay_until(planned_for(drug, total_per_day(step.taking, drug)), protocol.id);
            step.start = course_.next();
            course_.add(std::move(step), {0, 0, protocol.id, segment.opioid});
        }
    }
    after_ = std::move(rest.after);
    const bool stops = is_cut(old_.steps.back().taking, old_.ending.taking);
    if (stops) stay_until(plus_days(old_.ending.from, change_.days), protocol.id);
}

/// How long a dose is held before the next cut after this one: as the protocol says, as both ceilings ask,
/// and longer where the cut is outside the protocol's range.
int Replanner::days_before_next_cut(DrugId drug, DoseRate cut, DoseRate before) const {
    const TaperProtocol& protocol = next_protocol();
    const Phase& phase = rules::phase_at(protocol, original(drug), before);
    const DoseRate largest =
        (phase.base == Base::original ? original(drug) : before) * phase.largest_cut.for_caution().of_one;
    const double times = slower_by_now() * (exceeds(cut, largest) ? limits_.flagged_hold.for_caution() : 1);
    int days = static_cast<int>(std::ceil(whole_days(phase.interval.for_caution()) * times - 1e-9));
    if (exempt_from_ceilings(case_, protocol)) return days;
    for (const Taking& one : in_force().taking) {
        if (one.drug != drug) continue;
        if (const auto shortest = drug_pace(one, library_).shortest_hold)
            days = std::max(days, whole_days(shortest->for_caution()));
    }
    const DoseRate by_week = original(drug) * limits_.largest_weekly_cut.for_caution().of_one;
    const int weeks = static_cast<int>(std::ceil(ratio(cut, by_week) - 1e-9));
    days = std::max(days, weeks * whole_days(limits_.week.for_caution()));
    return std::max(days, whole_days(limits_.window.for_caution()));
}

void Replanner::go_on_from_less(const Taken& taken) {
    end_in_force(change_.on);
    int days = change_.days;
    for (const DrugId drug : drugs_in(in_force().taking)) {
        const DoseRate before = total_per_day(in_force().taking, drug), now = total_per_day(taken.now, drug);
        if (exceeds(before, now)) days = std::max(days, days_before_next_cut(drug, before - now, before));
    }
    hold(taken.now, days, Departure::as_taken, next_protocol().id);
    solve_onward(taken.now, next_protocol());
}

void Replanner::step_back() {
    const std::size_t cut = first_of_run();
    const std::vector<Taking> before = before_run();
    const double times = library_.replanning.slower.for_caution();
    end_in_force(change_.on);
    const Step& left = old_.steps[cut];
    const int planned = left.planned_end ? days_between(left.start, *left.planned_end) + 1 : left.days;
    const bool rises = !course_.steps.empty() && !is_same_dose(before, course_.steps.back().taking);
    hold(before, times_as_long(planned, times, before), rises ? Departure::step_back : Departure::none,
         protocol_of(cut).id);
    std::size_t next = in_force_ + 1;
    Step again = left;
    again.start = course_.next();
    again.days = times_as_long(planned, times, again.taking);
    again.planned_end.reset();
    course_.add(std::move(again), way_of(cut));
    while (next < old_.steps.size() && is_same_dose(old_.steps[next].taking, left.taking)) ++next;
    follow(next, times);
}

void Replanner::slow_down() {
    keep_through(in_force_ + 1);
    const TaperProtocol& protocol = next_protocol();
    const Step& cut = old_.steps[first_of_run()];
    int days = 0;
    for (const DrugId drug : drugs_in(before_run())) {
        const DoseRate before = total_per_day(before_run(), drug);
        if (!exceeds(before, total_per_day(in_force().taking, drug))) continue;
        const Phase& phase = rules::phase_at(protocol, original(drug), before);
        days = std::max(days, whole_days(phase.interval.for_caution()));
    }
    const bool was_cut = days > 0;
    days = static_cast<int>(std::ceil(days * slower_by_now() - 1e-9));
    if (!exempt_from_ceilings(case_, protocol))
        days = std::max(days, whole_days(limits_.window.for_caution()));
    const int wait = days_between(course_.next(), plus_days(cut.start, days));
    std::vector<Taking> held = in_force().taking;
    if (wait > 0 && was_cut) hold(held, wait, Departure::none, protocol.id);
    solve_onward(held, protocol);
}

/// The pause ends, but no earlier than the cut before it was to be held.
void Replanner::resume() {
    const Step& cut = old_.steps[first_of_run()];
    const int planned = cut.planned_end ? days_between(cut.start, *cut.planned_end) + 1 : cut.days;
    end_in_force(std::max(change_.on, plus_days(cut.start, planned)));
    follow(in_force_ + 1, 1);
}

std::string Replanner::why_this_protocol(const std::vector<Replan>& replans) const {
    for (auto one = replans.rbegin(); one != replans.rend(); ++one) {
        if (one->action == ReplanAction::slower) return "chosen on " + in_words(one->on) + " by " + one->by;
    }
    return choose_protocol(case_, opioids_, library_).why;
}

/// What the old plan ends with, or, where the rest is planned anew, the last dose.
Ending Replanner::ending(const std::vector<Step>& steps) const {
    Ending ending = old_.ending;
    ending.from = plus_days(steps.back().end(), 1);
    ending.visits.clear();
    if (after_) ending.taking = *after_;
    if (has_one_review(case_, next_protocol())) return ending;
    for (const Sourced<Duration>& after : limits_.follow_up) {
        const Date on = plus_days(ending.from, whole_days(after.for_caution()) - 1);
        ending.visits.push_back({working_day_at_or_before(on), VisitKind::follow_up});
    }
    return ending;
}

DraftPlan Replanner::finished() {
    const int firm_days = whole_days(limits_.firm.for_caution());
    const Duration longest = limits_.fill_every.for_caution();
    const Duration wished = case_.preferences.fill_every.value_or(longest);
    const int fill_days = whole_days(exceeds(wished, longest) ? longest : wished);
    DraftPlan plan = old_;
    plan.protocol = next_protocol().id;
    plan.segments.clear();
    plan.replans.push_back(change_);
    plan.why_this_protocol = why_this_protocol(plan.replans);
    for (std::size_t i = 0; i < course_.steps.size(); ++i) {
        Step& step = course_.steps[i];
        step.number = static_cast<int>(i) + 1;
        const Segment& way = course_.ways[i];
        if (plan.segments.empty() || plan.segments.back().protocol != way.protocol ||
            plan.segments.back().opioid != way.opioid)
            plan.segments.push_back({step.number, step.number, way.protocol, way.opioid});
        plan.segments.back().last_step = step.number;
        // A step is firm where it is over within the firm days from the change on; one that is over, as it
        // was.
        if (step.end() >= change_.on) step.firm = days_between(change_.on, step.end()) < firm_days;
        if (i < course_.kept) continue;
        date_patches(step);
        if (step.planned_end) continue;
        const int every = whole_days(visit_every(case_, *library_.taper(course_.ways[i].protocol)));
        const bool first_after_score = i == course_.kept && asks_for_early_look(change_, library_);
        step.visits = visits_of(
            step, first_after_score
                      ? std::min(every, whole_days(library_.replanning.reassess_within.for_caution()))
                      : every);
        step.fills = fills_of(step, fill_days, change_.on, firm_days, library_.formulary);
    }
    plan.steps = std::move(course_.steps);
    if (has_one_review(case_, next_protocol())) {
        std::vector<Step> shared =
            with_one_review(plan.steps, whole_days(visit_every(case_, next_protocol())));
        for (std::size_t i = course_.kept; i < shared.size(); ++i) {
            if (plan.steps[i].kind != StepKind::hold) {
                plan.steps[i].visits = shared[i].visits;
                continue;
            }
            // A hold has a review of its own, and a visit as soon after the last one as any other step.
            int unseen = 0;
            for (std::size_t before = i; before > 0 && plan.steps[before - 1].visits.empty(); --before)
                unseen += plan.steps[before - 1].days;
            const int every = whole_days(visit_every(case_, next_protocol()));
            plan.steps[i].visits = visits_of(plan.steps[i], std::max(1, every - unseen));
        }
    }
    plan.ending = ending(plan.steps);
    return plan;
}

/// A patch is not taken off before its time: the step in force ends on a day of change.
std::optional<Problem> Replanner::off_change_day(const Taken& taken) const {
    const bool ends_step = taken.relation == Relation::less || change_.action == ReplanAction::step_back ||
                           change_.action == ReplanAction::resume;
    const int every = days_of_change(in_force().taking);
    const int into = days_between(in_force().start, change_.on) % every;
    if (!ends_step || into == 0) return std::nullopt;
    return Problem{"change-day",
                   "on " + iso(change_.on) + " patches are worn that are changed on " +
                       iso(plus_days(change_.on, every - into)),
                   "write --on " + iso(plus_days(change_.on, every - into)),
                   {"--on", 0, 0}};
}

Result<DraftPlan> Replanner::draft(const Taken& taken) {
    if (const auto problem = off_change_day(taken)) return *problem;
    if (taken.relation == Relation::less) {
        go_on_from_less(taken);
    } else if (change_.action == ReplanAction::hold) {
        keep_through(in_force_ + 1);
        hold(in_force().taking, change_.days, Departure::none, protocol_of(in_force_).id);
        follow(in_force_ + 1, 1);
    } else if (change_.action == ReplanAction::step_back) {
        step_back();
    } else if (change_.action == ReplanAction::slower) {
        slow_down();
    } else if (is_paused()) {
        resume();
    } else {
        return Problem{"nothing-to-resume",
                       "the plan is not paused on " + iso(change_.on) + ": its taper goes on by itself",
                       "give --on a day of a hold, or say with --taking what is really taken",
                       {"--resume", 0, 0}};
    }
    return finished();
}

}  // namespace

Result<Replanned> replan(const Case& patient_case, const WrittenPlan& written, const ReplanRequest& request,
                         const Library& library, Date as_of) {
    const Problems faults = faults_in_request(written, request.change, library);
    if (!faults.empty()) return faults;
    const Result<Checked> checked = check(patient_case, written, library, as_of);
    if (!checked) return checked.problems();
    Replanned result;
    result.tapered.opioids = checked->opioids;
    result.tapered.used_for = with_longest_use(patient_case, as_of).used_for;
    result.tapered.review = checked->review;
    if (checked->review.blocked()) return result;
    ReplanRequest asked = request;
    asked.change.parent = written.id;
    Replanner replanner(patient_case, *checked, asked, library);
    const Result<Taken> taken = read_taken(asked.taking, replanner.planned(), patient_case, library);
    if (!taken) return taken.problems();
    const std::vector<Finding> refusals = replanner.refusals(*taken);
    const std::vector<Finding> advice = advice_on(asked.change, library);
    if (!refusals.empty()) {
        result.tapered.review.findings.clear();  // of the plan that is not changed
        add_findings(result.tapered.review, refusals);
        add_findings(result.tapered.review, advice);
        return result;
    }
    Result<DraftPlan> plan = replanner.draft(*taken);
    if (!plan) return plan.problems();
    const Case known_case = with_longest_use(patient_case, as_of);
    result.tapered.review =
        review({known_case, library, as_of, checked->opioids, &*plan, library.taper(plan->protocol)});
    add_findings(result.tapered.review, advice);
    if (asked.change.action == ReplanAction::slower && plan->ending.from <= checked->plan.ending.from)
        add_findings(result.tapered.review, {no_slower(asked.change, library)});
    if (result.tapered.review.blocked()) return result;
    result.changes = changes_between(checked->plan, *plan, request.change.on, library.formulary);
    result.kept_steps = replanner.kept();
    result.tapered.plan = issue(*std::move(plan), result.tapered.review);
    return result;
}

}  // namespace stepdown
