#include "planner/taper.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/drug_pace.hpp"
#include "planner/patches.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"
#include "planner/taper_goal.hpp"
#include "planner/taper_order.hpp"

namespace stepdown {

namespace {

bool can_be_read_in_units(const CaseOpioid& opioid, const Library& library) {
    const bool can_be_tapered =
        opioid.regimen.route == Route::oral || opioid.regimen.route == Route::transdermal;
    return can_be_tapered && library.formulary[opioid.regimen.drug].no_taper_because.empty() &&
           opioid.purpose != Purpose::opioid_use_disorder && !opioid.verified_not_taking;
}

/// How long a step is held, in whole changes of the patches (days of all else): as the protocol says, and no
/// shorter than the drug allows.
int hold_of(const Phase& phase, const DrugPace& drug, int days_of_change) {
    const int by_protocol = whole_days(*phase.interval.for_dosing());
    const int by_drug = drug.shortest_hold ? whole_days(drug.shortest_hold->for_caution()) : 0;
    return changes_in(std::max(by_protocol, by_drug), days_of_change);
}

Pace pace_of(const Phase& phase, int hold) {
    return {phase.base == Base::original,
            phase.smallest_cut.for_caution().of_one,
            phase.nominal_cut.for_dosing()->of_one,
            phase.largest_cut.for_dosing()->of_one,
            phase.until ? phase.until->for_dosing()->of_one : 0,
            hold};
}

/// The ceilings, their spans rounded up to whole changes.
Ceilings ceilings_of(bool exempt, const SafetyLimits& limits, int days_of_change) {
    return {!exempt, limits.largest_window_cut.for_caution().of_one,
            changes_in(whole_days(limits.window.for_caution()), days_of_change),
            limits.largest_weekly_cut.for_caution().of_one,
            changes_in(whole_days(limits.week.for_caution()), days_of_change)};
}

/// The dose of the day that the patient would like to keep heaviest.
std::optional<std::size_t> heaviest_slot(const std::vector<DoseTime>& times, TimeOfDay preferred) {
    for (std::size_t slot = 0; slot < times.size(); ++slot) {
        if (times[slot].at == preferred) return slot;
    }
    return std::nullopt;
}

/// All that a plan is drawn up from.
struct Request {
    const Case& patient_case;
    const std::vector<BaselineOpioid>& opioids;
    const ChosenProtocol& chosen;
    const Library& library;
    Date as_of;

