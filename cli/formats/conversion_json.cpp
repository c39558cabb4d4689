#include "cli/formats/conversion_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"
#include "conversions/exposure.hpp"
#include "planner/documents/conversion.hpp"

namespace stepdown {

namespace {

using json::Json;

/// Writes one conversion; each function a part of the document.
class ConversionWriter {
public:
    ConversionWriter(const Conversion& made, const Library& library)
        : made_(made),
          library_(library),
          to_{made.target.drug, made.target.route},
          citations_(library.formulary.bibliography()) {}

    Json body() {
        Json body;
        body["from"] = Json::array();
        for (const FromOpioid& one : made_.from) body["from"].push_back(from(one));
        body["to"] = {{"input", made_.target.text},
                      {"drug", library_.formulary[to_.drug].id},
                      {"route", word(to_.route)},
                      {"release", made_.target.release ? Json(word(*made_.target.release)) : Json(nullptr)}};
        body["recommended"] = made_.recommended ? recommended(*made_.recommended) : Json(nullptr);
        body["estimates"] = Json::array();
        for (const Estimate& estimate : made_.estimates)
            body["estimates"].push_back(this->estimate(estimate));
        body["rules_of_thumb"] = Json::array();
        for (const CompetingRule& rule : made_.rules)
            body["rules_of_thumb"].push_back({{"title", rule.title},
                                              {"published", rule.published},
                                              {"calculated", dose(rule.calculated)},
                                              {"rounded_down", dose(rule.rounded_down)},
                                              {"citations", citations_.ids({rule.citation})}});
        body["advice"] = Json::array();
        for (const Advice& one : made_.advice)
            body["advice"].push_back({{"text", one.text}, {"citations", citations_.ids({one.citation})}});
        return body;
    }
    Json findings() { return json::findings(made_.findings, citations_); }
    Json resolved() const { return citations_.resolved(); }

private:
    static Json dose_of(DrugByRoute of, DoseRate rate) {
        return of.route == Route::transdermal ? json::quantity(rate, unit::mcg_per_hour)
                                              : json::quantity(rate, unit::mg_per_day);
    }
    Json dose(DoseRate rate) const { return dose_of(to_, rate); }
    Json dose_or_null(const std::optional<DoseRate>& rate) const {
        return rate ? dose(*rate) : Json(nullptr);
    }

    Json mme(const Regimen& regimen) const {
        const std::vector<Regimen> alone{regimen};
        return json::mme_or_null(exposure(alone, library_.exposure(), Counting::really_used).total);
    }

    Json from(const FromOpioid& one) const {
        const Regimen& regimen = one.regimen;
        const auto* needed = std::get_if<AsNeeded>(&regimen.amount);
        return {{"id", one.id},
                {"role", "unchanged"},
                {"for", nullptr},
                {"input", regimen.text},
                {"drug", library_.formulary[regimen.drug].id},
                {"route", word(regimen.route)},
                {"release", word(regimen.release)},
                {"counted_as", needed ? "really-used" : "scheduled"},
                {"every_days", json::every_days(regimen)},
                {"daily_dose", dose_of({regimen.drug, regimen.route}, one.per_day)},
                {"mme", mme(regimen)},
                {"change", nullptr},
                {"doses", json::doses_said(regimen)},
                {"as_needed", json::as_needed(regimen, one.per_day, Counting::really_used)}};
    }

    /// The new opioid as it could be ordered.
    Json regimen(const NewRegimen& made) const {
        Json doses = json::doses(made.doses, library_.formulary);
        if (!made.patches.empty())
            doses.push_back({{"at", word(TimeOfDay::morning)},
                             {"time", clock(time_of(TimeOfDay::morning))},
                             {"amount", json::quantity(made.per_day, unit::mcg_per_hour)},
                             {"units", json::units(made.patches, library_.formulary)}});
        const int days = made.patches.empty() ? 1 : whole_days(made.interval);
        return {{"id", "target"},
                {"role", "target"},
                {"for", nullptr},
                {"input", nullptr},
                {"drug", library_.formulary[to_.drug].id},
                {"route", word(to_.route)},
                {"release", word(made.release)},
                {"counted_as", "scheduled"},
                {"every_days", days},
                {"daily_dose", dose(made.per_day)},
                {"mme", nullptr},
                {"change", nullptr},
                {"doses", doses},
                {"as_needed", nullptr}};
    }

