#include "conversions/renal.hpp"

#include <algorithm>
#include <cmath>

namespace stepdown {

Clearance cockcroft_gault(Sex sex, double age_years, BodyMass weight, CreatinineLevel creatinine) {
    const double years = std::max(0.0, 140 - age_years), of_sex = sex == Sex::female ? 0.85 : 1;
    return unit::ml_per_minute(of_sex * years * in(weight, unit::kg) /
                               (72 * in(creatinine, unit::creatinine_mg_per_dl)));
}

ClearancePerSurface ckd_epi_2021(Sex sex, double age_years, CreatinineLevel creatinine) {
    const bool female = sex == Sex::female;
    const double share = in(creatinine, unit::creatinine_mg_per_dl) / (female ? 0.7 : 0.9);
    return unit::ml_per_minute_per_173_m2(142 * std::pow(std::min(share, 1.0), female ? -0.241 : -0.302) *
                                          std::pow(std::max(share, 1.0), -1.200) *
                                          std::pow(0.9938, age_years) * (female ? 1.012 : 1));
}

BodyMass ideal_weight(Sex sex, BodyLength height) {
    const double inches = in(height, unit::cm) / 2.54;
    return unit::kg(std::max(0.0, (sex == Sex::female ? 45.5 : 50) + 2.3 * (inches - 60)));
}

BodyMass adjusted_weight(BodyMass ideal, BodyMass actual) {
    return ideal + (actual - ideal) * 0.4;
}

BodySurface surface_by_mosteller(BodyLength height, BodyMass weight) {
    return unit::m2(std::sqrt(in(height, unit::cm) * in(weight, unit::kg) / 3600));
}

BodySurface surface_by_du_bois(BodyLength height, BodyMass weight) {
    return unit::m2(0.007184 * std::pow(in(weight, unit::kg), 0.425) * std::pow(in(height, unit::cm), 0.725));
}

BodyMassIndex body_mass_index(BodyLength height, BodyMass weight) {
    return weight / (height * height);
}

}  // namespace stepdown
