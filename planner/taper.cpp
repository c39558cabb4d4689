#include "planner/taper.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

bool can_be_read_in_units(const CaseOpioid& opioid, const Library& library) {
    return opioid.regimen.route == Route::oral &&
           library.formulary[opioid.regimen.drug].no_taper_because.empty() &&
           opioid.purpose != Purpose::opioid_use_disorder && !opioid.verified_not_taking;
}

std::optional<Problem> fault_in_goal(const Case& patient_case, const BaselineOpioid& opioid,
                                     const Library& library) {
    const Place place = place_of_goal(patient_case);
    const std::string drug = library.formulary[opioid.taking.drug].id;
    const std::string instead =
        "write goal: discontinue, goal: reduce to 50 MME/day or goal: reduce to " + drug + " ... mg/day";
    if (!patient_case.goal)
        return Problem{"goal-missing", "the case does not say what the taper is to reach", instead, place};
    if (std::holds_alternative<RotateTo>(*patient_case.goal)) {
        return Problem{"goal-is-rotation", "the goal is a rotation, which is not a taper", instead, place};
    }
    const auto* dose = std::get_if<ReduceToDose>(&*patient_case.goal);
    if (dose && dose->drug != opioid.taking.drug) {
        return Problem{"goal-drug", "the goal names another opioid than " + drug + ", the one to taper",
                       instead, place};
    }
    const auto goal = goal_per_day(patient_case, opioid.taking.drug, library);
    if (!goal && std::holds_alternative<ReduceToMme>(*patient_case.goal)) {
        return Problem{"goal-without-factor",
                       library.exposure().title + " has no factor for " + drug +
                           ": a goal in MME cannot be turned into a dose",
                       "write goal: reduce to " + drug + " ... mg/day", place};
    }
    if (goal && reaches(*goal, per_day(opioid.taking))) {
        return Problem{
            "goal-not-lower",
            "the goal is not below the present dose, " + show(per_day(opioid.taking), unit::mg_per_day),
            "write a lower dose, or goal: discontinue", place};
    }
    return std::nullopt;
}

Pace pace_of(const Phase& phase) {
    return {phase.base == Base::original,
            phase.smallest_cut.for_caution().of_one,
            phase.nominal_cut.for_dosing()->of_one,
            phase.largest_cut.for_dosing()->of_one,
            phase.until ? phase.until->for_dosing()->of_one : 0,
            whole_days(*phase.interval.for_dosing())};
}

Ceilings ceilings_of(const Case& patient_case, const TaperProtocol& protocol, const SafetyLimits& limits) {
    const bool exempt = exempt_from_ceilings(patient_case, protocol);
    return {!exempt, limits.largest_window_cut.for_caution().of_one, whole_days(limits.window.for_caution()),
            limits.largest_weekly_cut.for_caution().of_one, whole_days(limits.week.for_caution())};
}

/// The dose of the day that the patient would like to keep heaviest.
std::optional<std::size_t> heaviest_slot(const std::vector<DoseTime>& times, TimeOfDay preferred) {
    for (std::size_t slot = 0; slot < times.size(); ++slot) {
        if (times[slot].at == preferred) return slot;
    }
    return std::nullopt;
}

TaperProblem problem_for(const Case& patient_case, const BaselineOpioid& opioid,
                         const TaperProtocol& protocol, const Library& library) {
    TaperProblem problem;
    for (const PlannedDose& dose : opioid.taking.doses)
        problem.start.push_back(*whole_micrograms(given_in_a_day(dose.amount)));
    problem.original = total_of(problem.start);
    const auto goal = goal_per_day(patient_case, opioid.taking.drug, library);
    problem.goal =
        goal ? static_cast<std::int64_t>(std::ceil(in(*goal * unit::days(1), unit::mcg) - 1e-6)) : 0;
    problem.last_unit_zone = last_unit_zone(opioid, library.formulary);
    std::vector<Piece> pieces;
    for (const StockPiece& piece : opioid.stock.pieces) pieces.push_back(piece.piece);
    problem.grid.amounts = dispensable_amounts(pieces, opioid.stock.max_pieces,
                                               *std::max_element(problem.start.begin(), problem.start.end()));
    problem.grid.spread = opioid.stock.smallest_whole;
    problem.heaviest = heaviest_slot(opioid.times, patient_case.preferences.heavier_dose);
    for (const Phase& phase : protocol.phases) problem.paces.push_back(pace_of(phase));
    problem.ceilings = ceilings_of(patient_case, protocol, library.limits);
    problem.flagged_hold = library.limits.flagged_hold.for_caution();
    return problem;
}