    const TaperProtocol& protocol() const { return *chosen.protocol; }
    const SafetyLimits& limits() const { return library.limits; }
    const Preferences& preferences() const { return patient_case.preferences; }
};

std::int64_t a_day(DoseRate rate) {
    return std::llround(in(rate * unit::days(1), unit::mcg));
}

std::vector<Taking> taken_now(const Request& request) {
    std::vector<Taking> all;
    for (const BaselineOpioid& one : request.opioids) {
        all.push_back(one.taking);
        if (!is_to_be_tapered(one, request.patient_case)) all.back().role = Role::unchanged;
    }
    return all;
}

/// The usual times of so many doses; of four, without one in the night.
std::vector<DoseTime> usual_times(std::size_t doses, TimeOfDay preferred) {
    if (doses == 1) return {time_of(preferred)};
    if (doses == 4) {
        return {time_of(TimeOfDay::morning), time_of(TimeOfDay::noon), DoseTime{TimeOfDay::evening, 18 * 60},
                time_of(TimeOfDay::bedtime)};
    }
    return times_of(static_cast<int>(doses));
}

/// When a form is taken at first, and whether these are no times of the patient's own.
struct FormTimes {
    std::vector<DoseTime> times;
    bool are_usual = true;
};
FormTimes times_at_first(const BaselineOpioid& opioid, std::size_t form, TimeOfDay preferred) {
    const std::size_t doses = form == 0 ? opioid.times.size() : opioid.other_forms[form - 1].doses_a_day;
    if (doses == opioid.times.size()) return {opioid.times, opioid.usual_times};
    return {usual_times(doses, preferred), true};
}

/// The times of day for so many doses, when the form began with those of `first`. Fewer doses than before are
/// spread over the waking day.
std::vector<DoseTime> times_for(std::size_t doses, const FormTimes& first, TimeOfDay preferred) {
    if (doses == first.times.size()) return first.times;
    if (first.are_usual) return usual_times(doses, preferred);
    std::vector<DoseTime> times = first.times;
    while (times.size() > doses) {
        const auto order = cut_order(times.size(), heaviest_slot(times, preferred));
        times.erase(times.begin() + static_cast<std::ptrdiff_t>(order.front()));
    }
    return times;
}

/// The forms that this opioid may move to. None while another form of the drug is taken besides.
std::vector<OtherForm> other_forms_for(const Request& request, const BaselineOpioid& opioid,
                                       const TaperProblem& problem) {
    std::vector<OtherForm> forms;
    if (problem.background > 0) return forms;
    const TimeOfDay preferred = request.preferences().heavier_dose;
    for (const OtherFormStock& other : opioid.other_forms) {
        BaselineOpioid there = opioid;
        there.stock = other.stock;
        forms.push_back(
            {grid_of(other.stock, *std::max_element(problem.start.begin(), problem.start.end())),
             other.doses_a_day, last_unit_zone(there, request.library.formulary),
             heaviest_slot(times_at_first(opioid, forms.size() + 1, preferred).times, preferred)});
    }
    return forms;
}

/// The problem of one opioid while all else in `now` stays.
TaperProblem problem_for(const Request& request, const BaselineOpioid& opioid,
                         const std::vector<Taking>& now) {
    const DrugId drug = opioid.taking.drug;
    TaperProblem problem;
    for (const PlannedDose& dose : opioid.taking.doses)
        problem.start.push_back(*whole_micrograms(given_in_a_day(dose.amount)));
    problem.background = a_day(total_per_day(now, drug)) - total_of(problem.start);
    problem.original = a_day(total_per_day(taken_now(request), drug));
    const auto goal = goal_per_day(request.patient_case, drug, now, request.library);
    problem.goal =
        goal ? static_cast<std::int64_t>(std::ceil(in(*goal * unit::days(1), unit::mcg) - 1e-6)) : 0;
    problem.goal = std::max(problem.goal, problem.background);
    problem.last_unit_zone = last_unit_zone(opioid, request.library.formulary);
    problem.grid = grid_of(opioid.stock, *std::max_element(problem.start.begin(), problem.start.end()));
    problem.heaviest = heaviest_slot(opioid.times, request.preferences().heavier_dose);
    problem.other_forms = other_forms_for(request, opioid, problem);
    // The solver counts time in changes of the patches, so that every step is whole changes long.
    const int change = days_of_change(taken_now(request));
    const bool exempt = exempt_from_ceilings(request.patient_case, request.protocol());
    const DrugPace pace = exempt ? DrugPace{} : drug_pace(opioid.taking, request.library);
    for (const Phase& phase : request.protocol().phases)
        problem.paces.push_back(pace_of(phase, hold_of(phase, pace, change)));
    problem.ceilings = ceilings_of(exempt, request.limits(), change);
    problem.flagged_hold = request.limits().flagged_hold.for_caution();
    return problem;
}

Taking taking_of(const SolvedStep& solved, const BaselineOpioid& opioid, const TaperProblem& problem,
                 const Library& library, TimeOfDay preferred) {
    Taking taking = opioid.taking;
    taking.doses.clear();
    const bool is_first_form = solved.form == 0;
    const Stock& stock = is_first_form ? opioid.stock : opioid.other_forms[solved.form - 1].stock;
    const DoseGrid& grid = is_first_form ? problem.grid : problem.other_forms[solved.form - 1].grid;
    if (!is_first_form) taking.release = library.formulary[stock.line].release;
    const std::vector<DoseTime> times =
        times_for(solved.doses.size(), times_at_first(opioid, solved.form, preferred), preferred);
    for (std::size_t slot = 0; slot < times.size(); ++slot) {
        const Dispensed* dose = grid.find(solved.doses[slot]);
        // A dose that the patient takes now stays as it is taken now, also where a plan would not hand it out
        // so.
        taking.doses.push_back(dose ? dose_from(stock, *dose, times[slot]) : opioid.taking.doses[slot]);
    }
    return taking;
}

/// One stretch of a taper in doses, before it has dates: one opioid is reduced, the others stay. Its time is
/// counted in changes of the patches.
struct Stretch {
    TaperProblem problem;
    std::vector<SolvedStep> steps;

