#include <utility>
#include <vector>

#include "cli/formats/chart_geometry.hpp"
#include "cli/formats/html.hpp"
#include "conversions/decimal.hpp"

namespace stepdown {

namespace {

constexpr double width = 720, height = 330;
constexpr double left = 70, right = 660, top = 40, bottom = 270;

std::string at(double number) {
    return show_decimal(number, 1, false);
}
double x_of(double share) {
    return left + share * (right - left);
}
double y_of(double share) {
    return bottom - share * (bottom - top);
}

std::string points(const std::vector<Spot>& spots) {
    std::string all;
    for (const Spot& spot : spots)
        all += (all.empty() ? "" : " ") + at(x_of(spot.x)) + "," + at(y_of(spot.y));
    return all;
}

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
    return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
           "\" class=\"" + style + "\"/>\n";
}

std::string text(double x, double y, const std::string& anchor, const std::string& words) {
    return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor + "\">" +
           html_escaped(words) + "</text>\n";
}

/// What the two kinds of line mean, in the corner in which a falling dose leaves room.
std::string legend(const Chart& chart) {
    std::string out;
    double y = top + 14;
    for (const auto& [style, words] :
         {std::pair("firm", chart.solid), std::pair("projected", chart.dashed)}) {
        out += "<polyline class=\"" + std::string(style) + "\" points=\"" + at(right - 170) + "," +
               at(y - 5) + " " + at(right - 110) + "," + at(y - 5) + "\"/>\n" +
               text(right - 100, y, "start", words);
        y += 22;
    }
    return out;
}

}  // namespace

std::string render_svg(const Chart& chart) {
    const ChartGeometry geometry = geometry_of(chart);
    const std::string title_id = chart.id + "-title", description_id = chart.id + "-description";
    std::string out = "<svg class=\"chart\" viewBox=\"0 0 " + at(width) + " " + at(height) +
                      "\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"" + title_id +
                      " " + description_id + "\">\n<title id=\"" + title_id + "\">" +
                      html_escaped(chart.title) + "</title>\n<desc id=\"" + description_id + "\">" +
                      html_escaped(chart.description) + "</desc>\n";
    out += text(left - 60, top - 18, "start", chart.y_title);
    for (const Tick& tick : geometry.y_ticks) {
        out += line(left, y_of(tick.at), right, y_of(tick.at), "grid");
        out += text(left - 8, y_of(tick.at) + 5, "end", tick.label);
    }
    if (!geometry.band.empty()) out += "<polygon class=\"band\" points=\"" + points(geometry.band) + "\"/>\n";
    for (const Stroke& stroke : geometry.strokes) {
        out += "<polyline class=\"" + std::string(stroke.is_firm ? "firm" : "projected") + "\" points=\"" +
               points(stroke.spots) + "\"/>\n";
    }
    for (const Tick& tick : geometry.x_ticks) {
        out += line(x_of(tick.at), bottom, x_of(tick.at), bottom + 6, "axis");
        out += text(x_of(tick.at), bottom + 22, "middle", tick.label);
    }
    out += line(left, bottom, right, bottom, "axis") + line(left, top, left, bottom, "axis");
    out += text((left + right) / 2, height - 14, "middle", chart.x_title);
    if (!chart.dashed.empty()) out += legend(chart);
    return out + "</svg>\n";
}

}  // namespace stepdown
