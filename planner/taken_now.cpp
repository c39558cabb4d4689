#include "planner/taken_now.hpp"

#include <algorithm>

#include "conversions/regimen_text.hpp"

namespace stepdown {

namespace {

bool is_none(const std::string& text) {
    return text == "none" || text == "nothing";
}

Problem no_part_of_plan(const TakenNow& one) {
    return {"replan-drug", "\"" + one.text + "\" is not an opioid of this plan",
            "for another opioid write a new case, with what is really taken, and plan anew", one.place};
}
Problem said_twice(const TakenNow& one) {
    return {"replan-several", "\"" + one.text + "\" is the second regimen of one drug",
            "write all doses of a day of one drug as one regimen", one.place};
}

/// The words in units of the product that the plan has.
Result<Taking> in_units(const TakenNow& one, const Regimen& regimen, const Taking& planned,
                        const Case& patient_case, const Library& library) {
    if (regimen.route != planned.route || regimen.release != planned.release) {
        return Problem{"replan-form", "\"" + one.text + "\" is another form than the plan has",
                       "for another form write a new case, with what is really taken, and plan anew",
                       one.place};
    }
    CaseOpioid opioid;
    opioid.id = planned.id;
    opioid.regimen = regimen;
    if (opioid.regimen.products.empty() && !planned.doses.empty())
        opioid.regimen.products = {planned.doses.front().units.front().product};
    opioid.place = one.place;
    const Result<BaselineOpioid> read = baseline_of(opioid, patient_case.preferences, library);
    if (!read) return read.problems();
    Taking taking = read->taking;
    taking.role = planned.role;
    return taking;
}

}  // namespace

Result<Taken> read_taken(const std::vector<TakenNow>& written, const std::vector<Taking>& on_that_day,
                         const Case& patient_case, const Library& library) {
    Taken taken{Relation::as_planned, on_that_day};
    if (written.empty()) return taken;
    if (std::all_of(written.begin(), written.end(), [](const TakenNow& one) { return is_none(one.text); })) {
        return Taken{Relation::nothing, {}};
    }
    Problems problems;
    std::vector<DrugId> said;
    for (const TakenNow& one : written) {
        Result<Regimen> regimen = read_regimen(one.text, library.formulary, one.place);
        const auto planned = std::find_if(taken.now.begin(), taken.now.end(), [&](const Taking& other) {
            return regimen && other.drug == regimen->drug;
        });
        if (!regimen) {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
        } else if (planned == taken.now.end()) {
            problems.push_back(no_part_of_plan(one));
        } else if (std::find(said.begin(), said.end(), regimen->drug) != said.end()) {
            problems.push_back(said_twice(one));
        } else {
            said.push_back(regimen->drug);
            const Result<Taking> now = in_units(one, *regimen, *planned, patient_case, library);
            if (!now) {
                problems.insert(problems.end(), now.problems().begin(), now.problems().end());
                continue;
            }
            if (exceeds(per_day(*now), per_day(*planned))) taken.relation = Relation::more;
            if (!exceeds(per_day(*planned), per_day(*now))) continue;
            if (taken.relation != Relation::more) taken.relation = Relation::less;
            *planned = *now;
        }
    }
    if (!problems.empty()) return problems;
    return taken;
}

}  // namespace stepdown
