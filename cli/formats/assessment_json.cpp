#include "cli/formats/assessment_json.hpp"

#include "cli/formats/json_parts.hpp"
#include "conversions/digest.hpp"
#include "planner/documents/assessment.hpp"

namespace stepdown {

namespace {

using json::Citations;
using json::Json;

Json clues(const std::vector<FoundClue>& all, Citations& citations) {
    Json list = Json::array();
    for (const FoundClue& one : all) {
        list.push_back({{"id", one.clue->id},
                        {"state", word(one.answer.state)},
                        {"evidence", one.clue->text.text},
                        {"title", one.clue->title},
                        {"strength", one.clue->strength.empty() ? Json(nullptr) : Json(one.clue->strength)},
                        {"found", one.answer.found},
                        {"missing", one.answer.missing},
                        {"citations", citations.ids({one.clue->text.citation})}});
    }
    return list;
}

Json texts(const std::vector<Told>& all, std::vector<CitationId>& from) {
    Json list = Json::array();
    for (const Told& one : all) {
        list.push_back(one.text);
        from.insert(from.end(), one.citations.begin(), one.citations.end());
    }
    return list;
}

Json texts(const std::vector<Advice>& all, std::vector<CitationId>& from) {
    Json list = Json::array();
    for (const Advice& one : all) {
        list.push_back(one.text);
        from.push_back(one.citation);
    }
    return list;
}

Json explanation(const FoundExplanation& one, Citations& citations) {
    std::vector<CitationId> from;
    Json json{{"id", one.what->id},
              {"title", one.what->title},
              {"for", texts(one.speaks_for, from)},
              {"against", texts(one.against, from)},
              {"ask", texts(one.what->ask, from)}};
    json["citations"] = citations.ids(from);
    return json;
}

Json option(const FoundOption& one, Citations& citations) {
    std::vector<CitationId> from{one.what->what.citation, one.what->expected_in.citation};
    if (one.what->largest_cut) from.push_back(one.what->largest_cut->citation());
    Json json{{"order", one.order},
              {"id", one.what->id},
              {"what", one.what->what.text},
              {"command", one.command},
              {"expected_in", one.what->expected_in.text},
              {"review_on", iso(one.review_on)},
              {"why_not", texts(one.why_not, from)},
              {"missing", one.missing}};
    json["citations"] = citations.ids(from);
    return json;
}

/// Score and probability only where every item is known; the spans always.
Json score(const FoundScore& one, Citations& citations) {
    const bool is_known = one.low == one.high;
    return {{"id", one.what->id},
            {"title", one.what->title},
            {"about", one.what->about},
            {"score", is_known ? Json(one.low) : Json(nullptr)},
            {"max", one.what->max},
            {"probability", is_known ? json::number(one.percent_low / 100) : Json(nullptr)},
            {"score_range", {{"low", one.low}, {"high", one.high}}},
            {"probability_range",
             {{"low", json::number(one.percent_low / 100)}, {"high", json::number(one.percent_high / 100)}}},
            {"counted", one.counted},
            {"missing", one.missing},
            {"citations", citations.ids({one.what->citation})}};
}

std::string_view word_of(PatternState state) {
    return state == PatternState::possible ? "possible" : state == PatternState::none ? "none" : "incomplete";
}

}  // namespace

std::string assessment_json(const Assessment& made, const Library& library) {
    Citations citations(library.formulary.bibliography());
    Json body;
    body["hyperalgesia"] = word_of(made.state);
    body["mme"] = json::mme_or_null(made.exposure);
    body["risk"] = clues(made.risks, citations);
    body["pattern"] = clues(made.pattern, citations);
    body["instruments"] = Json::array();
    for (const FoundScore& one : made.scores) body["instruments"].push_back(score(one, citations));
    std::vector<CitationId> from;
    body["no_score"] = texts(made.guide->no_score, from);
    body["explanations"] = Json::array();
    for (const FoundExplanation& one : made.explanations)
        body["explanations"].push_back(explanation(one, citations));
    body["first"] = texts(made.guide->first, from);
    body["options"] = Json::array();
    for (const FoundOption& one : made.options) body["options"].push_back(option(one, citations));
    citations.ids(from);
    Json document = json::envelope("assess", "done", digest_of(body.dump() + library.digest), made.as_of,
                                   true, library.digest);
    document.update(body);
    document["findings"] = Json::array();
    document["citations"] = citations.resolved();
    return json::text(document);
}

}  // namespace stepdown
