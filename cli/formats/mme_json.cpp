#include "cli/formats/mme_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"
#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

using json::Json;

Json daily_dose(const Regimen& regimen, DoseRate per_day) {
    return std::holds_alternative<Continuous>(regimen.amount) ? json::quantity(per_day, unit::mcg_per_hour)
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

std::vector<CitationId> sources_of(const ExposureLine& line) {
    if (line.factor) return {line.factor->citation()};
    if (line.reason_from) return {*line.reason_from};
    return {};
}

Json item(const Regimen& regimen, const ExposureLine& line, const Formulary& formulary,
          json::Citations& citations) {
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
            {"as_needed", json::as_needed(regimen, line.per_day, line.counted)},
            {"factor", factor(line)},
            {"working", working},
            {"citations", citations.ids(sources_of(line))}};
}

Json items(const std::vector<Regimen>& regimens, const Exposure& exposure, const Library& library,
           json::Citations& citations) {
    Json list = Json::array();
    for (const ExposureLine& line : exposure.lines)
        list.push_back(item(regimens[line.regimen], line, library.formulary, citations));
    return list;
}

/// The fields that a total by one set has, and those of the opioids as a whole.
Json body_of(const std::vector<Regimen>& regimens, const Exposure& exposure, const ExposureTable& table,
             const Library& library, json::Citations& citations) {
    Json body;
    body["source"] = table.id;
    body["total"] = json::mme_or_null(exposure.total);
    body["complete"] = exposure.complete;
    body["items"] = items(regimens, exposure, library, citations);
    body["acetaminophen"] = json::quantity(acetaminophen_per_day(regimens), unit::mg_per_day);
    body["unconverted"] = Json::array();
    for (const ExposureLine& line : exposure.lines) {
        if (line.result) continue;
        body["unconverted"].push_back({{"input", regimens[line.regimen].text}, {"reason", line.reason}});
    }
    return body;
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
    return document_of(body, Json::array(), citations, library, as_of);
}

std::string mme_json(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                     const Library& library, Date as_of) {
    json::Citations citations(library.formulary.bibliography());
    const SetExposure& first = sets.front();
    Json body = body_of(regimens, first.exposure, *first.table, library, citations);
    body["sets"] = Json::array();
    for (const SetExposure& set : sets) {
        body["sets"].push_back({{"source", set.table->id},
                                {"total", json::mme_or_null(set.exposure.total)},
                                {"items", items(regimens, set.exposure, library, citations)}});
    }
    const Json findings = json::findings(decided_by_set(sets, library.limits), citations);
    return document_of(body, findings, citations, library, as_of);
}

}  // namespace stepdown
