#include "cli/formats/json_parts.hpp"

#include <cmath>

#include "cli/version.hpp"
#include "planner/references.hpp"

namespace stepdown::json {

Json number(double value) {
    const double clean = std::round(value * 1e9) / 1e9;
    if (std::abs(clean) < 1e15 && clean == std::floor(clean)) return static_cast<std::int64_t>(clean);
    return clean;
}

Json strength(const StrengthValue& value) {
    return std::visit(overloaded{[](Mass mass) { return quantity(mass, unit::mg); },
                                 [](Concentration per_ml) { return quantity(per_ml, unit::mg_per_ml); },
                                 [](DoseRate rate) { return quantity(rate, unit::mcg_per_hour); }},
                      value);
}

Json mme_or_null(const std::optional<MmeRate>& mme) {
    return mme ? quantity(*mme, unit::mme_per_day) : Json(nullptr);
}

Json Citations::ids(const std::vector<CitationId>& citations) {
    Json list = Json::array();
    for (const CitationId id : citations) {
        used_.insert(id);
        const std::string& name = bibliography_[id].id;
        if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
    }
    return list;
}

Json Citations::resolved() const {
    Json all = Json::object();
    for (const CitationId id : used_) {
        const Citation& citation = bibliography_[id];
        const Source& source = bibliography_.source_of(id);
        const std::string where = source.where.empty() ? citation.at : source.where + "; " + citation.at;
        all[citation.id] = {{"title", source.title},
                            {"year", source.year.empty() ? Json(nullptr) : Json(source.year)},
                            {"where", where},
                            {"url", source.url.empty() ? Json(nullptr) : Json(source.url)},
                            {"evidence", std::string(word(citation.evidence))}};
    }
    return all;
}

Json envelope(std::string_view kind, std::string_view status, const std::string& id, Date as_of, bool draft,
              const std::string& data_digest) {
    return {{"schema", "stepdown/" + std::string(kind) + "/1"},
            {"status", status},
            {"id", id},
            {"parent", nullptr},
            {"as_of", iso(as_of)},
            {"draft", draft},
            {"software", {{"name", "stepdown"}, {"version", program_version}, {"data", data_digest}}},
            {"problems", Json::array()}};
}

Json problems(const Problems& problems) {
    Json list = Json::array();
    for (const Problem& problem : problems) {
        list.push_back({{"id", problem.id},
                        {"message", problem.message},
                        {"instead", problem.instead},
                        {"file", problem.place.file},
                        {"line", problem.place.line},
                        {"column", problem.place.column}});
    }
    return list;
}

Json findings(const std::vector<Finding>& findings, Citations& citations) {
    static constexpr const char* severities[] = {"note", "warn", "block"};
    Json list = Json::array();
    for (const Finding& finding : findings) {
        const Json step = finding.on_ending ? Json("after")
                          : finding.step    ? Json(*finding.step)
                                            : Json(nullptr);
        const Json lifted = finding.overridden_by ? Json{{"by", finding.overridden_by->by},
                                                         {"reason", finding.overridden_by->reason}}
                                                  : Json(nullptr);
        list.push_back({{"id", finding.id},
                        {"rule", finding.rule},
                        {"severity", severities[static_cast<int>(finding.severity)]},
                        {"message", finding.message},
                        {"instead", finding.instead},
                        {"step", step},
                        {"opioid", finding.opioid.empty() ? Json(nullptr) : Json(finding.opioid)},
                        {"missing", finding.missing},
                        {"acknowledge", finding.acknowledge},
                        {"citations", citations.ids(finding.citations)},
                        {"overridden_by", lifted}});
    }
    return list;
}

Json outcomes(const Review& review) {
    Json list = Json::array();
    const auto rules = rule_catalogue();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Outcome& outcome = review.outcomes[i];
        list.push_back({{"rule", rules[i].id},
                        {"result", word_of(outcome)},
                        {"looked_at", outcome.looked_at},
                        {"missing", outcome.missing}});
    }
    return list;
}

Json units(const std::vector<UnitCount>& units, const Formulary& formulary) {
    Json list = Json::array();
    for (const UnitCount& unit : units) {
        const ProductLine& line = formulary[unit.product];
        const Strength& of = line.strengths[unit.strength];
        Json also = Json::array();
        for (const AlsoContains& other : of.also)
            also.push_back({{"drug", other.drug}, {"strength", strength(other.strength)}});
        list.push_back({{"product", line.id},
                        {"rxcui", of.rxcui},
                        {"strength", strength(of.value)},
                        {"count", number(unit.thousandths / 1000.0)},
                        {"count_unit", count_unit(line.form)},
                        {"also", also}});
    }
    return list;
}

