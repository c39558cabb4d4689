#include "cli/formats/comparison_json.hpp"

#include <algorithm>

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"

namespace stepdown {

namespace {

using json::Json;
using json::number;

Json figures_json(const PlanFigures& figures) {
    return {{"days", figures.days},
            {"end", iso(figures.end)},
            {"steps", figures.steps},
            {"flagged_steps", figures.flagged_steps},
            {"largest_cut",
             {{"of_current", number(figures.largest_cut_of_current)},
              {"of_original", number(figures.largest_cut_of_original)}}},
            {"most_per_day",
             {{"count", number(figures.most_units_a_day / 1000.0)},
              {"count_unit", count_unit(figures.unit_form)}}},
            {"visits", figures.visits}};
}

}  // namespace

std::string comparison_json(const std::vector<ComparedProtocol>& compared, const Case& patient_case,
                            const Library& library, Date as_of) {
    json::Citations citations(library.formulary.bibliography());
    Json list = Json::array();
    bool any = false;
    for (const ComparedProtocol& one : compared) {
        any = any || one.figures.has_value();
        list.push_back({{"protocol", one.protocol->id},
                        {"title", one.protocol->title},
                        {"base", one.protocol->base_word()},
                        {"possible", one.figures.has_value()},
                        {"plan", one.figures ? figures_json(*one.figures) : Json(nullptr)},
                        {"findings", json::findings(one.review.findings, citations)}});
    }
    Json written = json::tree(patient_case.written);
    written.erase("reviewed");
    Json body{{"case", written}, {"compared", list}};
    Json document = json::envelope("comparison", any ? "done" : "refused",
                                   digest_of(body.dump() + library.digest), as_of, true, library.digest);
    document.update(body);
    document["findings"] = Json::array();
    document["citations"] = citations.resolved();
    return json::text(document);
}

}  // namespace stepdown
