#include "planner/comparison.hpp"

#include <algorithm>

#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

int units_a_day(const std::vector<Taking>& taking) {
    int sum = 0;
    for (const Taking& one : taking) {
        for (const PlannedDose& dose : one.doses) {
            for (const UnitCount& unit : dose.units) sum += unit.thousandths / one.every_days;
        }
    }
    return sum;
}

PlanFigures figures_of(const DraftPlan& plan, const Library& library) {
    PlanFigures figures;
    figures.steps = static_cast<int>(plan.steps.size());
    figures.visits = static_cast<int>(plan.ending.visits.size());
    figures.end = plus_days(plan.ending.from, -1);
    for (const Step& step : plan.steps) {
        figures.days += step.days;
        figures.visits += static_cast<int>(step.visits.size());
        figures.flagged_steps += step.limited_by == LimitedBy::nothing ? 0 : 1;
        figures.most_units_a_day = std::max(figures.most_units_a_day, units_a_day(step.taking));
    }
    for (const Transition& change : transitions(plan)) {
        if (!change.to) continue;
        for (const Taking& one : plan.baseline) {
            const DoseRate before = total_per_day(*change.before, one.drug),
                           after = total_per_day(*change.after, one.drug);
            if (!exceeds(before, after)) continue;
            figures.largest_cut_of_current =
                std::max(figures.largest_cut_of_current, ratio(before - after, before));
            figures.largest_cut_of_original =
                std::max(figures.largest_cut_of_original,
                         ratio(before - after, total_per_day(plan.baseline, one.drug)));
        }
    }
    const UnitCount& first = plan.baseline.front().doses.front().units.front();
    figures.unit_form = library.formulary[first.product].form;
    return figures;
}

Problems unknown_ids(const std::vector<std::string>& ids, const Library& library) {
    std::vector<std::string> known;
    for (const TaperProtocol& protocol : library.tapers) known.push_back(protocol.id);
    Problems problems;
    for (const std::string& id : ids) {
        if (library.taper(id)) continue;
        const std::string near = nearest(id, known);
        problems.push_back({"protocol",
                            "there is no protocol \"" + id + "\"",
                            near.empty() ? "see stepdown protocols list" : "write " + near,
                            {"--compare", 0, 0}});
    }
    return problems;
}

}  // namespace

Result<std::vector<ComparedProtocol>> compare(const Case& patient_case, const std::vector<std::string>& ids,
                                              const Library& library, Date as_of) {
    const Problems unknown = unknown_ids(ids, library);
    if (!unknown.empty()) return unknown;
    std::vector<ComparedProtocol> all;
    for (const std::string& id : ids) {
        Case by_this = patient_case;
        by_this.protocol = id;
        Result<Tapered> tapered = taper(by_this, library, as_of);
        if (!tapered) return tapered.problems();
        ComparedProtocol one{library.taper(id), std::nullopt, tapered->review};
        if (tapered->plan) one.figures = figures_of(tapered->plan->plan(), library);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace stepdown
