#include "protocols/kidney_guide.hpp"

#include <algorithm>

#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

CitationId read_citation(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    return FactReader(reader, key, citer, problems).citation();
}

template <class U>
Span<Canonical<U>> read_span(MapReader& reader, std::string_view key, Unit<U> unit, Citer& citer,
                             Problems& problems) {
    FactReader fact(reader, key, citer, problems);
    return {fact.quantity("from", unit), fact.quantity("to", unit)};
}

ConditionWords read_words_under(MapReader& reader, std::string key, Citer& citer, Problems& problems) {
    const yaml::Node* node = reader.required(key);
    if (!node) return {};
    MapReader inner(*node, key, problems);
    ConditionWords words = read_words_of(inner, key, citer);
    inner.finish();
    return words;
}

std::vector<KidneyBand> read_bands(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<KidneyBand> bands;
    const yaml::Node* list = reader.required("bands");
    if (!list) return bands;
    for_each_item(*list, "bands", problems, [&](const yaml::Node& item) {
        MapReader one(item, "band", problems);
        const Clearance from =
            one.required_quantity("from", unit::ml_per_minute).value_or(unit::ml_per_minute(0));
        bands.push_back({from, read_organ_advice(one, citer)});
        one.finish();
        if (bands.size() < 2) return;
        const KidneyBand &above = bands[bands.size() - 2], &below = bands.back();
        if (reaches(below.from, above.from) || below.advice.verdict < above.advice.verdict)
            one.complain("band-order", "the bands do not fall, or a lower one is taken more lightly",
                         "write the highest clearance first, and verdicts that only get worse");
    });
    if (!bands.empty() && exceeds(bands.back().from, unit::ml_per_minute(0)))
        reader.complain(*list, "band-gap", "nothing is said below the last band",
                        "let the last band begin at 0 mL/min");
    if (bands.empty()) reader.complain(*list, "band-gap", "there are no bands", "write at least one");
    return bands;
}

std::vector<KidneyOpioid> read_opioids(MapReader& reader, const Formulary& formulary, Citer& citer,
                                       Problems& problems) {
    std::vector<KidneyOpioid> all;
    const yaml::Node* list = reader.required("opioids");
    if (!list) return all;
    for_each_item(*list, "opioids", problems, [&](const yaml::Node& item) {
        MapReader one(item, "opioid by kidney function", problems);
        std::optional<OrganDrug> of = read_organ_drug(one, formulary, problems);
        std::vector<KidneyBand> bands = read_bands(one, citer, problems);
        OrganAdvice dialysis = read_organ_advice(one, "dialysis", citer, problems);
        one.finish();
        if (!of) return;
        const bool is_repeated = std::any_of(
            all.begin(), all.end(), [&](const KidneyOpioid& earlier) { return is_same(earlier.of, *of); });
        if (is_repeated)
            one.complain("repeated-drug", "the drug stands here twice",
                         "keep one entry for each drug and route");
        all.push_back({*std::move(of), std::move(bands), std::move(dialysis)});
    });
    return all;
}

}  // namespace

bool KidneyOpioid::is_indifferent() const {
    return on_dialysis.verdict == OrganVerdict::usual &&
           std::all_of(bands.begin(), bands.end(),
                       [](const KidneyBand& band) { return band.advice.extended == OrganVerdict::usual; });
}

const OrganAdvice& KidneyOpioid::at(Clearance clearance) const {
    const auto band = std::find_if(bands.begin(), bands.end(),
                                   [&](const KidneyBand& one) { return reaches(clearance, one.from); });
    return band == bands.end() ? bands.back().advice : band->advice;
}

const KidneyOpioid* KidneyGuide::about(DrugId drug, Route route) const {
    const auto found = std::find_if(opioids.begin(), opioids.end(),
                                    [&](const KidneyOpioid& one) { return one.of.is_about(drug, route); });
    return found == opioids.end() ? nullptr : &*found;
}

Result<KidneyGuide> read_kidney_guide(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "kidney guide", problems);
    reader.text("stepdown");
    reader.text("id");
    FactReader weight(reader, "weight", citer, problems), height(reader, "formula_height", citer, problems),
        creatinine(reader, "creatinine", citer, problems);
    KidneyGuide guide{read_citation(reader, "cockcroft_gault", citer, problems),
                      read_citation(reader, "ckd_epi", citer, problems),
                      weight.quantity("actual_below", unit::kg_per_m2),
                      weight.quantity("adjusted_from", unit::kg_per_m2),
                      height.quantity("from", unit::cm),
                      creatinine.span("recent"),
                      read_span(reader, "plausible_creatinine", unit::creatinine_mg_per_dl, citer, problems),
                      read_span(reader, "plausible_weight", unit::kg, citer, problems),
                      read_span(reader, "plausible_height", unit::cm, citer, problems),
                      read_words_under(reader, "unstable", citer, problems),
                      read_words_under(reader, "dialysis", citer, problems),
                      read_advice_under(reader, "preferred", citer, problems),
                      read_opioids(reader, formulary, citer, problems)};
    reader.finish();
    if (problems.empty() &&
        exceeds(guide.actual_weight_below.for_caution(), guide.adjusted_weight_from.for_caution()))
        reader.complain("weight-bands", "the bands of the body mass index overlap",
                        "write actual_below no higher than adjusted_from");
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
