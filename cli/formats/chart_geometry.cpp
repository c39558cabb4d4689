#include "cli/formats/chart_geometry.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/decimal.hpp"

namespace stepdown {

namespace {

constexpr int most_x_labels = 6;
constexpr int wanted_y_ticks = 5;

/// 1, 2 or 5 times a power of ten: about a fifth of `top`.
double tick_distance(double top) {
    const double raw = top / wanted_y_ticks;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (raw <= factor * power) return factor * power;
    }
    return 10 * power;
}

class Plotter {
public:
    explicit Plotter(const Chart& chart) : points_(chart.points), shape_(chart.shape) {
        for (const ChartPoint& point : points_) top_ = std::max(top_, point.high);
        if (top_ <= 0) top_ = 1;
        distance_ = tick_distance(top_);
        top_ = distance_ * std::ceil(top_ / distance_ - 1e-9);
        span_ = std::max(points_.back().x - points_.front().x, 1e-9);
    }

    ChartGeometry plot() const {
        ChartGeometry geometry;
        geometry.strokes = strokes();
        geometry.band = band();
        for (int i = 0; distance_ * i <= top_ + distance_ / 2; ++i)
            geometry.y_ticks.push_back({distance_ * i / top_, show_decimal(distance_ * i)});
        geometry.x_ticks = x_ticks();
        return geometry;
    }

private:
    double x_of(std::size_t point) const { return (points_[point].x - points_.front().x) / span_; }
    Spot spot(std::size_t point, double value) const { return {x_of(point), value / top_}; }

    std::vector<Stroke> strokes() const {
        std::vector<Stroke> all;
        for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
            if (all.empty() || all.back().is_firm != points_[i].is_firm) {
                const Spot from = all.empty() ? spot(i, points_[i].mid) : all.back().spots.back();
                all.push_back({{from}, points_[i].is_firm});
            }
            if (shape_ == ChartShape::steps) all.back().spots.push_back(spot(i + 1, points_[i].mid));
            all.back().spots.push_back(spot(i + 1, points_[i + 1].mid));
        }
        return all;
    }

    std::vector<Spot> band() const {
        const bool has_range = std::any_of(points_.begin(), points_.end(),
                                           [](const ChartPoint& point) { return point.low < point.high; });
        if (!has_range) return {};
        std::vector<Spot> around;
        for (std::size_t i = 0; i < points_.size(); ++i) around.push_back(spot(i, points_[i].high));
        for (std::size_t i = points_.size(); i-- > 0;) around.push_back(spot(i, points_[i].low));
        return around;
    }

    /// Labels that do not run into each other; the first one always.
    std::vector<Tick> x_ticks() const {
        std::vector<Tick> ticks;
        for (std::size_t i = 0; i < points_.size(); ++i) {
            const bool is_apart = ticks.empty() || x_of(i) - ticks.back().at >= 1.0 / most_x_labels;
            if (is_apart && !points_[i].label.empty()) ticks.push_back({x_of(i), points_[i].label});
        }
        return ticks;
    }

    const std::vector<ChartPoint>& points_;
    ChartShape shape_;
    double top_ = 0, distance_ = 1, span_ = 1;
};

}  // namespace

ChartGeometry geometry_of(const Chart& chart) {
    return chart.points.size() < 2 ? ChartGeometry() : Plotter(chart).plot();
}

}  // namespace stepdown
