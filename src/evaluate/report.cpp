// The table is for a terminal of 80 columns; the JSON carries the same numbers unrounded, and the tracks.
#include "evaluate/report.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace drumlin::evaluate {

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::string number(double value, const char* format) {
  return std::isnan(value) ? "-" : fmt::format(fmt::runtime(format), value);
}

std::string row(const ClassScores& s) {
  const VelocityScores velocity = s.velocity.value_or(VelocityScores{0, std::nullopt, none});
  const double right_velocities = s.with_velocity ? f1(*s.with_velocity) : none;
  return fmt::format("{:<13}{:>6.3f}{:>7.3f}{:>7.3f}{:>6}{:>6}{:>6}{:>8}{:>7}{:>7}{:>7}\n", s.name, f1(s.counts),
                     precision(s.counts), recall(s.counts), s.counts.reference, s.counts.estimate, s.counts.matched,
                     number(s.timing_ms.value_or(none), "{:+.1f}"),
                     number(velocity.correlation.value_or(none), "{:.2f}"), number(velocity.mean_error, "{:.3f}"),
                     number(right_velocities, "{:.3f}"));
}

nlohmann::ordered_json to_object(const Counts& counts) {
  return {{"f1", f1(counts)},          {"precision", precision(counts)}, {"recall", recall(counts)},
          {"matched", counts.matched}, {"reference", counts.reference},  {"estimate", counts.estimate}};
}

nlohmann::ordered_json to_object(const ClassScores& scores) {
  nlohmann::ordered_json object = to_object(scores.counts);
  if (scores.timing_ms) object["timing_ms"] = *scores.timing_ms;
  if (scores.velocity) {
    auto& velocity =
        object["velocity"] = {{"pairs", scores.velocity->pairs}, {"mean_error", scores.velocity->mean_error}};
    if (scores.velocity->correlation) velocity["correlation"] = *scores.velocity->correlation;
  }
  if (scores.with_velocity) object["with_velocity"] = to_object(*scores.with_velocity);
  return object;
}

nlohmann::ordered_json to_object(const Scores& scores) {
  nlohmann::ordered_json object = {{"window_ms", 1000.0 * scores.window},
                                   {"micro_f1", f1(scores.all.counts)},
                                   {"micro_f1_95", {scores.micro_f1_95.low, scores.micro_f1_95.high}},
                                   {"macro_f1", scores.macro_f1},
                                   {"mean_track_f1", scores.mean_track_f1}};
  object["all"] = to_object(scores.all);
  for (const ClassScores& c : scores.classes) object["classes"][c.name] = to_object(c);
  object["tracks"] = nlohmann::ordered_json::array();
  for (const TrackScores& track : scores.tracks) {
    nlohmann::ordered_json entry = {{"name", track.name}};
    entry.update(to_object(track.counts));
    object["tracks"].push_back(entry);
  }
  return object;
}
}  // namespace

std::string to_table(const Scores& scores) {
  std::string text = fmt::format("{:<13}{:>6}{:>7}{:>7}{:>6}{:>6}{:>6}{:>8}{:>7}{:>7}{:>7}\n", "class", "F1", "prec.",
                                 "recall", "there", "heard", "right", "late ms", "vel. r", "error", "vel. F");
  for (const ClassScores& c : scores.classes) text += row(c);
  text += row(scores.all);
  text += fmt::format("micro F1 {:.3f} (95 %: {:.3f} to {:.3f}), macro {:.3f}, within {:g} ms\n", f1(scores.all.counts),
                      scores.micro_f1_95.low, scores.micro_f1_95.high, scores.macro_f1, 1000.0 * scores.window);
  text += fmt::format("mean of {} track{} {:.3f}", scores.tracks.size(), scores.tracks.size() == 1 ? "" : "s",
                      scores.mean_track_f1);
  if (scores.all.with_velocity) text += fmt::format(", onset and velocity F1 {:.3f}", f1(*scores.all.with_velocity));
  return text + "\n";
}

std::string to_json(std::span<const Scores> scores) {
  nlohmann::ordered_json document = {{"windows", nlohmann::ordered_json::array()}};
  for (const Scores& s : scores) document["windows"].push_back(to_object(s));
  return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace drumlin::evaluate
