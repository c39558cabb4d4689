#include "planner/withdrawal.hpp"

#include <algorithm>
#include <cmath>

namespace stepdown {

namespace {

/// The opioid whose daily dose falls; null where none does.
const Taking* reduced(const std::vector<Taking>& before, const std::vector<Taking>& after) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const Taking& one) {
        const Taking* now = find(after, one.id);
        return exceeds(per_day(one), now ? per_day(*now) : unit::mg_per_day(0));
    });
    return found == before.end() ? nullptr : &*found;
}

const WithdrawalCourse* course_of(const Taking& taking, const Library& library) {
    const bool lasts = taking.route == Route::transdermal || taking.release == Release::extended;
    return library.withdrawal.course_of(taking.drug, lasts ? Release::extended : Release::immediate);
}

/// The day of the cut counts as day 0: the first hours of a time decide.
DateSpan dates_of(const AfterCut& span, Date cut) {
    const auto day = [cut](Duration after) {
        return plus_days(cut, static_cast<int>(std::floor(in(after, unit::days) + 1e-9)));
    };
    return {day(span.from.for_caution()), day(span.to.for_caution())};
}

/// How long nobody can tell how a cut of this drug went; the longest that is said.
std::optional<Sourced<Duration>> judge_after(const Taking& taking, const Library& library) {
    std::optional<Sourced<Duration>> longest;
    for (const DrugAdvice* about : library.advice_about(taking.drug)) {
        if (about->patch_only != (taking.route == Route::transdermal) || !about->judge_after) continue;
        if (!longest || exceeds(about->judge_after->for_caution(), longest->for_caution()))
            longest = about->judge_after;
    }
    return longest;
}

ExpectedAfterCut expected(const Taking& cut, Date on, const Library& library) {
    ExpectedAfterCut one;
    one.on = on;
    one.opioid = cut.id;
    one.course = course_of(cut, library);
    const auto cite = [&](CitationId id) { one.citations.push_back(id); };
    if (one.course && one.course->begins) {
        one.begins = dates_of(*one.course->begins, on);
        cite(one.course->begins->from.citation());
    }
    if (one.course && one.course->worst) {
        one.worst = dates_of(*one.course->worst, on);
        cite(one.course->worst->from.citation());
    }
    if (one.course && one.course->over_by) {
        one.over_by = plus_days(on, whole_days(one.course->over_by->for_caution()));
        cite(one.course->over_by->citation());
    }
    if (one.course && one.course->besides) cite(one.course->besides->citation);
    if (const auto wait = judge_after(cut, library)) {
        one.judge_from =
            plus_days(on, static_cast<int>(std::ceil(in(wait->for_caution(), unit::days) - 1e-9)));
        cite(wait->citation());
    }
    return one;
}

}  // namespace

const WithdrawalCourse* course_after(const std::vector<Taking>& before, const std::vector<Taking>& after,
                                     const Library& library) {
    const Taking* cut = reduced(before, after);
    return cut ? course_of(*cut, library) : nullptr;
}

WithdrawalSupport withdrawal_support(const DraftPlan& plan, const Case& patient_case, const Library& library,
                                     Date as_of) {
    WithdrawalSupport support;
    for (const Transition& change : transitions(plan)) {
        const bool is_firm = change.to ? change.to->firm : !plan.steps.empty() && plan.steps.back().firm;
        if (!is_firm) break;
        const std::vector<Visit>& visits = change.to ? change.to->visits : plan.ending.visits;
        const Taking* cut = reduced(*change.before, *change.after);
        if (cut) {
            support.cuts.push_back(expected(*cut, change.on, library));
            if (change.to) support.cuts.back().step = change.to->number;
        }
        for (const Visit& visit : visits) {
            if (!support.cuts.empty()) support.cuts.back().seen_on.push_back(visit.on);
        }
    }
    std::erase_if(support.cuts, [&](const ExpectedAfterCut& one) {
        const Date last = std::max({one.over_by.value_or(one.on), one.judge_from.value_or(one.on),
                                    one.seen_on.empty() ? one.on : one.seen_on.back()});
        return last < as_of;
    });
    const Adjuncts adjuncts = adjuncts_for(patient_case, library, as_of);
    for (const SymptomRelief& relief : library.withdrawal.relief) {
        for (const std::string& id : relief.medicines) {
            for (const AdjunctAdvice& advice : adjuncts.all) {
                if (advice.guide->id == id) support.medicines.push_back({&relief, advice});
            }
        }
    }
    return support;
}

}  // namespace stepdown
