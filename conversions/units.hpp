#pragma once
// The vocabulary of quantities, and the only file that includes Boost.Units. One type per dimension; a number
// goes in by calling a unit (`unit::mg(5)`) and comes out by naming one (`in(dose, unit::mg)`).
#include <boost/units/base_dimension.hpp>
#include <boost/units/base_unit.hpp>
#include <boost/units/get_dimension.hpp>
#include <boost/units/make_scaled_unit.hpp>
#include <boost/units/make_system.hpp>
#include <boost/units/operators.hpp>
#include <boost/units/quantity.hpp>
#include <string_view>

namespace stepdown {

namespace bu = boost::units;

namespace dim {  // ordinals: unique within this program
struct drug_mass : bu::base_dimension<drug_mass, 4101> {};
struct body_mass : bu::base_dimension<body_mass, 4102> {};  // so that mg/kg does not cancel
struct time : bu::base_dimension<time, 4103> {};
struct volume : bu::base_dimension<volume, 4104> {};
struct morphine : bu::base_dimension<morphine, 4105> {};  // MME is not mg
struct creatinine : bu::base_dimension<creatinine, 4106> {
};  // an amount of creatinine is not an amount of drug
struct body_length : bu::base_dimension<body_length, 4107> {};
}  // namespace dim

namespace base {
struct milligram : bu::base_unit<milligram, dim::drug_mass::dimension_type, 4201> {};
struct kilogram : bu::base_unit<kilogram, dim::body_mass::dimension_type, 4202> {};
struct day : bu::base_unit<day, dim::time::dimension_type, 4203> {};
struct millilitre : bu::base_unit<millilitre, dim::volume::dimension_type, 4204> {};
struct mme : bu::base_unit<mme, dim::morphine::dimension_type, 4205> {};
struct creatinine_milligram : bu::base_unit<creatinine_milligram, dim::creatinine::dimension_type, 4206> {};
struct centimetre : bu::base_unit<centimetre, dim::body_length::dimension_type, 4207> {};
}  // namespace base

using Clinical = bu::make_system<base::milligram, base::kilogram, base::day, base::millilitre, base::mme,
                                 base::creatinine_milligram, base::centimetre>::type;

namespace u {
template <class D>
using of = bu::unit<typename D::dimension_type, Clinical>;
template <class A, class B>
using per = typename bu::divide_typeof_helper<A, B>::type;
template <class U, long Base, long Exp>
using scaled = typename bu::make_scaled_unit<U, bu::scale<Base, bu::static_rational<Exp>>>::type;
using mg = of<dim::drug_mass>;
using mcg = scaled<mg, 10, -3>;
using kg = of<dim::body_mass>;
using day = of<dim::time>;
using hour = scaled<day, 24, -1>;
using minute = scaled<day, 1440, -1>;
using second = scaled<day, 86400, -1>;
using millisecond = scaled<day, 86400000, -1>;
using ml = of<dim::volume>;
using dl = scaled<ml, 100, 1>;
using mme = of<dim::morphine>;
using creatinine_mg = of<dim::creatinine>;
using cm = of<dim::body_length>;
using cm2 = typename bu::multiply_typeof_helper<cm, cm>::type;
using m2 = scaled<cm2, 100, 2>;
using usual_surface = scaled<cm2, 17300, 1>;  // 1.73 m2, the body surface that a GFR is reported for
}  // namespace u

/// The one type for a dimension, whatever unit a number was written in.
template <class U>
using Canonical = bu::quantity<bu::unit<typename bu::get_dimension<U>::type, Clinical>>;

using Mass = Canonical<u::mg>;
using BodyMass = Canonical<u::kg>;
using BodyLength = Canonical<u::cm>;
using Volume = Canonical<u::ml>;
using Duration = Canonical<u::day>;
using DoseRate = Canonical<u::per<u::mg, u::day>>;
using WeightDose = Canonical<u::per<u::mg, u::kg>>;
using Concentration = Canonical<u::per<u::mg, u::ml>>;
using MmeRate = Canonical<u::per<u::mme, u::day>>;
using MmePerMass = Canonical<u::per<u::mme, u::mg>>;
using Clearance = Canonical<u::per<u::ml, u::minute>>;
using CreatinineLevel = Canonical<u::per<u::creatinine_mg, u::dl>>;
using BodySurface = Canonical<u::m2>;
using BodyMassIndex = Canonical<u::per<u::kg, u::m2>>;
using ClearancePerSurface = Canonical<u::per<u::per<u::ml, u::minute>, u::usual_surface>>;

/// A unit by name. Calling it makes a quantity; passing it to in() or show() gets a number out.
template <class U>
struct Unit {
    std::string_view symbol, ucum;  // for people; for JSON
    constexpr Canonical<U> operator()(double number) const { return Canonical<U>(number * U()); }
};

namespace unit {
inline constexpr Unit<u::mg> mg{"mg", "mg"};
inline constexpr Unit<u::mcg> mcg{"mcg", "ug"};
inline constexpr Unit<u::kg> kg{"kg", "kg"};
inline constexpr Unit<u::cm> cm{"cm", "cm"};
inline constexpr Unit<u::ml> ml{"mL", "mL"};
inline constexpr Unit<u::day> days{"days", "d"};
inline constexpr Unit<u::hour> hours{"hours", "h"};
inline constexpr Unit<u::millisecond> milliseconds{"ms", "ms"};
inline constexpr Unit<u::mme> mme{"MME", "{MME}"};
inline constexpr Unit<u::per<u::mg, u::day>> mg_per_day{"mg/day", "mg/d"};
inline constexpr Unit<u::per<u::mcg, u::hour>> mcg_per_hour{"mcg/h", "ug/h"};
inline constexpr Unit<u::per<u::mg, u::ml>> mg_per_ml{"mg/mL", "mg/mL"};
inline constexpr Unit<u::per<u::mme, u::day>> mme_per_day{"MME/day", "{MME}/d"};
inline constexpr Unit<u::per<u::mme, u::mg>> mme_per_mg{"MME/mg", "{MME}/mg"};
inline constexpr Unit<u::per<u::mme, u::mcg>> mme_per_mcg{"MME/mcg", "{MME}/ug"};
inline constexpr Unit<u::per<u::per<u::mme, u::day>, u::per<u::mcg, u::hour>>> mme_per_day_per_mcg_per_hour{
    "(MME/day)/(mcg/h)", "{MME}.h/(ug.d)"};  // a patch factor, as published
inline constexpr Unit<u::per<u::ml, u::minute>> ml_per_minute{"mL/min", "mL/min"};
inline constexpr Unit<u::per<u::creatinine_mg, u::dl>> creatinine_mg_per_dl{"mg/dL", "mg/dL"};
inline constexpr Unit<u::m2> m2{"m2", "m2"};
inline constexpr Unit<u::per<u::kg, u::m2>> kg_per_m2{"kg/m2", "kg/m2"};
inline constexpr Unit<u::per<u::per<u::ml, u::minute>, u::usual_surface>> ml_per_minute_per_173_m2{
    "mL/min/1.73 m2", "mL/min/{1.73_m2}"};
}  // namespace unit

template <class U>
constexpr double in(Canonical<U> quantity, Unit<U>) {
    return bu::quantity<U>(quantity).value();
}

/// A span in whole days; a part of a day counts as none.
constexpr int whole_days(const Duration& span) {
    return static_cast<int>(in(span, unit::days) + 1e-9);
}

/// The share that `part` is of `whole` (two amounts of one dimension). `whole` must not be zero.
template <class U>
constexpr double ratio(bu::quantity<U> part, bu::quantity<U> whole) {
    return part.value() / whole.value();
}

/// True when `x` is at or above `limit`; equal to 1 part in 10^9 counts as equal.
template <class U>
constexpr bool reaches(bu::quantity<U> x, bu::quantity<U> limit) {
    const double a = x.value(), b = limit.value();
    return a - b >= -1e-9 * ((a < 0 ? -a : a) + (b < 0 ? -b : b));
}

/// True when `x` is above `limit`; equal to 1 part in 10^9 counts as equal.
template <class U>
constexpr bool exceeds(bu::quantity<U> x, bu::quantity<U> limit) {
    return !reaches(limit, x);
}

}  // namespace stepdown
