#include "cli/formats/rotation_json.hpp"

#include "conversions/quantity_format.hpp"
#include "planner/documents/conversion.hpp"

namespace stepdown::json {

namespace {

Json dose(DoseRate rate, const RotationBasis& basis) {
    return basis.conversion.target.route == Route::transdermal ? quantity(rate, unit::mcg_per_hour)
                                                               : quantity(rate, unit::mg_per_day);
}

Json estimates(const RotationBasis& basis, const Library& library, Citations& citations) {
    Json list = Json::array();
    for (const Estimate& one : basis.conversion.estimates) {
        list.push_back({{"method", one.method},
                        {"equianalgesic", dose(one.equianalgesic, basis)},
                        {"after_reduction", dose(one.after_low.value_or(one.after_high), basis)},
                        {"working", working_of(one, basis.conversion, library)},
                        {"citations", citations.ids(citations_of(one))}});
    }
    return list;
}

Json overlap(const RotationBasis& basis) {
    if (!basis.overlap || !basis.exposure_ceiling) return nullptr;
    return {{"first", iso(basis.overlap->first)},
            {"last", iso(basis.overlap->last)},
            {"exposure_ceiling", quantity(*basis.exposure_ceiling, unit::mme_per_day)}};
}

Json monitoring(const RotationBasis& basis) {
    Json list = Json::array();
    for (const Monitoring& one : basis.monitoring) {
        list.push_back({{"on", iso(one.on)},
                        {"after_h", one.after_hours ? number(*one.after_hours) : Json(nullptr)},
                        {"what", one.what}});
    }
    return list;
}

Json curve(const RotationBasis& basis) {
    if (basis.curve.empty()) return nullptr;
    Json points = Json::array();
    for (const CurvePoint& point : basis.curve) {
        points.push_back({{"h", number(point.hours)},
                          {"low", number(point.low)},
                          {"mid", number(point.mid)},
                          {"high", number(point.high)}});
    }
    return {{"illustrative", true}, {"unit", "ng/mL"}, {"points", points}};
}

}  // namespace

Json rotation(const RotationBasis& basis, const Library& library, Citations& citations) {
    return {{"from", basis.from},
            {"to", library.formulary[basis.conversion.target.drug].id},
            {"target", basis.conversion.target.text},
            {"method", basis.method->id},
            {"estimates", estimates(basis, library, citations)},
            {"dose_used", dose(basis.dose_used, basis)},
            {"cap", basis.cap ? dose(basis.cap->for_caution().amount, basis) : Json(nullptr)},
            {"overlap", overlap(basis)},
            {"monitoring", monitoring(basis)},
            {"curve", curve(basis)}};
}

}  // namespace stepdown::json
