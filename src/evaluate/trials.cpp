// Trials as a table, as JSON and as a picture.
#include "evaluate/trials.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "score/plot.h"

namespace drumlin::evaluate {

std::string to_table(std::string_view option, std::span<const Trial> trials) {
  std::string text = fmt::format("{:>9}{:>10}{:>12}{:>10}{:>10}{:>13}\n", option, "micro F1", "vel. error", "vel. F1",
                                 "seconds", "x real time");
  for (const Trial& trial : trials) {
    const ClassScores& all = trial.scores.all;
    text += fmt::format("{:>9}{:>10.3f}{:>12}{:>10}{:>10.2f}{:>13.0f}\n", trial.value, f1(all.counts),
                        all.velocity ? fmt::format("{:.3f}", all.velocity->mean_error) : "-",
                        all.with_velocity ? fmt::format("{:.3f}", f1(*all.with_velocity)) : "-", trial.seconds,
                        trial.times_real_time());
  }
  return text;
}

std::string to_json(std::span<const Trial> trials) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Trial& trial : trials) {
    const ClassScores& all = trial.scores.all;
    auto& entry = list.emplace_back(nlohmann::ordered_json{{"value", trial.value}, {"micro_f1", f1(all.counts)}});
    if (all.velocity) entry["velocity_error"] = all.velocity->mean_error;
    if (all.with_velocity) entry["with_velocity_f1"] = f1(*all.with_velocity);
    entry["seconds"] = trial.seconds;
    entry["times_real_time"] = trial.times_real_time();
  }
  return list.dump();
}

std::string to_svg(std::string_view option, std::span<const TrialCurve> curves) {
  std::vector<score::Points> points;
  for (const TrialCurve& curve : curves) {
    score::Points& own = points.emplace_back();
    for (const Trial& trial : curve.trials) own.emplace_back(trial.seconds_per_minute(), f1(trial.scores.all.counts));
  }
  const score::Panel panel{
      .top = 40.0,
      .across = score::across(points, [](double seconds) { return fmt::format("{:.1f} s a minute", seconds); }),
      .up = score::up(points, [](double value) { return fmt::format("F1 {:.3f}", value); })};
  std::string body = grid(panel);
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const auto place = static_cast<int>(c);
    const std::string_view colour = score::colour(place);
    body += curve(panel, points[c], colour, fmt::format("{} classes", curves[c].classes), place);
    for (std::size_t i = 0; i < points[c].size(); ++i) {
      const auto& [seconds, value] = points[c][i];
      body += fmt::format(
          "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"3\" fill=\"{2}\"/>\n"
          "<text x=\"{0:.1f}\" y=\"{3:.1f}\" text-anchor=\"middle\" fill=\"{2}\">{4} {5}</text>\n",
          panel.x(seconds), panel.y(value), colour, panel.y(value) - 8.0, option, curves[c].trials[i].value);
    }
  }
  return score::picture(300.0, body);
}

}  // namespace drumlin::evaluate
