// curves.svg: two panels, losses above and F1 below, drawn by hand so that no plotting library is needed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "train/log.h"

namespace drumlin::train {
namespace {

using Points = std::vector<std::pair<double, double>>;

constexpr double width = 720;
constexpr double panel_height = 220;
constexpr double margin = 56;

/// A rectangle of the picture and the values at its bottom and top.
struct Panel {
  double top;
  double low;
  double high;
  double last_step;

  double x(double step) const { return margin + (width - 2 * margin) * step / std::max(1.0, last_step); }
  double y(double value) const { return top + panel_height * (1.0 - (value - low) / std::max(1e-12, high - low)); }
};

Points column(const std::vector<Row>& rows, const std::function<std::optional<double>(const Row&)>& value) {
  Points points;
  for (const Row& row : rows) {
    if (const auto v = value(row)) points.emplace_back(static_cast<double>(row.step), *v);
  }
  return points;
}

/// A moving average, thinned to about 600 points.
Points smooth(const Points& points) {
  Points smoothed;
  const std::size_t every = std::max<std::size_t>(1, points.size() / 600);
  double mean = points.empty() ? 0.0 : points.front().second;
  for (std::size_t i = 0; i < points.size(); ++i) {
    mean += std::max(0.02, 1.0 / static_cast<double>(i + 1)) * (points[i].second - mean);
    if (i % every == 0 || i + 1 == points.size()) smoothed.emplace_back(points[i].first, mean);
  }
  return smoothed;
}

Points logarithm(Points points) {
  for (auto& [step, value] : points) value = std::log10(std::max(value, 1e-9));
  return points;
}

std::string curve(const Panel& panel, const Points& points, const std::string& colour, const std::string& name,
                  int place) {
  if (points.empty()) return "";
  std::string path;
  for (const auto& [step, value] : points) path += fmt::format("{:.1f},{:.1f} ", panel.x(step), panel.y(value));
  return fmt::format(
      "<polyline fill=\"none\" stroke=\"{0}\" stroke-width=\"1.5\" points=\"{1}\"/>\n"
      "<text x=\"{2}\" y=\"{3}\" fill=\"{0}\">{4}</text>\n",
      colour, path, margin + 8 + 150 * place, panel.top - 6, name);
}

std::string grid(const Panel& panel, const std::function<std::string(double)>& label) {
  std::string lines;
  for (int i = 0; i <= 4; ++i) {
    const double value = panel.low + (panel.high - panel.low) * i / 4;
    lines += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#ddd\"/>\n"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\" fill=\"#666\">{5}</text>\n",
        margin, width - margin, panel.y(value), margin - 6, panel.y(value) + 4, label(value));
  }
  return lines + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#666\">step {:.0f}</text>\n",
                             width - margin, panel.top + panel_height + 16, panel.last_step);
}

Panel fit(double top, double last_step, const std::vector<Points>& curves) {
  Panel panel{.top = top, .low = 1e9, .high = -1e9, .last_step = last_step};
  for (const Points& points : curves) {
    for (const auto& [step, value] : points) {
      panel.low = std::min(panel.low, value);
      panel.high = std::max(panel.high, value);
    }
  }
  return panel;
}

std::string losses(const std::vector<Row>& rows, double last_step) {
  const Points plain = logarithm(smooth(column(rows, [](const Row& r) { return std::optional(r.plain); })));
  const Points denoised = logarithm(smooth(column(rows, [](const Row& r) { return std::optional(r.denoised); })));
  const Points held_out =
      logarithm(column(rows, [](const Row& r) { return r.verdict ? std::optional(r.verdict->loss) : std::nullopt; }));
  const Panel panel = fit(40, last_step, {plain, denoised, held_out});
  return grid(panel, [](double value) { return fmt::format("{:.2g}", std::pow(10.0, value)); }) +
         curve(panel, plain, "#1f77b4", "plain loss", 0) + curve(panel, denoised, "#d62728", "denoised loss", 1) +
         curve(panel, held_out, "#2ca02c", "held-out loss", 2);
}

std::string scores(const std::vector<Row>& rows, double last_step) {
  const auto of = [&](std::optional<Score> Verdict::*what, double Score::*classes) {
    return column(rows, [=](const Row& r) -> std::optional<double> {
      if (!r.verdict || !((*r.verdict).*what)) return std::nullopt;
      return (*((*r.verdict).*what)).*classes;
    });
  };
  const Panel panel{.top = 340, .low = 0.0, .high = 1.0, .last_step = last_step};
  return grid(panel, [](double value) { return fmt::format("{:.2f}", value); }) +
         curve(panel, of(&Verdict::drums, &Score::three), "#1f77b4", "drums F1, 3 classes", 0) +
         curve(panel, of(&Verdict::drums, &Score::five), "#d62728", "drums F1, 5 classes", 1) +
         curve(panel, of(&Verdict::mixes, &Score::three), "#2ca02c", "songs F1, 3 classes", 2) +
         curve(panel, of(&Verdict::mixes, &Score::five), "#ff7f0e", "songs F1, 5 classes", 3);
}

}  // namespace

std::string curves_svg(const std::vector<Row>& rows) {
  const double last_step = rows.empty() ? 1.0 : static_cast<double>(rows.back().step);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} 600\" font-family=\"sans-serif\" font-size=\"11\">\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{}{}</svg>\n",
      width, rows.empty() ? "" : losses(rows, last_step), rows.empty() ? "" : scores(rows, last_step));
}

}  // namespace drumlin::train
