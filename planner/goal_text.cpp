#include "planner/goal_text.hpp"

#include <algorithm>

#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

constexpr const char* instead =
    "write discontinue, reduce to 50 MME/day, reduce to oxycodone 20 mg/day, reduce to fentanyl 25 mcg/h "
    "or rotate to DRUG";

bool has_patches(DrugId drug, const Formulary& formulary) {
    const std::vector<ProductId>& lines = formulary.products_of(drug);
    return std::any_of(lines.begin(), lines.end(),
                       [&](ProductId line) { return formulary[line].form == Form::patch; });
}

}  // namespace

Result<Goal> read_goal(const std::string& text, const Formulary& formulary, const Place& place) {
    static constexpr std::string_view reduce = "reduce to ", rotate = "rotate to ";
    const Problem not_understood{"goal", "the goal \"" + text + "\" is not understood", instead, place};
    if (text == "discontinue") return Goal(Discontinue{});
    if (text.starts_with(rotate)) return Goal(RotateTo{text.substr(rotate.size())});
    if (!text.starts_with(reduce)) return not_understood;
    const std::string rest = text.substr(reduce.size());
    const std::size_t drug_end = rest.find_first_of("0123456789");
    std::string drug = rest.substr(0, drug_end);
    while (drug.ends_with(' ')) drug.pop_back();
    const auto quantity = split_quantity(drug_end == std::string::npos ? "" : rest.substr(drug_end));
    if (!quantity || quantity->number.digits == 0) return not_understood;
    const double number = quantity->number.value();
    if (drug.empty() && quantity->unit == "MME/day") return Goal(ReduceToMme{unit::mme_per_day(number)});
    const bool of_patches = quantity->unit == unit::mcg_per_hour.symbol;
    if (drug.empty() || (!of_patches && quantity->unit != unit::mg_per_day.symbol)) return not_understood;
    const std::optional<DrugId> known = formulary.drug(drug);
    if (!known)
        return Problem{"unknown-drug", "the goal names \"" + drug + "\", which is not a known drug", instead,
                       place};
    if (of_patches && !has_patches(*known, formulary))
        return Problem{"unit", drug + " has no patches, whose unit mcg/h is", instead, place};
    return Goal(ReduceToDose{*known, of_patches ? unit::mcg_per_hour(number) : unit::mg_per_day(number)});
}

}  // namespace stepdown
