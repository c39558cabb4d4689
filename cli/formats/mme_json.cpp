#include "cli/formats/mme_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"
#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

using json::Json;

Json daily_dose(const Regimen& regimen, DoseRate per_day) {
    return regimen.route == Route::transdermal ? json::quantity(per_day, unit::mcg_per_hour)
                                               : json::quantity(per_day, unit::mg_per_day);
}

/// The factor in the unit in which it is published.
Json factor(const ExposureLine& line) {
    if (!line.result || !line.factor) return nullptr;
    const MmePerMass value = line.factor->for_caution();
    switch (factor_unit(line)) {
        case FactorUnit::per_mg:
            return json::quantity(value, unit::mme_per_mg);
        case FactorUnit::per_mcg:
            return json::quantity(value, unit::mme_per_mcg);
        case FactorUnit::per_mcg_per_hour:
            break;
    }
    return json::quantity(value, unit::mme_per_day_per_mcg_per_hour);
}

/// A daily dose with the MME that it makes; null where it is not known.
Json counted(const Regimen& regimen, const ExposureLine& line, Counting counting) {
    if (!per_day(regimen, counting) || line.counted != counting) return nullptr;
    return {{"daily_dose", daily_dose(regimen, line.per_day)}, {"mme", json::mme_or_null(line.result)}};
}

double doses_counted(const AsNeeded& order, const ExposureLine& line) {
    const Mass daily = line.per_day * unit::days(1);
    if (line.counted == Counting::most_allowed) return ratio(daily, order.dose);
    return order.doses_used > 0 ? order.doses_used : ratio(daily, order.least_dose);
}

Json as_needed(const Regimen& regimen, const ExposureLine& line, const ExposureLine& most_allowed) {
    const auto* order = std::get_if<AsNeeded>(&regimen.amount);
    if (!order) return nullptr;
    const Json every = order->shortest_hours > 0
                           ? json::quantity(unit::hours(order->shortest_hours), unit::hours)
                           : Json(nullptr);
    const Json most =
        order->most_in_a_day ? json::number(ratio(*order->most_in_a_day, order->dose)) : Json(nullptr);
    return {{"amount", json::quantity(order->dose, unit::mg)},
            {"least_amount", json::quantity(order->least_dose, unit::mg)},
            {"units", Json::array()},
            {"at_most_every", every},
            {"most_per_day", most},
            {"counted_per_day", json::number(doses_counted(*order, line))},
            {"most_allowed", counted(regimen, most_allowed, Counting::most_allowed)},
            {"really_used", counted(regimen, line, Counting::really_used)}};
}

std::vector<CitationId> sources_of(const ExposureLine& line) {
    if (line.factor) return {line.factor->citation()};
    if (line.reason_from) return {*line.reason_from};
    return {};
}

Json item(const Regimen& regimen, const ExposureLine& line, const ExposureLine& most_allowed,
          const Formulary& formulary, json::Citations& citations) {
    const bool is_as_needed = std::holds_alternative<AsNeeded>(regimen.amount);
    const bool used = line.counted == Counting::really_used;
    const DoseRate daily = line.per_day;
    Json working = Json::array();
    if (line.result) {
        working.push_back(show_factored(regimen, line) + " x " + line.published + " = " +
                          show(*line.result, unit::mme_per_day, 2));
    } else {
        working.push_back(line.reason);
    }
    if (!line.note.empty()) working.push_back(line.note);
    return {{"id", "o" + std::to_string(line.regimen + 1)},
            {"role", "unchanged"},
            {"for", nullptr},
            {"input", regimen.text},
            {"drug", formulary[regimen.drug].id},
            {"route", word(regimen.route)},
            {"release", word(regimen.release)},
            {"counted_as", !is_as_needed ? "scheduled"
                           : used        ? "really-used"
                                         : "most-allowed"},
            {"every_days", json::every_days(regimen)},
            {"daily_dose", daily_dose(regimen, daily)},
            {"mme", json::mme_or_null(line.result)},
            {"change", nullptr},
            {"doses", json::doses_said(regimen)},
            {"as_needed", as_needed(regimen, line, most_allowed)},
            {"factor", factor(line)},
            {"working", working},
            {"citations", citations.ids(sources_of(line))}};
}

/// `most`: the same orders at the most that they allow.
Json items(const std::vector<Regimen>& regimens, const Exposure& exposure, const Exposure& most,
           const Library& library, json::Citations& citations) {
    Json list = Json::array();
    for (const ExposureLine& line : exposure.lines) {
        list.push_back(
            item(regimens[line.regimen], line, most.lines[line.regimen], library.formulary, citations));
    }
    return list;
}

