// curves.svg: two panels, losses above and F1 below.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "score/plot.h"
#include "train/log.h"

namespace drumlin::train {
namespace {

using score::Axis;
using score::colour;
using score::Panel;
using score::Points;

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

/// Of the positive values: a loss that a system does not have is 0.
Points logarithm(Points points) {
  std::erase_if(points, [](const auto& point) { return point.second <= 0.0; });
  for (auto& [step, value] : points) value = std::log10(std::max(value, 1e-9));
  return points;
}

Axis steps(double last_step) {
  return {0.0, last_step, [](double step) { return fmt::format("step {:.0f}", step); }};
}

std::string losses(const std::vector<Row>& rows, double last_step) {
  const Points plain = logarithm(smooth(column(rows, [](const Row& r) { return std::optional(r.plain); })));
  const Points denoised = logarithm(smooth(column(rows, [](const Row& r) { return std::optional(r.denoised); })));
  const Points held_out =
      logarithm(column(rows, [](const Row& r) { return r.verdict ? std::optional(r.verdict->loss) : std::nullopt; }));
  const Panel panel{
      .top = 40.0, .across = steps(last_step), .up = score::up(std::array{plain, denoised, held_out}, [](double value) {
                                                 return fmt::format("{:.2g}", std::pow(10.0, value));
                                               })};
  return grid(panel) + curve(panel, plain, colour(0), "plain loss", 0) +
         curve(panel, denoised, colour(1), "denoised loss", 1) + curve(panel, held_out, colour(2), "held-out loss", 2);
}

std::string scores(const std::vector<Row>& rows, double last_step) {
  const auto of = [&](std::optional<Score> Verdict::*what, double Score::*classes) {
    return column(rows, [=](const Row& r) -> std::optional<double> {
      if (!r.verdict || !((*r.verdict).*what)) return std::nullopt;
      return (*((*r.verdict).*what)).*classes;
    });
  };
  const Panel panel{.top = 340.0, .across = steps(last_step), .up = {0.0, 1.0, [](double value) {
                                                                       return fmt::format("{:.2f}", value);
                                                                     }}};
  return grid(panel) + curve(panel, of(&Verdict::drums, &Score::three), colour(0), "drums F1, 3 classes", 0) +
         curve(panel, of(&Verdict::drums, &Score::five), colour(1), "drums F1, 5 classes", 1) +
         curve(panel, of(&Verdict::mixes, &Score::three), colour(2), "songs F1, 3 classes", 2) +
         curve(panel, of(&Verdict::mixes, &Score::five), colour(3), "songs F1, 5 classes", 3);
}

}  // namespace

std::string curves_svg(const std::vector<Row>& rows) {
  if (rows.empty()) return score::picture(600.0, "");
  const auto last_step = static_cast<double>(rows.back().step);
  return score::picture(600.0, losses(rows, last_step) + scores(rows, last_step));
}

}  // namespace drumlin::train
