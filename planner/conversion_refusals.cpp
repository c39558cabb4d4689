#include "planner/conversion_refusals.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/kidney.hpp"

namespace stepdown {

Finding refusing(std::string rule, std::string message, std::string instead,
                 std::vector<CitationId> citations) {
    Finding finding;
    finding.severity = Severity::block;
    finding.rule = std::move(rule);
    finding.message = std::move(message);
    finding.instead = std::move(instead);
    finding.citations = std::move(citations);
    return finding;
}
Finding warning_of(std::string rule, std::string message, std::string instead,
                   std::vector<CitationId> citations) {
    Finding finding = refusing(std::move(rule), std::move(message), std::move(instead), std::move(citations));
    finding.severity = Severity::warn;
    return finding;
}

std::vector<Finding> ConversionRefusals::by_patient() const {
    std::vector<Finding> found;
    const Sourced<double>& adult = library_.limits.adult_from_years;
    const std::optional<double> age = age_on(request_.patient, as_of_);
    if (age && *age < adult.for_caution())
        found.push_back(
            refusing("under-age",
                     "Under " + show_decimal(adult.for_caution(), 0) + " years: these ratios are for adults.",
                     "Ask a pediatric pain specialist.", {adult.citation()}));
    if (!age)
        found.push_back(warning_of("under-age-unknown", "Age is not given: these ratios are for adults.",
                                   "Give it, as in --patient \"age: 58 years\".", {adult.citation()}));
    for (const CaseOpioid& opioid : request_.opioids) {
        if (opioid.purpose != Purpose::opioid_use_disorder) continue;
        found.push_back(
            refusing("oud-treatment",
                     "\"" + opioid.regimen.text + "\" treats opioid use disorder: it is not converted.",
                     "Decide with the program that prescribes it.", grounds("oud-treatment")));
    }
    if (request_.patient.pregnant.value_or(false))
        found.push_back(warning_of("pregnancy", "In pregnancy a change of opioid needs obstetric advice.",
                                   "Decide with an obstetrician.", grounds("pregnancy")));
    return found;
}

std::vector<CitationId> ConversionRefusals::grounds(const std::string& rule) const {
    const auto found = library_.limits.grounds.find(rule);
    return found == library_.limits.grounds.end() ? std::vector<CitationId>() : found->second;
}

/// Of a refusal with an age an unknown age says nothing more than the finding that it is not given.
ConversionRefusals::Holds ConversionRefusals::holds(const RotationRefusal& refusal, bool own_way) const {
    if (refusal.only_by_ratio && own_way) return Holds::no;
    const std::optional<double> age = age_on(request_.patient, as_of_);
    if (refusal.under_years && (!age || *age >= refusal.under_years->for_caution())) return Holds::no;
    if (refusal.condition.empty()) return Holds::yes;
    if (refusal.condition == "neuraxial") return Holds::no;  // no such route can be written
    if (refusal.condition == "breastfeeding") return breastfeeding();
    if (refusal.condition == "severe-kidney-or-liver") return severe_kidney_or_liver();
    return Holds::not_known;
}

ConversionRefusals::Holds ConversionRefusals::breastfeeding() const {
    if (request_.patient.sex == Sex::male) return Holds::no;
    const std::optional<bool> known = request_.patient.breastfeeding;
    return !known ? Holds::not_known : *known ? Holds::yes : Holds::no;
}

/// No line for "severe" is known here: only the worst classes are, and none at all.
ConversionRefusals::Holds ConversionRefusals::severe_kidney_or_liver() const {
    const Patient& patient = request_.patient;
    const Kidney known = kidney_of(patient, as_of_, library_.kidney);
    if (patient.liver == "child-pugh-c" || known.state == KidneyState::dialysis) return Holds::yes;
    const std::optional<Clearance> clearance = known.that_clears();
    const bool kidney = clearance && reaches(*clearance, library_.conversion.kidney_below.for_caution());
    return kidney && patient.liver == "none" ? Holds::no : Holds::not_known;
}

/// Why the milligrams of a product that is taken or asked for are not those that the ratios count.
std::string ConversionRefusals::other_basis() const {
    for (const FromOpioid& one : from_) {
        const std::string because = other_basis_because(one.regimen.products, library_);
        if (!because.empty()) return "\"" + one.regimen.text + "\": " + because;
    }
    const std::string because = other_basis_because(request_.target.products, library_);
    return because.empty() ? "" : "\"" + request_.target.text + "\": " + because;
}

std::vector<Finding> ConversionRefusals::by_basis() const {
    std::vector<Finding> found;
    const std::string because = other_basis();
    if (!because.empty())
        found.push_back(refusing("other-basis", because + " No factor between the two is verified here.",
                                 "Convert by the product's own label, or choose another product.",
                                 {library_.default_rotation().citation}));
    return found;
}

std::vector<Finding> ConversionRefusals::by_bounds(const std::vector<DrugByRoute>& drugs,
                                                   bool own_way) const {
    const DrugByRoute to{request_.target.drug, request_.target.route};
    std::vector<Finding> found;
    std::vector<const RotationRefusal*> told;
    for (const DrugByRoute& drug : drugs) {
        for (const RotationRefusal* refusal : refusals_of(library_.rotation_bounds, drug, to)) {
            const bool about_ratio = refusal->only_by_ratio || refusal->only_when_changed;
            const bool is_told = std::find(told.begin(), told.end(), refusal) != told.end();
            if (is_told || (about_ratio && drug == to)) continue;
            told.push_back(refusal);
            const Holds known = holds(*refusal, own_way);
            if (known == Holds::yes)
                found.push_back(
                    refusing(refusal->id, refusal->because, refusal->instead, {refusal->citation}));
            if (known == Holds::not_known)
                found.push_back(warning_of(refusal->id + "-unknown",
                                           "It is not known whether this applies: " + refusal->because,
                                           "If it does: " + refusal->instead, {refusal->citation}));
        }
    }
    return found;
}

std::vector<Finding> ConversionRefusals::by_qtc() const {
    std::vector<Finding> found;
    const Sourced<Duration>& avoid = library_.conversion.qtc_avoid_from;
    const Sourced<Duration>& ask = library_.conversion.qtc_ask_from;
    const auto& measured = request_.patient.qtc;
    const std::string known = measured ? show(measured->value, unit::milliseconds) : "";
    if (!measured) {
        found.push_back(warning_of("qtc-unknown", "QTc is not given: methadone lengthens it.",
                                   "Take an ECG first, and give it, as in --patient \"qtc: 430 ms\".",
                                   {ask.citation()}));
    } else if (reaches(measured->value, avoid.for_caution())) {
        found.push_back(refusing("qtc",
                                 "QTc is " + known + ": from " +
                                     show(avoid.for_caution(), unit::milliseconds) +
                                     " on methadone is to be avoided.",
                                 "Choose another opioid, and correct the causes.", {avoid.citation()}));
    } else if (reaches(measured->value, ask.for_caution())) {
        found.push_back(
            warning_of("qtc",
                       "QTc is " + known + ": from " + show(ask.for_caution(), unit::milliseconds) +
                           " on an alternative is to be considered.",
                       "Correct the causes, and repeat the ECG before the first dose.", {ask.citation()}));
    }
    return found;
}

}  // namespace stepdown
