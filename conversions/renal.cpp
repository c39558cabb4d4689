#include "conversions/renal.hpp"

#include <algorithm>

namespace stepdown {

Clearance cockcroft_gault_of_men(double age_years, BodyMass weight, CreatinineLevel creatinine) {
    const double years = std::max(0.0, 140 - age_years);
    return unit::ml_per_minute(years * in(weight, unit::kg) /
                               (72 * in(creatinine, unit::creatinine_mg_per_dl)));
}

Clearance cockcroft_gault_of_women(double age_years, BodyMass weight, CreatinineLevel creatinine) {
    return cockcroft_gault_of_men(age_years, weight, creatinine) * 0.85;
}

}  // namespace stepdown