    /// Whether the opioid is to go altogether, at the end of the stretch or after it.
    bool stops() const { return problem.goal <= problem.background; }
    bool has_stopped() const { return !steps.empty() && steps.back().doses.empty(); }
};

/// Where the protocol stops after one step, only one: to the lowest dose that is not below its share. Each
/// step is held `slower` times the protocol's interval. No steps where the goal is reached already.
Stretch solved(const Request& request, const BaselineOpioid& opioid, const std::vector<Taking>& now,
               double slower) {
    Stretch stretch{problem_for(request, opioid, now), {}};
    for (Pace& pace : stretch.problem.paces)
        pace.interval = static_cast<int>(std::ceil(pace.interval * slower - 1e-9));
    if (total_of(stretch.problem.start) + stretch.problem.background <= stretch.problem.goal) return stretch;
    if (!request.protocol().early_stop) {
        stretch.steps = solve(stretch.problem);
        return stretch;
    }
    const Phase& only = request.protocol().phases.front();
    const double left = 1 - only.nominal_cut.for_dosing()->of_one;
    TaperProblem to_share = stretch.problem;
    to_share.goal =
        static_cast<std::int64_t>(std::ceil(left * static_cast<double>(to_share.original) - 1e-6));
    const std::vector<SolvedStep> down = solve(to_share);
    const DayDoses& held = down.empty() ? to_share.start : down.back().doses;
    stretch.steps = {SolvedStep{held, stretch.problem.paces.front().interval, LimitedBy::nothing, false}};
    return stretch;
}

/// The day on which a plan begins.
Date begin_of(const Request& request) {
    return request.patient_case.start.value_or(request.as_of);
}

/// A plan without steps yet.
DraftPlan blank(const Request& request) {
    DraftPlan plan{request.chosen.protocol->id,
                   request.chosen.why,
                   request.patient_case.supervision.prescriber,
                   taken_now(request),
                   {},
                   {}};
    plan.ending.from = begin_of(request);
    return plan;
}

/// The opioid as it is taken on a later day.
BaselineOpioid as_taken(const BaselineOpioid& original, const Taking& now) {
    BaselineOpioid opioid = in_form_of(original, now);
    opioid.taking = now;
    if (worn(now)) return opioid;
    opioid.times.clear();
    for (const PlannedDose& dose : now.doses) opioid.times.push_back(dose.time);
    opioid.usual_times = opioid.times == times_of(static_cast<int>(opioid.times.size()));
    return opioid;
}

/// Adds step after step to a plan, with dates, visits and fills. With `onward` the plan begins from what is
/// taken on a later day.
class Drafter {
public:
    explicit Drafter(const Request& request, const Onward* onward = nullptr)
        : request_(request),
          plan_(blank(request)),
          now_(onward ? onward->now : plan_.baseline),
          slower_(onward ? onward->slower : 1),
          is_onward_(onward != nullptr) {
        const SafetyLimits& limits = request.limits();
        const Duration longest_fill = limits.fill_every.for_caution();
        const Duration wished_fill = request.preferences().fill_every.value_or(longest_fill);
        fill_days_ = whole_days(exceeds(wished_fill, longest_fill) ? longest_fill : wished_fill);
        firm_days_ = whole_days(limits.firm.for_caution());
        visit_every_ = whole_days(visit_every(request.patient_case, request.protocol()));
        change_ = days_of_change(plan_.baseline);
    }

    /// One opioid after the other. No steps where no dose lies between the goal and what is taken now.
    DraftPlan draft() {
        const std::vector<BaselineOpioid> in_turn = present();
        for (const BaselineOpioid& opioid : in_turn) {
            const Stretch stretch = solved(request_, opioid, now_, slower_);
            if (stretch.steps.empty() && !stretch.stops()) continue;
            const bool is_last = &opioid == &in_turn.back() || is_reached_without(opioid);
            add(stretch, opioid, is_last);
            if (is_last || !stretch.stops()) break;
        }
        if (plan_.steps.empty()) return std::move(plan_);
        if (has_one_review(request_.patient_case, request_.protocol()))
            plan_.steps = with_one_review(std::move(plan_.steps), visit_every_);
        plan_.ending = ending();
        return std::move(plan_);
    }
    /// What is taken after the plan.
    std::vector<Taking> left() const {
        std::vector<Taking> left = now_;
        std::erase_if(left, [&](const Taking& one) { return one.id == stopped_after_; });
        return left;
    }

private:
    /// The opioids to taper that are still taken, in their turn.
    std::vector<BaselineOpioid> present() const {
        std::vector<BaselineOpioid> all;
        for (const InTurn& turn : taper_order(request_.patient_case, request_.opioids, request_.library)) {
            const BaselineOpioid& original = request_.opioids[turn.opioid];
            const Taking* now = find(now_, original.taking.id);
            if (now) all.push_back(is_onward_ ? as_taken(original, *now) : original);
        }
        return all;
    }

