#include "planner/curve.hpp"

#include <algorithm>
#include <cmath>

namespace stepdown {

double concentration(const Kinetics& kinetics, std::span<const DoseAt> doses, double hours) {
    const double out = kinetics.litres_per_hour / kinetics.litres, into = kinetics.absorbed_per_hour;
    double sum = 0;  // mg/L
    for (const DoseAt& dose : doses) {
        const double since = hours - dose.hours - kinetics.lag_hours;
        if (since <= 0) continue;
        sum += in(dose.amount, unit::mg) / kinetics.litres * into / (into - out) *
               (std::exp(-out * since) - std::exp(-into * since));
    }
    return 1000 * sum;
}

double hours_to_share(double half_life_hours, double share) {
    return half_life_hours * std::log2(1 / (1 - share));
}

double hours_to_share(const Kinetics& kinetics, double share) {
    return hours_to_share(std::log(2.0) * kinetics.litres / kinetics.litres_per_hour, share);
}

std::vector<CurvePoint> curve_of(std::span<const DoseAt> doses, std::span<const Kinetics> sets, double until,
                                 double every) {
    std::vector<CurvePoint> points;
    const auto count = static_cast<std::size_t>(std::floor(until / every + 1e-9));
    for (std::size_t i = 0; i <= count; ++i) {
        CurvePoint point;
        point.hours = double(i) * every;
        point.mid = point.low = point.high = concentration(sets[sets.size() / 2], doses, point.hours);
        for (const Kinetics& set : sets) {
            const double here = concentration(set, doses, point.hours);
            point.low = std::min(point.low, here);
            point.high = std::max(point.high, here);
        }
        points.push_back(point);
    }
    return points;
}

}  // namespace stepdown
