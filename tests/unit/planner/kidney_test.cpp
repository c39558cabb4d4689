// Kidney function: the published worked values (each with the calculator that printed it), and what a missing
// or old creatinine may never do.
#include "planner/kidney.hpp"

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

constexpr auto mg_dl = unit::creatinine_mg_per_dl;

double crcl(Sex sex, double age, double kg, double creatinine) {
    return in(cockcroft_gault(sex, age, unit::kg(kg), mg_dl(creatinine)), unit::ml_per_minute);
}
double egfr(Sex sex, double age, double creatinine) {
    return in(ckd_epi_2021(sex, age, mg_dl(creatinine)), unit::ml_per_minute_per_173_m2);
}
double of_body(Sex sex, double age, double creatinine, double kg, double cm) {
    const BodySurface surface = surface_by_mosteller(unit::cm(cm), unit::kg(kg));
    return in(ckd_epi_2021(sex, age, mg_dl(creatinine)) * surface, unit::ml_per_minute);
}

const KidneyGuide& guide() {
    return shipped_library().kidney;
}

/// A man of 40 years, 80 kg and 180 cm with a creatinine of 1.0 mg/dL, measured ten days before the run.
Patient healthy() {
    Patient patient;
    patient.age_years = 40;
    patient.sex = Sex::male;
    patient.weight = unit::kg(80);
    patient.height = unit::cm(180);
    patient.serum_creatinine = Measured<CreatinineLevel>{mg_dl(1.0), parse_date("2026-11-20")};
    return patient;
}
Kidney kidney(const Patient& patient) {
    return kidney_of(patient, day_of_run(), guide());
}
double number(const std::optional<Clearance>& clearance) {
    REQUIRE(clearance.has_value());
    return in(*clearance, unit::ml_per_minute);
}

}  // namespace

TEST_CASE("Cockcroft-Gault as published calculators have it") {
    CHECK(crcl(Sex::male, 40, 80, 1.0) == doctest::Approx(111).epsilon(0.005));  // clinPK
    const BodyMass adjusted = adjusted_weight(unit::kg(75.0), unit::kg(150));
    CHECK(crcl(Sex::male, 50, in(adjusted, unit::kg), 1.0) == doctest::Approx(131).epsilon(0.005));
    CHECK(crcl(Sex::male, 40, 75, 1.0) == doctest::Approx(104).epsilon(0.005));  // ideal weight of 180 cm
    CHECK(crcl(Sex::male, 53, 77.08, 1.39) == doctest::Approx(67.00).epsilon(0.0005));  // MedCalc-Bench
    CHECK(crcl(Sex::female, 84, 48, 1.6) == doctest::Approx(19.8).epsilon(0.005));
    CHECK(crcl(Sex::male, 45, 120, 1.1) == doctest::Approx(143.9).epsilon(0.0005));
    CHECK(crcl(Sex::female, 72, 60, 2.036) == doctest::Approx(23.7).epsilon(0.003));
}

TEST_CASE("CKD-EPI 2021 as published calculators have it, a man below 0.9 mg/dL included") {
    CHECK(egfr(Sex::female, 80, 0.8) == doctest::Approx(74).epsilon(0.007));
    CHECK(egfr(Sex::male, 80, 0.8) == doctest::Approx(89.5).epsilon(0.001));  // a public code prints 82.9
    CHECK(egfr(Sex::male, 81, 1.7) == doctest::Approx(40.0).epsilon(0.002));
    CHECK(egfr(Sex::male, 55, 1.2) == doctest::Approx(71).epsilon(0.007));
    CHECK(egfr(Sex::female, 84, 1.6) == doctest::Approx(31.6).epsilon(0.002));
    CHECK(egfr(Sex::female, 55, 0.9) == doctest::Approx(75.499).epsilon(0.0005));
}

TEST_CASE("ideal and adjusted weight and body surface as published") {
    CHECK(in(ideal_weight(Sex::male, unit::cm(180)), unit::kg) == doctest::Approx(75.0).epsilon(0.0005));
    CHECK(in(ideal_weight(Sex::female, unit::cm(160)), unit::kg) == doctest::Approx(52.38).epsilon(0.0005));
    CHECK(in(ideal_weight(Sex::male, unit::cm(173)), unit::kg) == doctest::Approx(68.65).epsilon(0.0005));
    CHECK(in(ideal_weight(Sex::male, unit::cm(175)), unit::kg) == doctest::Approx(70.46).epsilon(0.0005));
    CHECK(in(adjusted_weight(unit::kg(52.38), unit::kg(78)), unit::kg) ==
          doctest::Approx(62.63).epsilon(0.0005));
    CHECK(in(surface_by_mosteller(unit::cm(180), unit::kg(80)), unit::m2) == doctest::Approx(2.0));
    CHECK(in(surface_by_mosteller(unit::cm(180), unit::kg(85)), unit::m2) ==
          doctest::Approx(2.062).epsilon(0.0005));
    CHECK(in(surface_by_du_bois(unit::cm(180), unit::kg(80)), unit::m2) ==
          doctest::Approx(1.996).epsilon(0.0005));
    CHECK(of_body(Sex::female, 84, 1.6, 48, 152) == doctest::Approx(26.0).epsilon(0.003));
    CHECK(of_body(Sex::male, 45, 1.1, 120, 170) == doctest::Approx(116.1).epsilon(0.002));
    CHECK(of_body(Sex::female, 72, 2.036, 60, 165) == doctest::Approx(24.4).epsilon(0.003));
}