/// The times of day for so many doses, when the plan began with those of the baseline. Fewer doses than
/// before are spread over the waking day.
std::vector<DoseTime> times_for(std::size_t doses, const BaselineOpioid& opioid, TimeOfDay preferred) {
    if (doses == opioid.times.size()) return opioid.times;
    if (opioid.usual_times && doses == 1) return {time_of(preferred)};
    if (opioid.usual_times && doses == 4) {
        return {time_of(TimeOfDay::morning), time_of(TimeOfDay::noon), DoseTime{TimeOfDay::evening, 18 * 60},
                time_of(TimeOfDay::bedtime)};
    }
    if (opioid.usual_times) return times_of(static_cast<int>(doses));
    std::vector<DoseTime> times = opioid.times;
    while (times.size() > doses) {
        const auto order = cut_order(times.size(), heaviest_slot(times, preferred));
        times.erase(times.begin() + static_cast<std::ptrdiff_t>(order.front()));
    }
    return times;
}

Taking taking_of(const SolvedStep& solved, const BaselineOpioid& opioid, const DoseGrid& grid,
                 TimeOfDay preferred) {
    Taking taking = opioid.taking;
    taking.doses.clear();
    const std::vector<DoseTime> times = times_for(solved.doses.size(), opioid, preferred);
    for (std::size_t slot = 0; slot < times.size(); ++slot) {
        const Dispensed* dose = grid.find(solved.doses[slot]);
        // A dose that the patient takes now stays as it is taken now, also where a plan would not hand it out
        // so.
        taking.doses.push_back(dose ? dose_from(opioid.stock, *dose, times[slot])
                                    : opioid.taking.doses[slot]);
    }
    return taking;
}

/// The day after the last dose, and when to look again afterwards: after acute use the review of the last
/// step is enough.
Ending ending_after(const std::vector<Step>& steps, const Case& patient_case, const TaperProtocol& protocol,
                    const SafetyLimits& limits) {
    Ending ending;
    ending.from = plus_days(steps.back().end(), 1);
    if (!std::holds_alternative<Discontinue>(*patient_case.goal)) ending.taking = steps.back().taking;
    if (has_one_review(patient_case, protocol)) return ending;
    for (const Sourced<Duration>& after : limits.follow_up) {
        ending.visits.push_back(
            {working_day_at_or_before(plus_days(ending.from, whole_days(after.for_caution()) - 1)),
             VisitKind::follow_up});
    }
    return ending;
}

/// A patient who already takes one smallest unit a day stops after one held step with a review.
std::vector<SolvedStep> at_least_one_step(std::vector<SolvedStep> solved, const TaperProblem& problem) {
    if (!solved.empty()) return solved;
    const int hold = static_cast<int>(std::ceil(problem.flagged_hold * problem.paces.back().interval));
    return {SolvedStep{problem.start, hold, LimitedBy::nothing, false}};
}

/// A taper in doses, before it has dates.
struct Solution {
    TaperProblem problem;
    std::vector<SolvedStep> steps;
};

DraftPlan draft(const Case& patient_case, const BaselineOpioid& opioid, const ChosenProtocol& chosen,
                const Solution& solution, const Library& library, Date as_of) {
    const SafetyLimits& limits = library.limits;
    DraftPlan plan{chosen.protocol->id, chosen.why, patient_case.supervision.prescriber,
                   {opioid.taking},     {},         {}};
    const Date begin = patient_case.start.value_or(as_of);
    const int every = whole_days(visit_every(patient_case, *chosen.protocol));
    const Duration longest_fill = limits.fill_every.for_caution();
    const Duration wished_fill = patient_case.preferences.fill_every.value_or(longest_fill);
    const int fill_days = whole_days(exceeds(wished_fill, longest_fill) ? longest_fill : wished_fill);
    const int firm_days = whole_days(limits.firm.for_caution());
    Date day = begin;
    for (const SolvedStep& solved : at_least_one_step(solution.steps, solution.problem)) {
        Step step;
        step.number = static_cast<int>(plan.steps.size()) + 1;
        step.kind = solved.doses == solution.problem.start ? StepKind::hold : StepKind::reduce;
        step.start = day;
        step.days = solved.days;
        step.taking = {
            taking_of(solved, opioid, solution.problem.grid, patient_case.preferences.heavier_dose)};
        step.limited_by = solved.limited_by;
        step.slowed_by_ceiling = solved.slowed_by_ceiling;
        step.firm = days_between(begin, step.end()) < firm_days;
        step.visits = visits_of(step, every);
        step.fills = fills_of(step, fill_days, begin, firm_days, library.formulary);
        day = plus_days(day, step.days);
        plan.steps.push_back(std::move(step));
    }
    if (has_one_review(patient_case, *chosen.protocol))
        plan.steps = with_one_review(std::move(plan.steps), every);
    plan.ending = ending_after(plan.steps, patient_case, *chosen.protocol, limits);
    return plan;
}

