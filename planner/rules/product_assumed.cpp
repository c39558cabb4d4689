#include "planner/rules/rules.hpp"

namespace stepdown::rules {

namespace {

std::string line_in_words(const ProductLine& line) {
    return line.id + (line.brands.empty() ? "" : " (" + line.brands.front() + " type)");
}

/// A liquid that the words do not name: "hydromorphone 1 mg", which no tablet makes up.
bool is_unnamed_liquid(const BaselineOpioid& opioid, const ReviewInput& in) {
    const Form form = in.library.formulary[opioid.stock.line].form;
    if (form != Form::solution && form != Form::concentrate) return false;
    for (const CaseOpioid& written : in.patient_case.opioids) {
        const bool named = written.regimen.concentration || !written.regimen.products.empty() ||
                           !written.regimen.forms.empty();
        if (written.id == opioid.taking.id) return !named;
    }
    return false;
}

}  // namespace

Outcome product_assumed(const ReviewInput& in) {
    Outcome outcome;
    for (const BaselineOpioid& opioid : in.opioids) {
        outcome.looked_at = {"which product the words of the case mean"};
        if (is_unnamed_liquid(opioid, in)) {
            Finding found = finding(
                Severity::warn,
                "Read as the oral liquid " + line_in_words(in.library.formulary[opioid.stock.line]) +
                    ", because no tablet or capsule makes up the dose.",
                "If the patient takes another product, write its strength.", grounds(in, "product-assumed"));
            found.opioid = opioid.taking.id;
            outcome.findings.push_back(std::move(found));
        }
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
