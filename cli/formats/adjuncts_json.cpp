#include "cli/formats/adjuncts_json.hpp"

#include "conversions/digest.hpp"

namespace stepdown {

namespace {

using json::Citations;
using json::Json;

Json rate(const std::optional<DoseRate>& value) {
    return value ? json::quantity(*value, unit::mg_per_day) : Json(nullptr);
}

template <class U>
Json clearance(const std::optional<Canonical<U>>& value, Unit<U> unit) {
    return value ? json::quantity(*value, unit) : Json(nullptr);
}

std::string_view word_of(KidneyState state) {
    switch (state) {
        case KidneyState::unstable:
            return "unstable";
        case KidneyState::dialysis:
            return "dialysis";
        case KidneyState::estimated:
            return "estimated";
        case KidneyState::unknown:
            break;
    }
    return "unknown";
}

std::string_view word_of(WeightUsed which) {
    return which == WeightUsed::actual ? "actual" : which == WeightUsed::ideal ? "ideal" : "adjusted";
}

Json facts(const Kidney& kidney, Citations& citations) {
    return {{"crcl", clearance(kidney.crcl, unit::ml_per_minute)},
            {"method", kidney.crcl ? Json("cockcroft-gault") : Json(nullptr)},
            {"weight_used", kidney.weight ? json::quantity(kidney.weight->value, unit::kg) : Json(nullptr)},
            {"weight_kind", kidney.weight ? Json(word_of(kidney.weight->which)) : Json(nullptr)},
            {"state", word_of(kidney.state)},
            {"dosed_by", clearance(kidney.that_clears(), unit::ml_per_minute)},
            {"missing", kidney.missing},
            {"working", kidney.working},
            {"citations", citations.ids(kidney.citations)}};
}

Json texts(const std::vector<Told>& all) {
    Json list = Json::array();
    for (const Told& one : all) list.push_back(one.text);
    return list;
}

Json doses(const AdjunctLevel& level, const AdjunctGuide& guide) {
    Json list = Json::array();
    for (const AdjunctDoseAt& dose : level.doses) {
        Json units = Json::array();
        for (const AdjunctCount& one : dose.units) {
            const AdjunctStrength& strength = guide.units->strengths[one.strength];
            units.push_back({{"product", guide.id},
                             {"rxcui", strength.rxcui},
                             {"strength", json::quantity(strength.value, unit::mg)},
                             {"count", one.count},
                             {"count_unit", count_unit(guide.units->form)},
                             {"also", Json::array()}});
        }
        list.push_back({{"at", word(dose.time.at)},
                        {"time", clock(dose.time)},
                        {"amount", json::quantity(dose.amount, unit::mg)},
                        {"units", units}});
    }
    return list;
}

Json amount(const std::optional<std::variant<Mass, InfusionRate>>& value) {
    if (!value) return nullptr;
    return std::visit(overloaded{[](Mass mass) { return json::quantity(mass, unit::mg); },
                                 [](InfusionRate one) { return json::quantity(one, unit::mg_per_hour); }},
                      *value);
}

template <class Per, class U>
Json per_weight(const Per& per, Unit<U> unit) {
    return {{"low", per.low ? json::quantity(per.low->for_caution(), unit) : Json(nullptr)},
            {"high", json::quantity(per.high.for_caution(), unit)}};
}

Json weighed(const WeighedDose& dose) {
    const Json per = std::visit(
        overloaded{[](const PerKg& one) { return per_weight(one, unit::mg_per_kg); },
                   [](const PerKgAndHour& one) { return per_weight(one, unit::mg_per_kg_per_hour); }},
        dose.row->dose);
    return {{"what", dose.row->what},
            {"setting", dose.row->setting},
            {"per_weight", per},
            {"amount", {{"low", amount(dose.low)}, {"high", amount(dose.high)}}},
            {"text", dose.row->text}};
}

Json advice(const AdjunctAdvice& one, Citations& citations) {
    std::vector<CitationId> from = one.citations;
    for (const auto* list : {&one.directions, &one.stop, &one.why, &one.why_not}) {
        for (const Told& told : *list) from.insert(from.end(), told.citations.begin(), told.citations.end());
    }
    const bool is_monitored = one.guide->setting == AdjunctSetting::monitored;
    Json titration = Json::array(), by_weight = Json::array();
    for (const AdjunctLevel& level : one.titration)
        titration.push_back({{"day", level.day},
                             {"on", iso(level.on)},
                             {"daily_dose", json::quantity(level.per_day, unit::mg_per_day)},
                             {"doses", doses(level, *one.guide)}});
    for (const WeighedDose& dose : one.by_weight) by_weight.push_back(weighed(dose));
    const Json step = one.step ? Json{{"by", json::quantity(*one.step, unit::mg_per_day)},
                                      {"every", json::quantity(*one.step_every, unit::days)}}
                               : Json(nullptr);
    const Json range = one.high ? Json{{"low", rate(one.low)}, {"high", rate(one.high)}} : Json(nullptr);
    return {{"drug", one.guide->id},
            {"product", one.guide->title},
            {"verdict", word(one.verdict)},
            {"setting", is_monitored ? "monitored" : "outpatient"},
            {"already_taken", one.taken_already.empty() ? Json(nullptr) : Json(one.taken_already)},
            {"cleared", one.is_cleared},
            {"start", rate(one.start)},
            {"step", step},
            {"range", range},
            {"ceiling", rate(one.ceiling)},
            {"renal_band", one.renal_band.empty() ? Json(nullptr) : Json(one.renal_band)},
            {"by_weight", by_weight},
            {"titration", titration},
            {"directions", texts(one.directions)},
            {"stop", texts(one.stop)},
            {"why", texts(one.why)},
            {"why_not", texts(one.why_not)},
            {"missing", one.missing},
            {"citations", citations.ids(from)}};
}

Json all_advice(const Adjuncts& adjuncts, Citations& citations) {
    Json list = Json::array();
    for (const AdjunctAdvice& one : adjuncts.all) list.push_back(advice(one, citations));
    return list;
}

Json without_drugs(const Adjuncts& adjuncts, Citations& citations) {
    Json list = Json::array();
    for (const NonDrugDates& one : adjuncts.non_drug) {
        Json days = Json::array();
        for (const Date day : one.on) days.push_back(iso(day));
        list.push_back({{"what", one.what->title},
                        {"on", days},
                        {"text", one.what->text.text},
                        {"citations", citations.ids({one.what->every.citation(), one.what->text.citation})}});
    }
    return list;
}

}  // namespace

Json json::adjunct(const AdjunctAdvice& one, Citations& citations) {
    return advice(one, citations);
}

Json json::adjunct_options(const std::optional<AdjunctOptions>& options, Citations& citations) {
    if (!options) return nullptr;
    return {{"because", options->because},
            {"options", all_advice(options->adjuncts, citations)},
            {"non_drug", without_drugs(options->adjuncts, citations)}};
}

std::string adjuncts_json(const Adjuncts& adjuncts, const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    Json body;
    body["start"] = iso(adjuncts.start);
    body["facts"] = facts(adjuncts.kidney, citations);
    body["adjuncts"] = all_advice(adjuncts, citations);
    body["non_drug"] = without_drugs(adjuncts, citations);
    Json document = json::envelope("adjuncts", "done", digest_of(body.dump() + library.digest), as_of, true,
                                   library.digest);
    document.update(body);
    document["findings"] = Json::array();
    document["citations"] = citations.resolved();
    return json::text(document);
}

}  // namespace stepdown
