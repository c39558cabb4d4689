#include "planner/rotation_then.hpp"

#include <algorithm>

#include "conversions/regimen_text.hpp"
#include "planner/goal_text.hpp"
#include "planner/taper.hpp"
#include "planner/taper_goal.hpp"

namespace stepdown {

namespace {

/// The word where it stands for the very time, else the clock: in a regimen "night" means bedtime, and of two
/// doses in one part of the day each keeps its own time.
std::string when(DoseTime time) {
    const bool is_plain = time.at != TimeOfDay::night && time_of(time.at) == time;
    return is_plain ? std::string(word(time.at)) : "at " + clock(time);
}

/// "methadone IR 5 mg morning, 5 mg evening", "fentanyl patch 25 mcg/h every 3 days".
std::string in_words(const Taking& taking, const Formulary& formulary) {
    std::string text = formulary[taking.drug].id;
    if (worn(taking))
        return text + " patch " + show_amount(taking.doses.front().amount) + " every " +
               std::to_string(taking.every_days) + " days";
    if (taking.route == Route::oral) text += taking.release == Release::extended ? " ER" : " IR";
    std::string doses;
    for (const PlannedDose& dose : taking.doses)
        doses += (doses.empty() ? " " : ", ") + show_amount(dose.amount) + " " + when(dose.time);
    if (taking.route != Route::oral) doses += " " + std::string(word(taking.route));
    return text + doses;
}

bool is_among(const std::vector<Finding>& all, const Finding& one) {
    return std::any_of(all.begin(), all.end(), [&](const Finding& other) {
        // A note on the whole case is the same in both parts, though its figures may have changed.
        const bool on_case = one.severity == Severity::note && !one.step && !one.on_ending;
        return other.rule == one.rule && other.opioid == one.opioid && other.step == one.step &&
               (other.message == one.message || (on_case && !other.on_ending));
    });
}

/// The opioid's own product line is kept to, unless the case wishes for one of its drug.
void keep_line(Preferences& preferences, const Taking& taking, const Formulary& formulary) {
    if (taking.doses.empty() || taking.doses.front().units.empty()) return;
    const bool wished =
        std::any_of(preferences.products.begin(), preferences.products.end(), [&](const std::string& name) {
            const auto product = formulary.product(name);
            return product && formulary[*product].drug == taking.drug;
        });
    if (!wished) preferences.products.push_back(formulary[taking.doses.front().units.front().product].id);
}

}  // namespace

RotationGoal parts_of_goal(const std::string& words) {
    static constexpr std::string_view then = ", then ";
    const std::size_t at = words.find(then);
    if (at == std::string::npos) return {words, ""};
    return {words.substr(0, at), words.substr(at + then.size())};
}

std::string rotates_to(const Case& patient_case) {
    if (const auto& one = patient_case.preferences.consolidate_to) return one->words;
    const auto* goal = patient_case.goal ? std::get_if<RotateTo>(&*patient_case.goal) : nullptr;
    return goal ? parts_of_goal(goal->words).to : "";
}

Result<std::optional<Goal>> goal_after(const Case& patient_case, const Library& library) {
    if (patient_case.preferences.consolidate_to) return patient_case.goal;
    const auto* goal = patient_case.goal ? std::get_if<RotateTo>(&*patient_case.goal) : nullptr;
    const std::string then = goal ? parts_of_goal(goal->words).then : "";
    if (then.empty()) return std::optional<Goal>();
    const Place place = place_of_goal(patient_case);
    Result<Goal> read = read_goal(then, library.formulary, place);
    if (!read) return read.problems();
    if (std::holds_alternative<RotateTo>(*read))
        return Problem{"goal-then", "after a rotation comes a taper, and no second rotation",
                       "write rotate to DRUG, then discontinue, or then reduce to a dose", place};
    return std::optional<Goal>(*std::move(read));
}

Result<Case> case_after(const Case& patient_case, const std::vector<Taking>& ending, Date from,
                        const Library& library) {
    const Place place = place_of_goal(patient_case);
    Result<std::optional<Goal>> goal = goal_after(patient_case, library);
    if (!goal) return goal.problems();
    Case next = patient_case;
    next.goal = *std::move(goal);
    next.opioids.clear();
    next.switch_method.reset();
    next.preferences.taper_first.clear();
    next.preferences.consolidate_to.reset();
    next.start = from;
    for (const Taking& one : ending) {
        if (one.role != Role::target) continue;
        Result<Regimen> regimen = read_regimen(in_words(one, library.formulary), library.formulary, place);
        if (!regimen) return regimen.problems();
        next.opioids.push_back({"target", *std::move(regimen), Purpose::pain, false, std::nullopt, place});
        keep_line(next.preferences, one, library.formulary);
    }
    return next;
}

DraftPlan joined(DraftPlan rotation, const DraftPlan& taper) {
    const int offset = static_cast<int>(rotation.steps.size());
    for (Step step : taper.steps) {
        step.number += offset;
        rotation.steps.push_back(std::move(step));
    }
    for (Segment segment : taper.segments) {
        segment.first_step += offset;
        segment.last_step += offset;
        rotation.segments.push_back(std::move(segment));
    }
    if (taper.segments.empty() && !taper.steps.empty())
        rotation.segments.push_back(
            {offset + 1, offset + static_cast<int>(taper.steps.size()), taper.protocol, "target"});
    rotation.ending = taper.ending;
    return rotation;
}

Review joined(Review rotation, const Review& taper, int offset) {
    const auto add = [&](std::vector<Finding>& to, const std::vector<Finding>& from) {
        for (Finding one : from) {
            if (one.step) *one.step += offset;
            if (!is_among(to, one)) to.push_back(std::move(one));
        }
    };
    add(rotation.findings, taper.findings);
    for (std::size_t i = 0; i < rotation.outcomes.size() && i < taper.outcomes.size(); ++i) {
        Outcome& to = rotation.outcomes[i];
        const Outcome& from = taper.outcomes[i];
        if (!to.applies()) to.looked_at = from.looked_at;
        add(to.findings, from.findings);
        for (const std::string& fact : from.missing) {
            if (std::find(to.missing.begin(), to.missing.end(), fact) == to.missing.end())
                to.missing.push_back(fact);
        }
    }
    std::stable_sort(rotation.findings.begin(), rotation.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return rotation;
}

Result<Rotated> with_taper(Rotated rotated, const Case& patient_case, const Library& library, Date as_of) {
    if (!rotated.plan) return rotated;
    const Result<std::optional<Goal>> goal = goal_after(patient_case, library);
    if (!goal) return goal.problems();
    if (!*goal) return rotated;
    const DraftPlan& first = rotated.plan->plan();
    const Result<Case> next = case_after(patient_case, first.ending.taking, first.ending.from, library);
    if (!next) return next.problems();
    const Result<Tapered> tapered = taper(*next, library, as_of);
    if (!tapered) return tapered.problems();
    Review review = joined(rotated.review, tapered->review, static_cast<int>(first.steps.size()));
    if (!tapered->plan) {
        rotated.plan.reset();
        rotated.review = std::move(review);
        return rotated;
    }
    rotated.review = review;
    rotated.plan = issue(joined(first, tapered->plan->plan()), std::move(review));
    return rotated;
}

}  // namespace stepdown
