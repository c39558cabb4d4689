#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

std::string line_in_words(const ProductLine& line) {
    return line.id + (line.brands.empty() ? "" : " (" + line.brands.front() + " type)");
}

}  // namespace

Outcome product_assumed(const ReviewInput& in) {
    Outcome outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        outcome.looked_at = {"which product the words of the case mean"};
        if (opioid.also_meant.empty()) continue;
        std::string others;
        for (const ProductId other : opioid.also_meant) {
            others += (others.empty() ? "" : " or ") + line_in_words(in.library.formulary[other]);
        }
        Finding found =
            finding(Severity::note,
                    "Read as " + line_in_words(in.library.formulary[opioid.stock.line]) + "; the words fit " +
                        others + " as well.",
                    "If the patient takes another product, write its brand.", grounds(in, "product-assumed"));
        found.opioid = opioid.taking.id;
        outcome.findings.push_back(std::move(found));
    }
    return outcome;
}

}  // namespace stepdown::rules