void add_acetaminophen(Json& body, const std::vector<Regimen>& regimens, const Library& library,
                       json::Citations& citations) {
    const Acetaminophen all = acetaminophen_of(regimens);
    body["acetaminophen"] = json::quantity(all.counted, unit::mg_per_day);
    body["acetaminophen_most_allowed"] = json::quantity(all.most_allowed, unit::mg_per_day);
    body["acetaminophen_shares"] = Json::array();
    for (const AcetaminophenShare& share : all.shares) {
        body["acetaminophen_shares"].push_back(
            {{"opioid", "o" + std::to_string(share.regimen + 1)},
             {"counted", json::quantity(share.counted, unit::mg_per_day)},
             {"most_allowed", json::quantity(share.most_allowed, unit::mg_per_day)},
             {"working", acetaminophen_working(regimens[share.regimen], share)}});
    }
    body["acetaminophen_lines"] = Json::array();
    for (const AcetaminophenLine& line : library.limits.acetaminophen_lines) {
        body["acetaminophen_lines"].push_back(
            {{"most", json::quantity(line.most.for_caution(), unit::mg_per_day)},
             {"for", line.for_whom},
             {"citations", citations.ids({line.most.citation()})}});
    }
}

/// The fields that a total by one set has, and those of the opioids as a whole.
Json body_of(const std::vector<Regimen>& regimens, const Exposure& exposure, const ExposureTable& table,
             const Library& library, json::Citations& citations) {
    const Exposure most = stepdown::exposure(at_most_allowed(regimens), table, Counting::most_allowed);
    Json body;
    body["source"] = table.id;
    body["total"] = json::mme_or_null(exposure.total);
    body["total_most_allowed"] = json::mme_or_null(most.total);
    body["complete"] = exposure.complete;
    body["items"] = items(regimens, exposure, most, library, citations);
    add_acetaminophen(body, regimens, library, citations);
    body["unconverted"] = Json::array();
    for (const ExposureLine& line : exposure.lines) {
        if (line.result) continue;
        body["unconverted"].push_back({{"input", regimens[line.regimen].text}, {"reason", line.reason}});
    }
    return body;
}

/// Findings that do not depend on the set of factors.
std::vector<Finding> findings_of_orders(const std::vector<Regimen>& regimens, const Library& library) {
    std::vector<Finding> all = use_findings(regimens);
    for (Finding& finding : acetaminophen_findings(regimens, library.limits))
        all.push_back(std::move(finding));
    return all;
}

std::string document_of(const Json& body, const Json& findings, const json::Citations& citations,
                        const Library& library, Date as_of) {
    Json document =
        json::envelope("mme", "done", digest_of(body.dump() + library.digest), as_of, true, library.digest);
    document.update(body);
    document["findings"] = findings;
    document["citations"] = citations.resolved();
    return json::text(document);
}

}  // namespace

std::string mme_json(const std::vector<Regimen>& regimens, const Exposure& exposure,
                     const ExposureTable& table, const Library& library, Date as_of) {
    json::Citations citations(library.formulary.bibliography());
    const Json body = body_of(regimens, exposure, table, library, citations);
    const Json findings = json::findings(findings_of_orders(regimens, library), citations);
    return document_of(body, findings, citations, library, as_of);
}

std::string mme_json(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                     const Library& library, Date as_of) {
    json::Citations citations(library.formulary.bibliography());
    const SetExposure& first = sets.front();
    Json body = body_of(regimens, first.exposure, *first.table, library, citations);
    body["sets"] = Json::array();
    for (const SetExposure& set : sets) {
        const Exposure most = exposure(at_most_allowed(regimens), *set.table, Counting::most_allowed);
        body["sets"].push_back({{"source", set.table->id},
                                {"total", json::mme_or_null(set.exposure.total)},
                                {"complete", set.exposure.complete},
                                {"items", items(regimens, set.exposure, most, library, citations)}});
    }
    body["why_sets_differ"] = why_sets_differ(regimens, sets);
    std::vector<Finding> all = decided_by_set(sets, library.limits);
    for (Finding& finding : findings_of_orders(regimens, library)) all.push_back(std::move(finding));
    const Json findings = json::findings(all, citations);
    return document_of(body, findings, citations, library, as_of);
}

}  // namespace stepdown