/// After a few days of use: no step, the opioid stops on the day on which the plan would begin.
DraftPlan stop_at_once(const Case& patient_case, const BaselineOpioid& opioid, const ChosenProtocol& chosen,
                       const SafetyLimits& limits, Date as_of) {
    DraftPlan plan{chosen.protocol->id, chosen.why, patient_case.supervision.prescriber,
                   {opioid.taking},     {},         {}};
    plan.ending.from = patient_case.start.value_or(as_of);
    const int days = whole_days(limits.review_after_stop.for_caution());
    plan.ending.visits = {
        {working_day_at_or_before(plus_days(plan.ending.from, days - 1)), VisitKind::review}};
    return plan;
}

/// Where the protocol stops after one step, only one: to the lowest dose that is not below its share.
Solution solved(const Case& patient_case, const BaselineOpioid& opioid, const TaperProtocol& protocol,
                const Library& library) {
    Solution solution{problem_for(patient_case, opioid, protocol, library), {}};
    if (!protocol.early_stop) {
        solution.steps = solve(solution.problem);
        return solution;
    }
    const Phase& only = protocol.phases.front();
    const double left = 1 - only.nominal_cut.for_dosing()->of_one;
    solution.problem.goal =
        static_cast<std::int64_t>(std::ceil(left * static_cast<double>(solution.problem.original) - 1e-6));
    const std::vector<SolvedStep> down = solve(solution.problem);
    const DayDoses& held = down.empty() ? solution.problem.start : down.back().doses;
    solution.steps = {SolvedStep{held, whole_days(*only.interval.for_dosing()), LimitedBy::nothing, false}};
    return solution;
}

}  // namespace

Place place_of_goal(const Case& patient_case) {
    if (const auto* keys = std::get_if<yaml::Mapping>(&patient_case.written.value)) {
        for (const yaml::Entry& entry : keys->entries) {
            if (entry.key.text == "goal") return entry.value.place;
        }
    }
    return patient_case.written.place;
}

std::optional<DoseRate> goal_per_day(const Case& patient_case, DrugId drug, const Library& library) {
    if (!patient_case.goal) return std::nullopt;
    if (const auto* dose = std::get_if<ReduceToDose>(&*patient_case.goal)) return dose->target;
    const auto* total = std::get_if<ReduceToMme>(&*patient_case.goal);
    if (!total) return std::nullopt;
    // The factor only says which dose of the same drug has this exposure; no new drug is dosed by it.
    for (const ExposureRow& row : library.exposure().rows) {
        if (row.drug != drug || row.route != Route::oral) continue;
        const auto* bands = std::get_if<std::vector<Band>>(&row.rule);
        const MmePerMass* factor = bands && bands->size() == 1 ? bands->front().factor.for_dosing() : nullptr;
        if (factor) return total->target / *factor;
    }
    return std::nullopt;
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
    for (const CaseOpioid& opioid : patient_case.opioids) {
        if (!can_be_read_in_units(opioid, library)) continue;
        Result<BaselineOpioid> baseline = baseline_of(opioid, patient_case.preferences, library);
        if (baseline) {
            all.push_back(*std::move(baseline));
        } else {
            problems.insert(problems.end(), baseline.problems().begin(), baseline.problems().end());
        }
    }
    return all;
}

Result<Tapered> taper(const Case& written_case, const Library& library, Date as_of) {
    const Case patient_case = with_longest_use(written_case, as_of);
    Tapered result;
    result.used_for = patient_case.used_for;
    Problems problems = faults_in_dates(patient_case, as_of);
    result.opioids = baselines_of(patient_case, library, problems);
    if (problems.empty() && result.opioids.size() == 1) {
        if (const auto fault = fault_in_goal(patient_case, result.opioids.front(), library))
            problems.push_back(*fault);
    }
    if (patient_case.switch_method)
        problems.push_back(
            {"protocol-is-switch",
             "\"" + *patient_case.switch_method + "\" is a way to change opioids, which is no taper",
             "write a protocol of stepdown protocols list, or use stepdown rotate",
             patient_case.written.place});
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
    if (result.review.blocked() || result.opioids.size() != 1 || !chosen.protocol) return result;
    const BaselineOpioid& opioid = result.opioids.front();
    if (chosen.protocol->phases.empty()) {
        DraftPlan plan = stop_at_once(patient_case, opioid, chosen, library.limits, as_of);
        input.plan = &plan;
        result.review = review(input);
        result.plan = issue(std::move(plan), result.review);
        return result;
    }
    const Solution solution = solved(patient_case, opioid, *chosen.protocol, library);
    const bool stops = std::holds_alternative<Discontinue>(*patient_case.goal);
    if (solution.steps.empty() && !stops) {
        return Problem{"goal-out-of-reach",
                       "no dose between the goal and the present dose can be made of the products in use",
                       "write a lower goal, or a product with smaller strengths under opioids",
                       place_of_goal(patient_case)};
    }
    DraftPlan plan = draft(patient_case, opioid, chosen, solution, library, as_of);
    input.plan = &plan;
    result.review = review(input);
    result.plan = issue(std::move(plan), result.review);
    return result;
}

}  // namespace stepdown
