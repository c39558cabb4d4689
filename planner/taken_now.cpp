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
    return {"replan-several", "\"" + one.text + "\" is the second regimen of one opioid of the plan",
            "write all doses of a day of one opioid as one regimen", one.place};
}
Problem left_as_needed(const TakenNow& one) {
    return {
        "replan-as-needed",
        "\"" + one.text + "\" is used as needed, and the plan leaves it as it is: no step follows from it",
        "leave it out; where its use has changed for good, write a new case", one.place};
}

/// The opioid of the plan that the words mean: the same form and use, else the first of the drug.
Taking* meant_by(const Regimen& regimen, std::vector<Taking>& planned) {
    Taking* found = nullptr;
    for (Taking& one : planned) {
        if (one.drug != regimen.drug) continue;
        const bool same_use = one.as_needed.has_value() == std::holds_alternative<AsNeeded>(regimen.amount);
        if (same_use && one.route == regimen.route && one.release == regimen.release) return &one;
        if (!found) found = &one;
    }
    return found;
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
    std::vector<std::string> said;
    for (const TakenNow& one : written) {
        Result<Regimen> regimen = read_regimen(one.text, library.formulary, one.place);
        Taking* planned = regimen ? meant_by(*regimen, taken.now) : nullptr;
        if (!regimen) {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
        } else if (!planned) {
            problems.push_back(no_part_of_plan(one));
        } else if (planned->as_needed) {
            problems.push_back(left_as_needed(one));
        } else if (std::find(said.begin(), said.end(), planned->id) != said.end()) {
            problems.push_back(said_twice(one));
        } else {
            said.push_back(planned->id);
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
