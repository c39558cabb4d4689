#include "cli/formats/standing_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"

namespace stepdown {

namespace {

using json::Json;

Json doses(const std::vector<WrittenOpioid>& opioids, const Formulary& formulary) {
    Json list = Json::array();
    for (const WrittenOpioid& one : opioids) {
        for (const WrittenDose& dose : one.doses) {
            Json units = Json::array();
            for (const WrittenUnit& unit : dose.units) {
                units.push_back({{"product", unit.product},
                                 {"rxcui", unit.rxcui},
                                 {"holds", json::amount(unit.holds)},
                                 {"count", json::number(unit.count)}});
            }
            list.push_back({{"drug", formulary[one.drug].id},
                            {"route", word(one.route)},
                            {"release", word(one.release)},
                            {"every_days", one.every_days},
                            {"at", word(dose.time.at)},
                            {"time", clock(dose.time)},
                            {"amount", json::amount(dose.amount)},
                            {"units", units}});
            if (const auto* patches = std::get_if<Worn>(&dose.amount); patches && !patches->change_on.empty())
                list.back()["change_on"] = json::dates(patches->change_on);
        }
    }
    return list;
}

std::string_view word_of(VisitKind kind) {
    return kind == VisitKind::review ? "review" : kind == VisitKind::visit ? "visit" : "follow-up";
}

}  // namespace

std::string standing_json(const Standing& standing, const WrittenPlan& plan, const Library& library,
                          Date as_of) {
    const int steps = static_cast<int>(plan.steps.size());
    Json body;
    body["on"] = iso(standing.on);
    body["phase"] = standing.step == 0 ? "before" : standing.step > steps ? "after" : "step";
    body["step"] = standing.step == 0 || standing.step > steps ? Json(nullptr) : Json(standing.step);
    body["day_of_step"] = standing.day_of_step == 0 ? Json(nullptr) : Json(standing.day_of_step);
    body["today"] = doses(standing.today, library.formulary);
    body["next"] = standing.next_change ? Json{{"on", iso(*standing.next_change)},
                                               {"doses", doses(standing.then, library.formulary)}}
                                        : Json(nullptr);
    body["visits"] = Json::array();
    for (const DueVisit& due : standing.visits) {
        body["visits"].push_back({{"on", iso(due.visit.on)},
                                  {"kind", word_of(due.visit.kind)},
                                  {"step", due.step == 0 ? Json("after") : Json(due.step)}});
    }
    body["fills"] = Json::array();
    for (const DueFill& due : standing.fills) {
        body["fills"].push_back({{"fill_on", iso(due.fill.fill_on)},
                                 {"step", due.step},
                                 {"quantity", json::number(due.fill.quantity)},
                                 {"count_unit", due.fill.count_unit},
                                 {"directions", due.fill.directions}});
    }
    body["overrides"] = Json::array();
    for (const CaseOverride& one : plan.overrides)
        body["overrides"].push_back({{"rule", one.rule}, {"by", one.by}, {"reason", one.reason}});
    Json document =
        json::envelope("show", "done", digest_of(body.dump() + plan.id), as_of, plan.draft, library.digest);
    document["parent"] = plan.id.empty() ? Json(nullptr) : Json(plan.id);
    document.update(body);
    document["findings"] = Json::array();
    document["citations"] = Json::object();
    return json::text(document);
}

}  // namespace stepdown
