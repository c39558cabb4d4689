#include "protocols/drug_advice.hpp"

#include <algorithm>

#include "conversions/data_reading.hpp"
#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

std::optional<Sourced<Fraction>> read_largest_cut(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("largest_cut")) return std::nullopt;
    return FactReader(reader, "largest_cut", citer, problems).dosing().fraction("of_current");
}

std::optional<Sourced<Duration>> read_shortest_hold(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("shortest_hold")) return std::nullopt;
    return FactReader(reader, "shortest_hold", citer, problems).dosing().span("value");
}

std::optional<Sourced<Duration>> read_judge_after(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("judge_after")) return std::nullopt;
    return FactReader(reader, "judge_after", citer, problems).span("value");
}

DrugId read_drug(MapReader& reader, const Formulary& formulary) {
    const yaml::Node* name = reader.required("drug");
    return (name ? read_drug(reader, *name, formulary) : std::nullopt).value_or(DrugId{});
}

}  // namespace

Result<DrugAdvice> read_drug_advice(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "drug advice", problems);
    reader.text("stepdown");
    static const std::vector<std::string> forms{"patch"};
    DrugAdvice result;
    result.id = reader.text("id");
    result.drug = read_drug(reader, formulary);
    result.patch_only = reader.optional_one_of("form", forms).has_value();
    result.largest_cut = read_largest_cut(reader, citer, problems);
    result.shortest_hold = read_shortest_hold(reader, citer, problems);
    result.judge_after = read_judge_after(reader, citer, problems);
    result.advice = read_advice(reader, "advice", citer, problems);
    result.cautions = read_advice(reader, "cautions", citer, problems);
    const bool unread = std::any_of(result.advice.begin(), result.advice.end(), [&](const Advice& one) {
        return citer.bibliography()[one.citation].evidence == Evidence::unverified;
    });
    if (unread && problems.empty()) {
        reader.complain("unverified-advice", "advice that nobody has verified",
                        "find it in a source, or move it to `cautions`");
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return result;
}

}  // namespace stepdown
