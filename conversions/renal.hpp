#pragma once
// Estimates of kidney function and of body size. Arithmetic only: which weight is used, and what an estimate
// is good for, is decided in planner/kidney.
#include "conversions/units.hpp"

namespace stepdown {

enum class Sex { female, male };

/// Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31): (140 - age) x weight / (72 x
/// creatinine), times 0.85 in women. `age_years` 18 to 130. Says nothing where kidney function is changing.
Clearance cockcroft_gault(Sex sex, double age_years, BodyMass weight, CreatinineLevel creatinine);

/// Estimated GFR by the CKD-EPI 2021 creatinine equation (Inker, NEJM 2021;385:1737), which knows no race.
/// `age_years` 18 to 130.
ClearancePerSurface ckd_epi_2021(Sex sex, double age_years, CreatinineLevel creatinine);

/// Ideal body weight by Devine. Below 60 inches (152.4 cm) the formula is only extrapolated; never below 0.
BodyMass ideal_weight(Sex sex, BodyLength height);

/// Ideal weight and 0.4 of what the actual weight is above it.
BodyMass adjusted_weight(BodyMass ideal, BodyMass actual);

/// Body surface by Mosteller (NEJM 1987;317:1098): the root of height (cm) x weight (kg) / 3600.
BodySurface surface_by_mosteller(BodyLength height, BodyMass weight);

/// Body surface by Du Bois: 0.007184 x weight^0.425 (kg) x height^0.725 (cm).
BodySurface surface_by_du_bois(BodyLength height, BodyMass weight);

BodyMassIndex body_mass_index(BodyLength height, BodyMass weight);

}  // namespace stepdown
