#include <algorithm>

#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

PlannedOpioid& entry(std::vector<PlannedOpioid>& all, const std::string& id, DrugId drug, Route route) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const PlannedOpioid& one) {
        return one.drug == drug && one.route == route;
    });
    if (found != all.end()) return *found;
    const DoseRate nothing = unit::mg_per_day(0);
    all.push_back({id, drug, route, Release::immediate, nothing, nothing, false});
    return all.back();
}

DoseRate total(const std::vector<Taking>& taking, const PlannedOpioid& opioid) {
    DoseRate sum = unit::mg_per_day(0);
    for (const Taking& one : taking) {
        if (one.drug == opioid.drug && one.route == opioid.route) sum += per_day(one);
    }
    return sum;
}

void look_at(const std::vector<Taking>& taking, std::vector<PlannedOpioid>& all) {
    for (const Taking& one : taking) {
        PlannedOpioid& opioid = entry(all, one.id, one.drug, one.route);
        if (one.release == Release::extended) opioid.release = Release::extended;
        const DoseRate here = total(taking, opioid);
        if (exceeds(here, opioid.most)) opioid.most = here;
        if (exceeds(here, opioid.now)) opioid.starts = true;
    }
}

}  // namespace

std::vector<PlannedOpioid> planned_opioids(const ReviewInput& in) {
    std::vector<PlannedOpioid> all;
    for (const CaseOpioid* taken_now : taken(in.patient_case)) {
        const Regimen& regimen = taken_now->regimen;
        PlannedOpioid& opioid = entry(all, taken_now->id, regimen.drug, regimen.route);
        if (regimen.release == Release::extended) opioid.release = Release::extended;
        opioid.now += per_day(regimen, Counting::really_used).value_or(unit::mg_per_day(0));
    }
    // The plan's own baseline is what is really taken: as-needed use counts there as it is used.
    if (in.plan) {
        for (PlannedOpioid& opioid : all) {
            const DoseRate counted = total(in.plan->baseline, opioid);
            if (exceeds(counted, opioid.now)) opioid.now = counted;
        }
    }
    for (PlannedOpioid& opioid : all) opioid.most = opioid.now;
    if (!in.plan) return all;
    for (const Step& step : in.plan->steps) look_at(step.taking, all);
    look_at(in.plan->ending.taking, all);
    return all;
}

}  // namespace stepdown::rules