TEST_CASE("the weight goes by the body mass index: actual below 18.5, lower of two, adjusted from 25 on") {
    // 200 cm: the index is a quarter of the weight. Ideal weight 50 + 2.3 x (78.74 - 60) = 93.1 kg.
    const auto which = [](double kg) {
        return kidney_weight(Sex::male, unit::kg(kg), unit::cm(200), guide()).which;
    };
    CHECK(which(73.9) == WeightUsed::actual);   // 18.475
    CHECK(which(74) == WeightUsed::actual);     // 18.5: below the ideal, so the actual is the lower one
    CHECK(which(93.2) == WeightUsed::ideal);    // 23.3
    CHECK(which(99.9) == WeightUsed::ideal);    // 24.975
    CHECK(which(100) == WeightUsed::adjusted);  // 25
    CHECK(kidney_weight(Sex::male, unit::kg(150), std::nullopt, guide()).which == WeightUsed::actual);
}

TEST_CASE("a recent creatinine of stable kidneys clears, by the lower of the two estimates") {
    const Kidney known = kidney(healthy());
    CHECK(known.state == KidneyState::estimated);
    CHECK(known.missing.empty());
    // body mass index 24.7: the ideal weight, 75 kg, gives 104; CKD-EPI for 2.00 m2 gives more
    CHECK(number(known.that_clears()) == doctest::Approx(104).epsilon(0.005));
    CHECK(known.working.size() == 3);
    CHECK(known.citations.size() == 3);
}

TEST_CASE("the lower estimate counts where the two part: a small old woman") {
    Patient patient = healthy();
    patient.sex = Sex::female;
    patient.age_years = 84;
    patient.weight = unit::kg(48);
    patient.height = unit::cm(152);
    patient.serum_creatinine->value = mg_dl(1.6);
    // ideal weight 45.5 + 2.3 x (59.843 - 60) = 45.14 kg: 56 x 45.14 / 115.2 x 0.85 = 18.65; CKD-EPI 26.0
    CHECK(number(kidney(patient).lowest()) == doctest::Approx(18.65).epsilon(0.001));
}

TEST_CASE("a missing or old creatinine clears nothing, and an old bad one still warns") {
    Patient patient = healthy();
    patient.serum_creatinine->on = parse_date("2026-09-01");  // 90 days before November 30
    CHECK(kidney(patient).that_clears().has_value());
    patient.serum_creatinine->on = parse_date("2026-08-31");
    CHECK(kidney(patient).timeliness == Timeliness::old);
    CHECK_FALSE(kidney(patient).that_clears().has_value());
    CHECK(kidney(patient).missing == std::vector<std::string>{"a serum creatinine of the last 90 days"});
    CHECK(kidney(patient).lowest().has_value());
    patient.serum_creatinine->on = parse_date("2026-12-01");
    CHECK(kidney(patient).timeliness == Timeliness::later);
    CHECK_FALSE(kidney(patient).that_clears().has_value());
    patient.serum_creatinine->on = std::nullopt;
    CHECK(kidney(patient).timeliness == Timeliness::undated);
    CHECK_FALSE(kidney(patient).that_clears().has_value());
    patient.serum_creatinine = std::nullopt;
    CHECK(kidney(patient).state == KidneyState::unknown);
    CHECK(kidney(patient).missing == std::vector<std::string>{"serum creatinine"});
    CHECK_FALSE(kidney(patient).lowest().has_value());
}

TEST_CASE("without age, sex or weight nothing is cleared, and each is named") {
    Patient patient = healthy();
    patient.weight = std::nullopt;
    CHECK_FALSE(kidney(patient).that_clears().has_value());
    CHECK(kidney(patient).lowest().has_value());  // CKD-EPI needs no weight, and may still warn
    patient.sex = std::nullopt;
    patient.age_years = std::nullopt;
    CHECK(kidney(patient).missing == std::vector<std::string>{"age", "sex", "weight"});
    CHECK_FALSE(kidney(patient).lowest().has_value());
}

TEST_CASE("dialysis and kidneys that change from day to day are states of their own") {
    Patient patient = healthy();
    patient.dialysis = "hemodialysis";
    CHECK(kidney(patient).state == KidneyState::dialysis);
    CHECK_FALSE(kidney(patient).that_clears().has_value());
    patient.dialysis = std::nullopt;
    patient.conditions = std::vector<std::string>{"ESRD on dialysis"};
    CHECK(kidney(patient).state == KidneyState::dialysis);
    patient.dialysis = "none";
    CHECK(kidney(patient).state == KidneyState::estimated);
    patient.conditions = std::vector<std::string>{"acute kidney injury"};
    CHECK(kidney(patient).state == KidneyState::unstable);
    CHECK_FALSE(kidney(patient).lowest().has_value());
    patient.conditions = std::vector<std::string>{"acute kidney injury, resolved 2019"};
    CHECK(kidney(patient).state == KidneyState::unstable);  // in doubt the condition counts
    patient.conditions = std::vector<std::string>{"history of acute kidney injury"};
    CHECK(kidney(patient).state == KidneyState::estimated);
}

TEST_CASE("without a height the actual weight is used, and the working says that it may be too high") {
    Patient patient = healthy();
    patient.height = std::nullopt;
    const Kidney known = kidney(patient);
    CHECK(known.weight->which == WeightUsed::actual);
    bool said = false;
    for (const std::string& line : known.working)
        said |= line.find("height is not given") != std::string::npos;
    CHECK(said);
    // 111 by Cockcroft-Gault; CKD-EPI 142 x (1/0.9)^-1.2 x 0.9938^40 = 97.6 for 1.73 m2 is the lower one
    CHECK(number(known.that_clears()) == doctest::Approx(97.6).epsilon(0.005));
}
