#include "cli/formats/withdrawal_json.hpp"

#include "cli/formats/adjuncts_json.hpp"

namespace stepdown::json {

namespace {

Json span(const std::optional<DateSpan>& dates) {
    return dates ? Json{{"from", iso(dates->from)}, {"to", iso(dates->to)}} : Json(nullptr);
}

Json date_or_null(const std::optional<Date>& date) {
    return date ? Json(iso(*date)) : Json(nullptr);
}

Json cut(const ExpectedAfterCut& one, Citations& citations) {
    return {{"step", one.step ? Json(*one.step) : Json("after")},
            {"opioid", one.opioid},
            {"on", iso(one.on)},
            {"begins", span(one.begins)},
            {"worst", span(one.worst)},
            {"over_by", date_or_null(one.over_by)},
            {"judge_from", date_or_null(one.judge_from)},
            {"seen_on", dates(one.seen_on)},
            {"citations", citations.ids(one.citations)}};
}

Json sentences(const std::vector<Advice>& list, Citations& citations) {
    Json all = Json::array();
    for (const Advice& one : list)
        all.push_back({{"text", one.text}, {"citations", citations.ids({one.citation})}});
    return all;
}

}  // namespace

Json withdrawal(const WithdrawalSupport& support, const Library& library, Citations& citations) {
    const WithdrawalGuide& guide = library.withdrawal;
    Json signs = Json::array(), cuts = Json::array(), medicines = Json::array();
    for (const WithdrawalSigns& one : guide.signs)
        signs.push_back({{"name", one.name},
                         {"when", one.when},
                         {"signs", one.signs},
                         {"citations", citations.ids({one.citation})}});
    for (const ExpectedAfterCut& one : support.cuts) cuts.push_back(cut(one, citations));
    for (const SymptomMedicine& one : support.medicines)
        medicines.push_back({{"symptoms", one.relief->symptoms},
                             {"medicine", adjunct(one.advice, citations)},
                             {"citations", citations.ids({one.relief->citation})}});
    return {{"signs", std::move(signs)},
            {"expect", sentences(guide.expect, citations)},
            {"cuts", std::move(cuts)},
            {"first", sentences(guide.first, citations)},
            {"never", sentences(guide.never, citations)},
            {"medicines", std::move(medicines)}};
}

}  // namespace stepdown::json
