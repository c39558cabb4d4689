#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

std::string offered_instead(const ProductLine& line, const Formulary& formulary) {
    std::string ids;
    for (const ProductId id : formulary.products_of(line.drug)) {
        const ProductLine& other = formulary[id];
        if (other.offer.for_caution() == Offer::yes && other.route == line.route)
            ids += (ids.empty() ? "" : ", ") + other.id;
    }
    return ids.empty() ? "Ask a pharmacist which product can take its place."
                       : "Products that may be planned: " + ids + ".";
}

}  // namespace

Outcome product_offered(const ReviewInput& in) {
    Outcome outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        outcome.looked_at = {"product lines"};
        const ProductLine& line = in.library.formulary[opioid.stock.line];
        const Offer offer = line.offer.for_caution();
        const bool plannable =
            (offer == Offer::yes || offer == Offer::tolerant_only) && !opioid.stock.pieces.empty();
        if (plannable) continue;
        Finding found = finding(
            Severity::block,
            "No plan is made with the product in use (" + line.id + "): " +
                (line.offer_because.empty() ? "none of its strengths may be planned." : line.offer_because),
            offered_instead(line, in.library.formulary), {line.offer.citation()});
        found.opioid = opioid.taking.id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
