// Panels, grids and curves as SVG elements.
#include "score/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace drumlin::score {
namespace {

constexpr double width = 720.0;

/// member: which of a point's numbers.
Axis axis_of(std::span<const Points> curves, std::function<std::string(double)> label,
             double std::pair<double, double>::*member) {
  Axis axis{1e300, -1e300, std::move(label)};
  for (const Points& points : curves) {
    for (const auto& point : points) {
      axis.low = std::min(axis.low, point.*member);
      axis.high = std::max(axis.high, point.*member);
    }
  }
  return axis;
}

}  // namespace

double Axis::share(double value) const {
  return (value - low) / std::max(1e-12, high - low);
}

Axis across(std::span<const Points> curves, std::function<std::string(double)> label) {
  return axis_of(curves, std::move(label), &std::pair<double, double>::first);
}

Axis up(std::span<const Points> curves, std::function<std::string(double)> label) {
  return axis_of(curves, std::move(label), &std::pair<double, double>::second);
}

double Panel::x(double value) const {
  return margin + (width - 2.0 * margin) * across.share(value);
}

double Panel::y(double value) const {
  return top + height * (1.0 - up.share(value));
}

std::string grid(const Panel& panel) {
  std::string lines;
  for (int i = 0; i <= 4; ++i) {
    const double value = panel.up.low + (panel.up.high - panel.up.low) * i / 4;
    lines += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>\n"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\" fill=\"#666\">{5}</text>\n",
        Panel::margin, width - Panel::margin, panel.y(value), Panel::margin - 6.0, panel.y(value) + 4.0,
        panel.up.label(value));
    if (!panel.across.label) continue;
    const double beside = panel.across.low + (panel.across.high - panel.across.low) * i / 4;
    lines += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\" fill=\"#666\">{}</text>\n",
                         panel.x(beside), panel.top + Panel::height + 16.0, panel.across.label(beside));
  }
  return lines;
}

std::string curve(const Panel& panel, const Points& points, std::string_view colour, std::string_view name, int place) {
  if (points.empty()) return "";
  std::string path;
  for (const auto& [across, up] : points) path += fmt::format("{:.1f},{:.1f} ", panel.x(across), panel.y(up));
  return fmt::format(
      "<polyline fill=\"none\" stroke=\"{0}\" stroke-width=\"1.5\" points=\"{1}\"/>\n"
      "<text x=\"{2}\" y=\"{3}\" fill=\"{0}\">{4}</text>\n",
      colour, path, Panel::margin + 8.0 + 150.0 * place, panel.top - 6.0, name);
}

std::string picture(double height, std::string_view body) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"11\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{}</svg>\n",
      width, height, body);
}

std::string_view colour(int place) {
  constexpr std::array<std::string_view, 6> colours = {"#1f77b4", "#d62728", "#2ca02c",
                                                       "#ff7f0e", "#9467bd", "#8c564b"};
  return colours[static_cast<std::size_t>(place) % colours.size()];
}

}  // namespace drumlin::score
