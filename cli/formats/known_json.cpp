#include "cli/formats/known_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"
#include "planner/documents/known.hpp"
#include "planner/documents/switches.hpp"

namespace stepdown {

namespace {

using json::Citations;
using json::Json;

Json words_of(const std::vector<Route>& routes) {
    Json list = Json::array();
    for (const Route route : routes) list.push_back(word(route));
    return list;
}

/// A fact and the one place that it was read in.
Json fact(const Json& value, CitationId from, Citations& citations) {
    return {{"value", value}, {"citations", citations.ids({from})}};
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json rate(DoseRate value, Route route) {
    return route == Route::transdermal ? json::quantity(value, unit::mcg_per_hour)
                                       : json::quantity(value, unit::mg_per_day);
}

/// The factor in the unit of its source.
Json factor(const Band& band) {
    const MmePerMass value = band.factor.for_caution();
    if (band.published.ends_with(unit::mme_per_day_per_mcg_per_hour.symbol))
        return json::quantity(value, unit::mme_per_day_per_mcg_per_hour);
    return band.published.ends_with(unit::mme_per_mcg.symbol) ? json::quantity(value, unit::mme_per_mcg)
                                                              : json::quantity(value, unit::mme_per_mg);
}

Json band_json(const Band& band, Route route, Citations& citations) {
    return {{"from", rate(band.from, route)},
            {"to", band.below ? rate(*band.below, route) : Json(nullptr)},
            {"includes_end", band.includes_end},
            {"factor", factor(band)},
            {"citations", citations.ids({band.factor.citation()})}};
}

/// One row of a set: bands, or why the drug is not counted.
Json factor_row(const ExposureTable& table, const ExposureRow& row, Citations& citations) {
    Json json{
        {"source", table.id}, {"route", word(row.route)}, {"bands", Json::array()}, {"not_counted", nullptr}};
    if (const auto* refusal = std::get_if<NotConvertible>(&row.rule)) {
        json["not_counted"] = {{"because", refusal->why}, {"citations", citations.ids({refusal->citation})}};
        return json;
    }
    for (const Band& band : std::get<std::vector<Band>>(row.rule))
        json["bands"].push_back(band_json(band, row.route, citations));
    return json;
}

Json factors(DrugId drug, const Library& library, Citations& citations) {
    Json list = Json::array();
    std::vector<const ExposureTable*> tables = library.other_exposures();
    tables.insert(tables.begin(), &library.exposure());
    for (const ExposureTable* table : tables) {
        for (const ExposureRow& row : table->rows) {
            if (row.drug == drug) list.push_back(factor_row(*table, row, citations));
        }
    }
    return list;
}

Json offer(const Sourced<Offer>& offer, const std::string& because, Citations& citations) {
    Json json = fact(word(offer.for_caution()), offer.citation(), citations);
    json["because"] = text_or_null(because);
    return json;
}

Json strengths(const ProductLine& line, Citations& citations) {
    Json list = Json::array();
    for (const Strength& one : line.strengths) {
        Json also = Json::array();
        for (const AlsoContains& other : one.also)
            also.push_back({{"drug", other.drug}, {"strength", json::strength(other.strength)}});
        list.push_back({{"strength", json::strength(one.value)},
                        {"rxcui", text_or_null(one.rxcui)},
                        {"also", also},
                        {"offer", offer(one.offer, one.offer_because, citations)},
                        {"citations", citations.ids({one.citation})}});
    }
    return list;
}

Json product(const ProductLine& line, Citations& citations) {
    // A line that only old records have can be without an interval.
    const bool known = exceeds(line.longest_interval.for_caution(), unit::hours(0));
    Json interval = !known ? Json(nullptr)
                           : Json{{"from", json::quantity(line.shortest_interval.for_caution(), unit::hours)},
                                  {"to", json::quantity(line.longest_interval.for_caution(), unit::hours)},
                                  {"citations", citations.ids({line.shortest_interval.citation()})}};
    return {{"id", line.id},
            {"form", word(line.form)},
            {"route", word(line.route)},
            {"release", word(line.release)},
            {"basis", line.basis},
            {"brands", line.brands},
            {"schedule", fact(line.schedule, line.schedule_from, citations)},
            {"offer", offer(line.offer, line.offer_because, citations)},
            {"interval", interval},
            {"split", fact(word(line.split.for_caution()), line.split.citation(), citations)},
            {"strengths", strengths(line, citations)},
            {"note", line.note_from ? fact(line.note, *line.note_from, citations) : Json(nullptr)}};
}

Json tolerance_line(const Drug& drug, Citations& citations) {
    if (!drug.tolerance_line) return nullptr;
    const bool is_worn = drug.tolerance_published.ends_with(unit::mcg_per_hour.symbol);
    return fact(rate(drug.tolerance_line->for_caution(), is_worn ? Route::transdermal : Route::oral),
                drug.tolerance_line->citation(), citations);
}

Json phase_json(const Phase& phase, Citations& citations) {
    const auto share = [](const Sourced<Fraction>& one) { return json::number(one.for_caution().of_one); };
    std::vector<CitationId> from{phase.largest_cut.citation(), phase.nominal_cut.citation(),
                                 phase.interval.citation()};
    if (phase.until) from.push_back(phase.until->citation());
    return {{"base", phase.base == Base::original ? "original" : "current"},
            {"cut",
             {{"smallest", share(phase.smallest_cut)},
              {"nominal", share(phase.nominal_cut)},
              {"largest", share(phase.largest_cut)}}},
            {"interval", json::quantity(phase.interval.for_caution(), unit::days)},
            {"until", phase.until ? share(*phase.until) : Json(nullptr)},
            {"citations", citations.ids(from)}};
}

Json span_or_null(const std::optional<Sourced<Duration>>& span, Citations& citations) {
    if (!span) return nullptr;
    return fact(json::quantity(span->for_caution(), unit::days), span->citation(), citations);
}

Json advice_json(const std::vector<Advice>& advice, Citations& citations) {
    Json list = Json::array();
    for (const Advice& one : advice)
        list.push_back({{"text", one.text}, {"citations", citations.ids({one.citation})}});
    return list;
}

Json advice_or_null(const std::optional<Advice>& advice, Citations& citations) {
    if (!advice) return nullptr;
    return {{"text", advice->text}, {"citations", citations.ids({advice->citation})}};
}

Json early_stop_json(const TaperProtocol& protocol, Citations& citations) {
    if (!protocol.early_stop) return nullptr;
    const EarlyStop& stop = *protocol.early_stop;
    return {{"when", stop.when == StopWhen::at_once ? "at-once" : "after-one-step"},
            {"used_below", json::quantity(stop.used_below.for_caution(), unit::days)},
            {"citations", citations.ids({stop.used_below.citation()})}};
}

Json short_acting_json(const TaperProtocol& protocol, Citations& citations) {
    if (!protocol.short_acting_only) return nullptr;
    const Sourced<MmeRate>& below = protocol.short_acting_only->below;
    return {{"below", json::quantity(below.for_caution(), unit::mme_per_day)},
            {"citations", citations.ids({below.citation()})}};
}

Json locked_json(const TaperProtocol& protocol, Citations& citations) {
    if (!protocol.locked) return nullptr;
    return {{"setting", protocol.locked->setting},
            {"because", protocol.locked->because},
            {"citations", citations.ids({protocol.locked->citation})}};
}

std::string document_of(const std::string& kind, const Json& body, const Citations& citations,
                        const Library& library, Date as_of) {
    Json document =
        json::envelope(kind, "done", digest_of(body.dump() + library.digest), as_of, true, library.digest);
    document["findings"] = Json::array();
    document["citations"] = citations.resolved();
    document.update(body);
    return json::text(document);
}

bool is_overridable(const Rule& rule) {
    return rule.may_override != Override::never;
}

}  // namespace

std::string drugs_json(const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    Json drugs = Json::array();
    for (std::size_t i = 0; i < library.formulary.drugs().size(); ++i) {
        const Drug& drug = library.formulary.drugs()[i];
        Json products = Json::array();
        for (const ProductId line : library.formulary.products_of({static_cast<std::uint16_t>(i)}))
            products.push_back(library.formulary[line].id);
        drugs.push_back({{"id", drug.id},
                         {"rxcui", text_or_null(drug.rxcui)},
                         {"names", drug.names},
                         {"products", products},
                         {"tapered", drug.no_taper_because.empty()}});
    }
    return document_of("drugs", {{"drugs", drugs}}, citations, library, as_of);
}

std::string drug_json(DrugId id, const Library& library, Date as_of) {
    const Drug& drug = library.formulary[id];
    Citations citations(library.formulary.bibliography());
    Json products = Json::array();
    for (const ProductId line : library.formulary.products_of(id))
        products.push_back(product(library.formulary[line], citations));
    const Json no_taper = drug.no_taper_because.empty()
                              ? Json(nullptr)
                              : Json{{"because", drug.no_taper_because}, {"instead", drug.no_taper_instead}};
    const Json body{
        {"drug", drug.id},
        {"names", drug.names},
        {"rxcui", drug.rxcui_from ? fact(drug.rxcui, *drug.rxcui_from, citations) : Json(nullptr)},
        {"agonism", fact(word(drug.agonism), drug.agonism_from, citations)},
        {"tolerance_line", tolerance_line(drug, citations)},
        {"purpose_asked_by", words_of(drug.purpose_asked_by)},
        {"no_taper", no_taper},
        {"factors", factors(id, library, citations)},
        {"products", products}};
    return document_of("drug", body, citations, library, as_of);
}

std::string protocols_json(const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    Json protocols = Json::array(), rules = Json::array();
    for (const TaperProtocol& one : library.tapers) {
        protocols.push_back({{"id", one.id},
                             {"title", one.title},
                             {"for_whom", one.for_whom},
                             {"chosen", one.chosen_by_span ? "by-span" : "by-name"},
                             {"pace", pace_in_words(one)}});
    }
    for (const Rule& rule : rule_catalogue())
        rules.push_back({{"id", rule.id}, {"asks", rule.asks}, {"can_be_overridden", is_overridable(rule)}});
    Json switches = Json::array();
    for (const SwitchProtocol& one : library.switches) {
        switches.push_back({{"id", one.id},
                            {"title", one.title},
                            {"to", destination(one, library.formulary)},
                            {"available", one.not_available_because.empty()}});
    }
    return document_of("protocols", {{"protocols", protocols}, {"switches", switches}, {"rules", rules}},
                       citations, library, as_of);
}

std::string switch_json(const SwitchProtocol& method, const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    Json days = Json::array(), watch = Json::array(), cautions = Json::array();
    for (const OverlapDay& one : method.overlap) {
        days.push_back({{"days", 1},
                        {"old_share", json::number(one.old_share.for_caution().of_one)},
                        {"new_share", json::number(one.new_share.for_caution().of_one)},
                        {"times", nullptr},
                        {"each", nullptr},
                        {"citations", citations.ids({one.old_share.citation()})}});
    }
    for (const TableDays& row : method.table ? method.table->rows : std::vector<TableDays>{}) {
        days.push_back({{"days", row.days},
                        {"old_share", json::number(row.old_share.for_caution().of_one)},
                        {"new_share", nullptr},
                        {"times", row.times},
                        {"each", json::quantity(row.each.for_caution(), unit::mg)},
                        {"citations", citations.ids({row.each.citation()})}});
    }
    for (const Watch& one : method.watch)
        watch.push_back({{"from_day", one.from_day},
                         {"to_day", one.to_day},
                         {"what", one.what},
                         {"citations", citations.ids({one.citation})}});
    for (const Advice& one : method.cautions)
        cautions.push_back({{"text", one.text}, {"citations", citations.ids({one.citation})}});
    const Json body{
        {"switch", method.id},
        {"title", method.title},
        {"to", destination(method, library.formulary)},
        {"not_available",
         method.not_available_because.empty() ? Json(nullptr) : Json(method.not_available_because)},
        {"published", citations.ids({method.citation})},
        {"days", days},
        {"watch", watch},
        {"cautions", cautions}};
    return document_of("switch", body, citations, library, as_of);
}

std::string protocol_json(const TaperProtocol& protocol, const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    Json phases = Json::array();
    for (const Phase& phase : protocol.phases) phases.push_back(phase_json(phase, citations));
    const Json body{{"protocol", protocol.id},
                    {"title", protocol.title},
                    {"for_whom", protocol.for_whom},
                    {"published", citations.ids({protocol.citation})},
                    {"chosen", protocol.locked           ? "locked"
                               : protocol.chosen_by_span ? "by-span"
                                                         : "by-name"},
                    {"used_from", span_or_null(protocol.used_from, citations)},
                    {"used_below", span_or_null(protocol.used_below, citations)},
                    {"exempt_below", span_or_null(protocol.exempt_below, citations)},
                    {"phases", phases},
                    {"visit_every", span_or_null(protocol.visit_every, citations)},
                    {"one_review", advice_or_null(protocol.one_review, citations)},
                    {"early_stop", early_stop_json(protocol, citations)},
                    {"short_acting_only", short_acting_json(protocol, citations)},
                    {"locked", locked_json(protocol, citations)},
                    {"asks_reason", advice_or_null(protocol.asks_reason, citations)},
                    {"hold", advice_json(protocol.hold, citations)},
                    {"end_game", advice_json(protocol.end_game, citations)},
                    {"notes", advice_json(protocol.notes, citations)}};
    return document_of("protocol", body, citations, library, as_of);
}

std::string rule_json(const Rule& rule, const Library& library, Date as_of) {
    Citations citations(library.formulary.bibliography());
    const auto grounds = library.limits.grounds.find(rule.id);
    const bool has_grounds = grounds != library.limits.grounds.end();
    const Json body{{"rule", rule.id},
                    {"asks", rule.asks},
                    {"why", rule.why},
                    {"can_be_overridden", is_overridable(rule)},
                    {"grounds", has_grounds ? citations.ids(grounds->second) : Json::array()}};
    return document_of("rule", body, citations, library, as_of);
}

std::string validation_json(const std::vector<OwnDatum>& fine, const Library& library, Date as_of) {
    Json files = Json::array();
    for (const OwnDatum& one : fine) {
        files.push_back({{"file", one.file},
                         {"kind", one.kind},
                         {"id", text_or_null(one.id)},
                         {"replaces", one.replaces}});
    }
    return document_of("validation", {{"files", files}}, Citations(library.formulary.bibliography()), library,
                       as_of);
}

}  // namespace stepdown