    void add(const Stretch& stretch, const BaselineOpioid& opioid, bool is_last) {
        const int first = static_cast<int>(plan_.steps.size()) + 1;
        form_in_force_ = 0;
        for (Taking& one : now_) one.role = one.id == opioid.taking.id ? Role::tapered : Role::unchanged;
        for (const SolvedStep& one : stretch.steps) {
            const bool stops = &one == &stretch.steps.back() && stretch.has_stopped();
            add(step_of(stops && !is_last ? out_of_the_window(one, stretch) : one, stretch, opioid));
        }
        // A patient who already takes one smallest unit a day stops after one held step with a review.
        const bool is_held_already = is_onward_ && plan_.steps.empty();
        if (stretch.steps.empty() && is_last && !is_held_already) add(held(stretch, opioid));
        if (stretch.stops() && !stretch.has_stopped()) {
            if (is_last) {
                stopped_after_ = opioid.taking.id;
            } else {
                add(stop_of(stretch, opioid));
            }
        }
        const int last = static_cast<int>(plan_.steps.size());
        if (last >= first) plan_.segments.push_back({first, last, plan_.protocol, opioid.taking.id});
    }

    /// The stop of one opioid, held until it has left the window of the ceilings: the search for the next
    /// one knows nothing of it.
    static SolvedStep out_of_the_window(SolvedStep stop, const Stretch& stretch) {
        const Ceilings& ceilings = stretch.problem.ceilings;
        if (!ceilings.bind || stop.days >= ceilings.window_days) return stop;
        stop.days = ceilings.window_days;
        stop.slowed_by_ceiling = true;
        return stop;
    }

    Step step_of(const SolvedStep& solved, const Stretch& stretch, const BaselineOpioid& opioid) {
        Step step;
        const bool moves = solved.form > 0 && form_in_force_ != solved.form;
        form_in_force_ = solved.form;
        step.kind = moves                                   ? StepKind::switch_over
                    : solved.doses == stretch.problem.start ? StepKind::hold
                                                            : StepKind::reduce;
        step.days = solved.days * change_;
        step.limited_by = solved.limited_by;
        step.slowed_by_ceiling = solved.slowed_by_ceiling;
        take(opioid, solved.doses.empty()
                         ? std::nullopt
                         : std::optional(taking_of(solved, opioid, stretch.problem, request_.library,
                                                   request_.preferences().heavier_dose)));
        return step;
    }

    Step held(const Stretch& stretch, const BaselineOpioid& opioid) {
        const int hold =
            static_cast<int>(std::ceil(stretch.problem.flagged_hold * stretch.problem.paces.back().interval));
        return step_of({stretch.problem.start, hold, LimitedBy::nothing, false}, stretch, opioid);
    }

    /// From one smallest unit a day to nothing, while other opioids go on: held as long as a flagged step,
    /// and until it has left the window of the ceilings.
    Step stop_of(const Stretch& stretch, const BaselineOpioid& opioid) {
        const DrugId drug = opioid.taking.drug;
        const std::vector<Phase>& phases = request_.protocol().phases;
        const Phase& phase = rules::phase_at(request_.protocol(), total_per_day(plan_.baseline, drug),
                                             total_per_day(now_, drug));
        const Pace& pace = stretch.problem.paces[static_cast<std::size_t>(&phase - phases.data())];
        Step step;
        step.limited_by = LimitedBy::last_unit;
        const int hold = static_cast<int>(std::ceil(stretch.problem.flagged_hold * pace.interval));
        const Ceilings& ceilings = stretch.problem.ceilings;
        step.days = change_ * std::max(hold, ceilings.bind ? ceilings.window_days : 0);
        take(opioid, std::nullopt);
        return step;
    }

