#pragma once
#include <string>
#include <vector>

#include "planner/document.hpp"

namespace stepdown {

/// A place in a chart: 0 to 1 from left to right and from the bottom up.
struct Spot {
    double x = 0, y = 0;
};
struct Tick {
    double at = 0;  // 0 to 1 along its axis
    std::string label;
};
struct Stroke {
    std::vector<Spot> spots;
    bool is_firm = true;
};
/// Where everything of a chart lies; each format draws the same.
struct ChartGeometry {
    std::vector<Stroke> strokes;  // of mid, from left to right; each begins where the one before ends
    std::vector<Spot> band;       // around low to high; empty where there is no range
    std::vector<Tick> x_ticks, y_ticks;
};
/// Empty for fewer than two points. The y axis begins at 0. At most seven labels below, a sixth of the width
/// apart.
ChartGeometry geometry_of(const Chart& chart);

}  // namespace stepdown
