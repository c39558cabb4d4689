#pragma once
#include "conversions/units.hpp"

namespace stepdown {

/// Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31): (140 - age) x weight / (72 x
/// creatinine), times 0.85 in women. `age_years` 18 to 130; `weight` as the source of the limit means it
/// (labels: actual). Says nothing where kidney function is changing.
Clearance cockcroft_gault_of_men(double age_years, BodyMass weight, CreatinineLevel creatinine);
Clearance cockcroft_gault_of_women(double age_years, BodyMass weight, CreatinineLevel creatinine);

}  // namespace stepdown