Json amount(const DoseAmount& amount) {
    return std::visit(
        overloaded{[](Mass swallowed) { return quantity(swallowed, unit::mg); },
                   [](const Worn& patches) { return quantity(patches.rate, unit::mcg_per_hour); }},
        amount);
}

Json amount(const std::variant<Mass, DoseRate>& amount) {
    return std::visit(overloaded{[](Mass mass) { return quantity(mass, unit::mg); },
                                 [](DoseRate rate) { return quantity(rate, unit::mcg_per_hour); }},
                      amount);
}

Json daily(DoseRate per_day, Route route) {
    return route == Route::transdermal ? quantity(per_day, unit::mcg_per_hour)
                                       : quantity(per_day, unit::mg_per_day);
}

Json dates(const std::vector<Date>& dates) {
    Json list = Json::array();
    for (const Date date : dates) list.push_back(iso(date));
    return list;
}

Json doses(const std::vector<PlannedDose>& doses, const Formulary& formulary) {
    Json list = Json::array();
    for (const PlannedDose& dose : doses) {
        list.push_back({{"at", word(dose.time.at)},
                        {"time", clock(dose.time)},
                        {"amount", amount(dose.amount)},
                        {"units", units(dose.units, formulary)}});
        if (const auto* patches = std::get_if<Worn>(&dose.amount))
            list.back()["change_on"] = dates(patches->change_on);
    }
    return list;
}

Json as_needed(const std::optional<AsNeededUse>& use, const Formulary& formulary) {
    if (!use) return nullptr;
    return {
        {"amount", quantity(use->amount, unit::mg)},
        {"units", units(use->units, formulary)},
        {"at_most_every", use->at_most_every ? quantity(*use->at_most_every, unit::hours) : Json(nullptr)},
        {"most_per_day", use->most_per_day ? number(*use->most_per_day) : Json(nullptr)},
        {"counted_per_day", number(use->counted_per_day)}};
}

Json doses_said(const Regimen& regimen) {
    Json list = Json::array();
    const auto add = [&](DoseTime time, Json amount) {
        list.push_back({{"at", word(time.at)},
                        {"time", clock(time)},
                        {"amount", std::move(amount)},
                        {"units", Json::array()}});
    };
    if (const auto* scheduled = std::get_if<Scheduled>(&regimen.amount)) {
        for (const Dose& one : scheduled->doses) add(one.time, quantity(one.amount, unit::mg));
    }
    const auto* worn = std::get_if<Continuous>(&regimen.amount);
    if (worn && regimen.route == Route::transdermal)
        add(time_of(TimeOfDay::morning), quantity(worn->rate, unit::mcg_per_hour));
    return list;
}

Json as_needed(const Regimen& regimen, DoseRate counted_per_day, Counting counting) {
    const auto* order = std::get_if<AsNeeded>(&regimen.amount);
    if (!order) return nullptr;
    const Mass counted = counted_per_day * unit::days(1);
    const Mass one = counting == Counting::really_used ? order->least_dose : order->dose;
    const Json every =
        order->shortest_hours > 0 ? quantity(unit::hours(order->shortest_hours), unit::hours) : Json(nullptr);
    const Json most =
        order->most_in_a_day ? number(ratio(*order->most_in_a_day, order->dose)) : Json(nullptr);
    return {{"amount", quantity(order->dose, unit::mg)},
            {"units", Json::array()},
            {"at_most_every", every},
            {"most_per_day", most},
            {"counted_per_day", number(ratio(counted, one))}};
}

int every_days(const Regimen& regimen) {
    if (const auto* scheduled = std::get_if<Scheduled>(&regimen.amount)) return scheduled->every_days;
    if (const auto* worn = std::get_if<Continuous>(&regimen.amount))
        return std::max(1, static_cast<int>(worn->change_every_days));
    return 1;
}

Json tree(const yaml::Node& node) {
    return std::visit(overloaded{[](const yaml::Scalar& scalar) { return Json(scalar.text); },
                                 [](const yaml::Sequence& sequence) {
                                     Json list = Json::array();
                                     for (const yaml::Node& item : sequence.items) list.push_back(tree(item));
                                     return list;
                                 },
                                 [](const yaml::Mapping& mapping) {
                                     Json object = Json::object();
                                     for (const yaml::Entry& entry : mapping.entries)
                                         object[entry.key.text] = tree(entry.value);
                                     return object;
                                 }},
                      node.value);
}

std::string text(const Json& document) {
    return document.dump(1) + "\n";
}

}  // namespace stepdown::json