    Json recommended(const Recommendation& made) {
        Json regimens = Json::array();
        for (const NewRegimen& one : made.regimens)
            regimens.push_back({{"opioid", regimen(one)},
                                {"every", json::quantity(one.interval, unit::hours)},
                                {"rounded_off", dose(one.rounded_off)}});
        return {{"daily_dose", dose(made.value)},
                {"low", dose(made.low)},
                {"high", dose(made.high)},
                {"equianalgesic", dose(made.equianalgesic)},
                {"reduction",
                 {{"low", json::number(made.reduction_low.of_one)},
                  {"high", json::number(made.reduction_high.of_one)},
                  {"chosen", made.window && made.reduction_high.of_one > 0
                                 ? json::number(made.window->chosen.of_one)
                                 : Json(0)},
                  {"chosen_by", made.window && made.window->by_prescriber ? "case" : "stepdown"}}},
                {"how", made.how.empty() ? Json(nullptr) : Json(made.how)},
                {"why", why(made)},
                {"regimen", made.regimens.empty() ? Json(nullptr) : regimen(made.regimens.front())},
                {"regimens", regimens},
                {"no_regimen", made.regimens.empty() ? Json{{"because", made.no_regimen_because},
                                                            {"instead", made.no_regimen_instead}}
                                                     : Json(nullptr)}};
    }
    Json why(const Recommendation& made) {
        Json list = Json::array();
        if (!made.window) return list;
        const auto add = [&](const std::vector<ReasonFound>& reasons, const char* toward) {
            for (const ReasonFound& reason : reasons)
                list.push_back({{"id", reason.id},
                                {"toward", toward},
                                {"says", reason.says},
                                {"state", word(reason.state)},
                                {"because", reason.because},
                                {"citations", citations_.ids({reason.citation})}});
        };
        add(made.window->toward_more, "more");
        add(made.window->toward_less, "less");
        return list;
    }

    Json estimate(const Estimate& made) {
        const auto range = [&](const std::optional<DoseRate>& low, DoseRate high) {
            return Json{{"low", dose_or_null(low)}, {"high", dose(high)}};
        };
        const bool only_limits = made.by == EstimateBy::methadone_method && !made.after_low;
        return {{"method", made.method},
                {"title", made.title},
                {"recommended", made.recommended},
                {"contains_reduction", made.contains_reduction},
                {"figure_of", made.of_one_dose ? "single-dose" : "day"},
                {"equianalgesic", only_limits ? Json(nullptr) : dose(made.equianalgesic)},
                {"range", range(made.least, made.most)},
                {"after_reduction", range(made.after_low, made.after_high)},
                {"reduced_twice", made.twice_high ? range(made.twice_low, *made.twice_high) : Json(nullptr)},
                {"working", working_of(made, made_, library_)},
                {"cautions", made.cautions},
                {"citations", citations_.ids(citations_of(made))}};
    }

    const Conversion& made_;
    const Library& library_;
    const DrugByRoute to_;
    json::Citations citations_;
};

}  // namespace

std::string conversion_json(const Conversion& conversion, const Library& library, Date as_of) {
    ConversionWriter writer(conversion, library);
    const Json body = writer.body(), findings = writer.findings();
    Json document = json::envelope("convert", conversion.refused() ? "refused" : "done",
                                   digest_of(body.dump() + findings.dump() + library.digest), as_of, true,
                                   library.digest);
    document.update(body);
    document["findings"] = findings;
    document["citations"] = writer.resolved();
    return json::text(document);
}

}  // namespace stepdown