    void take(const BaselineOpioid& opioid, std::optional<Taking> taking) {
        const auto at = std::find_if(now_.begin(), now_.end(),
                                     [&](const Taking& one) { return one.id == opioid.taking.id; });
        if (taking) {
            taking->role = Role::tapered;
            *at = *std::move(taking);
        } else {
            now_.erase(at);
        }
    }

    void add(Step step) {
        const Date begin = begin_of(request_);
        step.number = static_cast<int>(plan_.steps.size()) + 1;
        step.start = plan_.steps.empty() ? begin : plus_days(plan_.steps.back().end(), 1);
        for (const Taking& one : now_) step.taking.push_back(changed_within(one, step.start, step.days));
        step.firm = days_between(begin, step.end()) < firm_days_;
        step.visits = visits_of(step, visit_every_);
        step.fills = fills_of(step, fill_days_, begin, firm_days_, request_.library.formulary);
        plan_.steps.push_back(std::move(step));
    }

    /// Whether nothing more is to be reduced once this opioid has gone.
    bool is_reached_without(const BaselineOpioid& opioid) const {
        const auto* goal = std::get_if<ReduceToMme>(&*request_.patient_case.goal);
        if (!goal) return false;
        std::vector<Taking> others = now_;
        std::erase_if(others, [&](const Taking& one) { return one.id == opioid.taking.id; });
        const std::optional<MmeRate> mme = mme_of(others, request_.library.exposure());
        return mme && reaches(goal->target, *mme);
    }

    /// The day after the last step, and when to look again afterwards: after acute use the review of the last
    /// step is enough.
    Ending ending() const {
        Ending ending;
        ending.from = plus_days(plan_.steps.back().end(), 1);
        ending.taking = left();
        for (Taking& one : ending.taking) one = changed_within(one, ending.from, 0);
        if (has_one_review(request_.patient_case, request_.protocol())) return ending;
        for (const Sourced<Duration>& after : request_.limits().follow_up) {
            ending.visits.push_back(
                {working_day_at_or_before(plus_days(ending.from, whole_days(after.for_caution()) - 1)),
                 VisitKind::follow_up});
        }
        return ending;
    }

