#include "planner/kidney.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/renal.hpp"

namespace stepdown {

namespace {

std::string_view word(WeightUsed which) {
    switch (which) {
        case WeightUsed::actual:
            return "actual";
        case WeightUsed::ideal:
            return "ideal";
        case WeightUsed::adjusted:
            break;
    }
    return "adjusted";
}

Timeliness timeliness_of(std::optional<Date> on, Date day, const KidneyGuide& guide) {
    if (!on) return Timeliness::undated;
    if (*on > day) return Timeliness::later;
    const Duration age = unit::days(days_between(*on, day));
    return exceeds(age, guide.creatinine_recent.for_caution()) ? Timeliness::old : Timeliness::recent;
}

/// What would have to be known before the kidneys can speak in favor of a drug.
std::vector<std::string> missing_of(const Patient& patient, Date day, Timeliness timeliness,
                                    const KidneyGuide& guide) {
    std::vector<std::string> missing;
    if (!age_on(patient, day)) missing.emplace_back("age");
    if (!patient.sex) missing.emplace_back("sex");
    if (!patient.weight) missing.emplace_back("weight");
    const std::string days = show(guide.creatinine_recent.for_caution(), unit::days);
    if (!patient.serum_creatinine) {
        missing.emplace_back("serum creatinine");
    } else if (timeliness == Timeliness::undated) {
        missing.emplace_back("the date of the serum creatinine");
    } else if (timeliness == Timeliness::later) {
        missing.emplace_back("a serum creatinine that is not dated in the future");
    } else if (timeliness == Timeliness::old) {
        missing.emplace_back("a serum creatinine of the last " + days);
    }
    return missing;
}

/// What the case says of dialysis: its own word for it, else a condition; empty for none.
std::string dialysis_of(const Patient& patient, const KidneyGuide& guide) {
    if (patient.dialysis) return *patient.dialysis == "none" ? "" : *patient.dialysis;
    return patient.conditions ? condition_found(*patient.conditions, guide.dialysis) : "";
}

/// What both formulas need besides weight and height.
struct Measurements {
    Sex sex;
    double age;
    CreatinineLevel creatinine;
};

void estimate_clearance(Kidney& kidney, const Patient& patient, const Measurements& is,
                        const KidneyGuide& guide) {
    if (!patient.weight) return;
    const KidneyWeight weight = kidney_weight(is.sex, *patient.weight, patient.height, guide);
    kidney.weight = weight;
    kidney.crcl = cockcroft_gault(is.sex, is.age, weight.value, is.creatinine);
    kidney.citations.push_back(guide.cockcroft_gault);
    kidney.working.push_back(
        fmt::format("Cockcroft-Gault: (140 - {}) x {} kg / (72 x {} mg/dL){} = {}, with the {} weight",
                    show_decimal(is.age, 0), show_decimal(in(weight.value, unit::kg), 1),
                    show_decimal(in(is.creatinine, unit::creatinine_mg_per_dl), 2),
                    is.sex == Sex::female ? " x 0.85" : "", show(*kidney.crcl, unit::ml_per_minute, 1),
                    word(weight.which)));
    if (!patient.height) {
        kidney.working.emplace_back(
            "The height is not given, so the actual weight is used: too high for somebody heavy.");
    } else {
        kidney.citations.push_back(guide.adjusted_weight_from.citation());
        kidney.working.push_back(
            fmt::format("Body mass index {}; ideal weight {}.",
                        show(body_mass_index(*patient.height, *patient.weight), unit::kg_per_m2, 1),
                        show(ideal_weight(is.sex, *patient.height), unit::kg, 1)));
        if (exceeds(guide.formula_height_from.for_caution(), *patient.height))
            kidney.working.push_back("Below " + show(guide.formula_height_from.for_caution(), unit::cm) +
                                     " the formula of the ideal weight is only extrapolated.");
    }
}

void estimate_filtration(Kidney& kidney, const Patient& patient, const Measurements& is,
                         const KidneyGuide& guide) {
    kidney.egfr = ckd_epi_2021(is.sex, is.age, is.creatinine);
    kidney.citations.push_back(guide.ckd_epi);
    std::string line = "CKD-EPI 2021: " + show(*kidney.egfr, unit::ml_per_minute_per_173_m2, 1);
    if (patient.weight && patient.height) {
        const BodySurface surface = surface_by_mosteller(*patient.height, *patient.weight);
        kidney.egfr_of_body = *kidney.egfr * surface;
        line += "; for a body surface of " + show(surface, unit::m2, 2) + " (Mosteller) " +
                show(*kidney.egfr_of_body, unit::ml_per_minute, 1);
    }
    kidney.working.push_back(std::move(line));
}

}  // namespace

KidneyWeight kidney_weight(Sex sex, BodyMass actual, std::optional<BodyLength> height,
                           const KidneyGuide& guide) {
    if (!height) return {actual, WeightUsed::actual};
    const BodyMassIndex index = body_mass_index(*height, actual);
    if (!reaches(index, guide.actual_weight_below.for_caution())) return {actual, WeightUsed::actual};
    const BodyMass ideal = ideal_weight(sex, *height);
    if (reaches(index, guide.adjusted_weight_from.for_caution()) && exceeds(actual, ideal))
        return {adjusted_weight(ideal, actual), WeightUsed::adjusted};
    return exceeds(actual, ideal) ? KidneyWeight{ideal, WeightUsed::ideal}
                                  : KidneyWeight{actual, WeightUsed::actual};
}

std::optional<Clearance> Kidney::lowest() const {
    std::optional<Clearance> least = crcl;
    std::optional<Clearance> filtered = egfr_of_body;
    if (egfr && !filtered) filtered = *egfr * unit::m2(1.73);
    if (!least || (filtered && exceeds(*least, *filtered))) least = filtered;
    return least;
}

std::optional<Clearance> Kidney::that_clears() const {
    return state == KidneyState::estimated && missing.empty() ? lowest() : std::nullopt;
}

Kidney kidney_of(const Patient& patient, Date day, const KidneyGuide& guide) {
    Kidney kidney;
    if (patient.serum_creatinine) kidney.measured_on = patient.serum_creatinine->on;
    kidney.timeliness = timeliness_of(kidney.measured_on, day, guide);
    kidney.missing = missing_of(patient, day, kidney.timeliness, guide);
    const std::string dialysis = dialysis_of(patient, guide);
    const std::string changing =
        patient.conditions ? condition_found(*patient.conditions, guide.unstable) : "";
    if (!changing.empty() && dialysis.empty()) {
        kidney.state = KidneyState::unstable;
        kidney.citations = {guide.unstable.citation};
        kidney.working = {"\"" + changing + "\": kidney function changes, and no formula holds."};
        return kidney;
    }
    const std::optional<double> age = age_on(patient, day);
    if (age && patient.sex && patient.serum_creatinine) {
        const Measurements is{*patient.sex, *age, patient.serum_creatinine->value};
        estimate_clearance(kidney, patient, is, guide);
        estimate_filtration(kidney, patient, is, guide);
        kidney.state = KidneyState::estimated;
    }
    if (!dialysis.empty()) {
        kidney.state = KidneyState::dialysis;
        kidney.missing.clear();
        kidney.working.insert(kidney.working.begin(), "Dialysis: " + dialysis + ".");
    }
    return kidney;
}

std::string missing_in_words(const Kidney& kidney) {
    std::string facts;
    for (const std::string& fact : kidney.missing) facts += (facts.empty() ? "" : ", ") + fact;
    return facts;
}

std::string in_words(const Kidney& kidney) {
    if (kidney.state == KidneyState::dialysis) return "dialysis";
    if (kidney.state == KidneyState::unstable) return "kidney function that changes from day to day";
    const std::optional<Clearance> lowest = kidney.lowest();
    if (!lowest) return "kidney function is not known (" + missing_in_words(kidney) + ")";
    const std::string of =
        kidney.measured_on ? ", creatinine of " + iso(*kidney.measured_on) : ", creatinine without a date";
    const std::string number = show(*lowest, unit::ml_per_minute, 0);
    if (kidney.crcl && !exceeds(*kidney.crcl, *lowest))
        return "creatinine clearance " + number + " (Cockcroft-Gault, " +
               std::string(word(kidney.weight->which)) + " weight" + of + ")";
    return "estimated filtration " + number + " (CKD-EPI 2021" +
           (kidney.egfr_of_body ? " for this body surface" : "") + of + ")";
}

}  // namespace stepdown
