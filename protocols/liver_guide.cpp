#include "protocols/liver_guide.hpp"

#include <algorithm>

#include "protocols/fact_reader.hpp"

namespace stepdown {

std::optional<std::size_t> child_pugh_class(std::string_view liver) {
    constexpr std::array<std::string_view, 3> classes{"child-pugh-a", "child-pugh-b", "child-pugh-c"};
    const auto found = std::find(classes.begin(), classes.end(), liver);
    if (found == classes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - classes.begin());
}

const LiverOpioid* LiverGuide::about(DrugId drug, Route route) const {
    const auto found = std::find_if(opioids.begin(), opioids.end(),
                                    [&](const LiverOpioid& one) { return one.of.is_about(drug, route); });
    return found == opioids.end() ? nullptr : &*found;
}

Result<LiverGuide> read_liver_guide(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "liver guide", problems);
    reader.text("stepdown");
    reader.text("id");
    LiverGuide guide{read_advice_under(reader, "besides", citer, problems), {}};
    if (const yaml::Node* list = reader.required("opioids")) {
        for_each_item(*list, "opioids", problems, [&](const yaml::Node& item) {
            MapReader one(item, "opioid in liver disease", problems);
            std::optional<OrganDrug> of = read_organ_drug(one, formulary, problems);
            const std::array<OrganAdvice, 3> classes{read_organ_advice(one, "child_pugh_a", citer, problems),
                                                     read_organ_advice(one, "child_pugh_b", citer, problems),
                                                     read_organ_advice(one, "child_pugh_c", citer, problems)};
            if (classes[1].verdict < classes[0].verdict || classes[2].verdict < classes[1].verdict)
                one.complain("verdict-order", "a worse class is taken more lightly",
                             "write verdicts that only get worse from A to C");
            one.finish();
            if (!of) return;
            const bool is_repeated =
                std::any_of(guide.opioids.begin(), guide.opioids.end(),
                            [&](const LiverOpioid& earlier) { return is_same(earlier.of, *of); });
            if (is_repeated)
                one.complain("repeated-drug", "the drug stands here twice",
                             "keep one entry for each drug and route");
            guide.opioids.push_back({*std::move(of), classes});
        });
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