    const Request& request_;
    DraftPlan plan_;
    std::vector<Taking> now_;
    double slower_ = 1;
    bool is_onward_ = false;
    std::string stopped_after_;  // the opioid that the end of the plan stops
    int fill_days_ = 0, firm_days_ = 0, visit_every_ = 0;
    int change_ = 1;                 // days after which the patches are changed
    std::size_t form_in_force_ = 0;  // of the stretch, as the solver counts them
};

/// After a few days of use: no step, the opioids stop on the day on which the plan would begin.
DraftPlan stop_at_once(const Request& request) {
    DraftPlan plan = blank(request);
    const int days = whole_days(request.limits().review_after_stop.for_caution());
    plan.ending.visits = {
        {working_day_at_or_before(plus_days(plan.ending.from, days - 1)), VisitKind::review}};
    return plan;
}

}  // namespace

RestOfTaper rest_of_taper(const Case& patient_case, const std::vector<BaselineOpioid>& original,
                          const Onward& onward, const TaperProtocol& protocol, const Library& library) {
    const ChosenProtocol chosen{&protocol, ""};
    const Request request{patient_case, original, chosen, library, {}};
    Drafter drafter(request, &onward);
    DraftPlan plan = drafter.draft();
    return {std::move(plan.steps), std::move(plan.segments), drafter.left()};
}

namespace {

/// How long opioids have been taken: as said, or longer where an opioid has been taken since an earlier day.
std::optional<Duration> longest_use(const Case& patient_case, Date as_of) {
    std::optional<Duration> longest = patient_case.used_for;
    for (const CaseOpioid& opioid : patient_case.opioids) {
        if (!opioid.since) continue;
        const Duration since = unit::days(days_between(*opioid.since, as_of));
        if (!longest || exceeds(since, *longest)) longest = since;
    }
    return longest;
}

Problems faults_in_dates(const Case& patient_case, Date as_of) {
    Problems problems;
    for (const CaseOpioid& opioid : patient_case.opioids) {
        if (!opioid.since || *opioid.since <= as_of) continue;
        problems.push_back({"since-in-future",
                            "\"" + opioid.regimen.text + "\" is taken since a day that is still to come",
                            "write the day on which it was first taken", opioid.place});
    }
    return problems;
}

}  // namespace

Case with_longest_use(Case patient_case, Date as_of) {
    patient_case.used_for = longest_use(patient_case, as_of);
    return patient_case;
}

std::vector<BaselineOpioid> baselines_of(const Case& patient_case, const Library& library,
                                         Problems& problems) {
    std::vector<BaselineOpioid> all;
    Preferences preferences = patient_case.preferences;
    // As-needed use stays while the rest is tapered; where there is no rest, it is what is tapered.
    const std::vector<const CaseOpioid*> taken = rules::taken(patient_case);
    const bool has_rest = std::any_of(taken.begin(), taken.end(), [](const CaseOpioid* opioid) {
        return !std::holds_alternative<AsNeeded>(opioid->regimen.amount);
    });
    if (!has_rest) preferences.keep_as_needed = false;
    for (const CaseOpioid& opioid : patient_case.opioids) {
        if (!can_be_read_in_units(opioid, library)) continue;
        Result<BaselineOpioid> baseline = baseline_of(opioid, preferences, library);
        if (baseline) {
            all.push_back(*std::move(baseline));
        } else {
            problems.insert(problems.end(), baseline.problems().begin(), baseline.problems().end());
        }
    }
    return all;
}

namespace {

/// Whether all that is taken could be read in units: a plan over a part of it would leave the rest unsaid.
bool all_are_read(const std::vector<BaselineOpioid>& opioids, const Case& patient_case) {
    return opioids.size() == rules::taken(patient_case).size();
}

}  // namespace

Result<Tapered> taper(const Case& written_case, const Library& library, Date as_of) {
    const Case patient_case = with_longest_use(written_case, as_of);
    Tapered result;
    result.used_for = patient_case.used_for;
    Problems problems = faults_in_dates(patient_case, as_of);
    result.opioids = baselines_of(patient_case, library, problems);
    if (problems.empty() && !result.opioids.empty() && all_are_read(result.opioids, patient_case)) {
        if (const auto fault = fault_in_goal(patient_case, result.opioids, library))
            problems.push_back(*fault);
    }
    if (patient_case.switch_method)
        problems.push_back(
            {"protocol-is-switch",
             "\"" + *patient_case.switch_method + "\" is a way to change opioids, which is no taper",
             "write a protocol of stepdown protocols list, or use stepdown rotate",
             patient_case.written.place});
    if (const auto& to = patient_case.preferences.consolidate_to)
        problems.push_back(
            {"consolidate-to",
             "the case changes all opioids to " + to->words + " first, which is no taper by itself",
             "take consolidate_to out, or use stepdown taper without --compare", to->place});
    if (!problems.empty()) return problems;
    const ChosenProtocol chosen = choose_protocol(patient_case, result.opioids, library);
    ReviewInput input{patient_case, library, as_of, result.opioids, nullptr, chosen.protocol};
    result.review = review(input);
    if (rules::taken(patient_case).empty()) {
        // Nobody needs a taper from what is not taken: nothing else that the rules say matters then.
        std::erase_if(result.review.findings,
                      [](const Finding& finding) { return finding.rule != "not-taking"; });
        return result;
    }
    if (result.review.blocked() || !chosen.protocol || !all_are_read(result.opioids, patient_case))
        return result;
    const Request request{patient_case, result.opioids, chosen, library, as_of};
    const bool at_once = chosen.protocol->phases.empty();
    DraftPlan plan = at_once ? stop_at_once(request) : Drafter(request).draft();
    if (plan.steps.empty() && !at_once) {
        return Problem{"goal-out-of-reach",
                       "no dose between the goal and the present dose can be made of the products in use",
                       "write a lower goal, or a product with smaller strengths under opioids",
                       place_of_goal(patient_case)};
    }
    input.plan = &plan;
    result.review = review(input);
    result.plan = issue(std::move(plan), result.review);
    return result;
}

}  // namespace stepdown
