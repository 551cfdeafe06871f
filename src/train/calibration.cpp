// A grid of thresholds, a line for velocities, a median for times; each drawn towards what is known without data.
#include "train/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace drumlin::train {
namespace {

using transcribe::instrument_count;
using transcribe::Peaks;

constexpr double window = 0.05;           // seconds
constexpr float ghost = 0.25F;            // velocity
constexpr double few = 100.0;             // strokes that weigh as much as what is known without them
constexpr double worthwhile = 0.98;       // of the velocities' error; strokes of one recording err alike
constexpr double least_lateness = 0.001;  // seconds
constexpr int grid = 41;                  // thresholds of 0.10, 0.12 … 0.90

double grid_threshold(int step) {
  return 0.1 + 0.02 * step;
}

double log_odds(double threshold) {
  return std::log(threshold / (1.0 - threshold));
}

using ByInstrument = std::array<std::vector<score::Hit>, instrument_count>;

ByInstrument by_instrument(const std::vector<score::Hit>& hits) {
  ByInstrument result;
  for (const score::Hit& hit : hits)
    result[static_cast<std::size_t>(transcribe::instrument_of(hit.drum))].push_back(hit);
  return result;
}

std::vector<double> times(const std::vector<score::Hit>& hits) {
  std::vector<double> result;
  for (const score::Hit& hit : hits) result.push_back(hit.time);
  return result;
}

void add(Hearing& hearing, const std::vector<score::Hit>& played, const std::vector<score::Hit>& heard) {
  const auto pairs = evaluate::match(times(played), times(heard), window);
  const auto is_ghost = [](const score::Hit& hit) { return hit.velocity < ghost; };
  hearing.counts = hearing.counts + evaluate::Counts{static_cast<int>(pairs.size()), static_cast<int>(played.size()),
                                                     static_cast<int>(heard.size())};
  hearing.ghosts.reference += static_cast<int>(std::ranges::count_if(played, is_ghost));
  for (const auto& [reference, estimate] : pairs) {
    const score::Hit& there = played[static_cast<std::size_t>(reference)];
    const score::Hit& found = heard[static_cast<std::size_t>(estimate)];
    if (is_ghost(there)) ++hearing.ghosts.matched;
    hearing.played_velocities.push_back(there.velocity);
    hearing.heard_velocities.push_back(found.velocity);
    hearing.lateness.push_back(found.time - there.time);
  }
}

void append(std::vector<double>& values, const std::vector<double>& more) {
  values.insert(values.end(), more.begin(), more.end());
}

void add(Hearing& sum, const Hearing& more) {
  sum.counts = sum.counts + more.counts;
  sum.ghosts = sum.ghosts + more.ghosts;
  append(sum.played_velocities, more.played_velocities);
  append(sum.heard_velocities, more.heard_velocities);
  append(sum.lateness, more.lateness);
}

void add(Hearings& sum, const Hearings& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) add(sum[i], more[i]);
}

Hearing all_of(const Hearings& hearings) {
  Hearing all;
  for (const Hearing& hearing : hearings) add(all, hearing);
  return all;
}

/// F1 at every threshold of the grid.
using Curve = std::array<double, grid>;

double best_threshold(const Curve& curve, double prior, double shrinkage) {
  double best = prior;
  double most = -1e300;
  double nearest = 0.0;
  for (int step = 0; step < grid; ++step) {
    const double distance = std::abs(log_odds(grid_threshold(step)) - log_odds(prior));
    const double value = curve[static_cast<std::size_t>(step)] - shrinkage * distance * distance;
    // Of equally good ones the nearest; the margin is for rounding.
    if (value < most - 1e-12 || (value < most + 1e-12 && distance >= nearest)) continue;
    best = grid_threshold(step);
    most = value;
    nearest = distance;
  }
  return best;
}

/// The share of what so many strokes say, beside what is known without them.
double weight(double strokes) {
  return strokes / (strokes + few);
}

/// Played or heard: a hundred strokes that no one played say as much of a threshold as a hundred that were missed.
double strokes_of(const evaluate::Counts& counts) {
  return counts.reference + counts.estimate - counts.matched;
}

Peaks without_corrections(Peaks peaks) {
  peaks.velocities.fill({});
  peaks.lateness.fill(0.0);
  return peaks;
}

Peaks choose_thresholds(std::span<const Heard> heard, const Peaks& start, double shrinkage) {
  Peaks peaks = without_corrections(start);
  std::array<Curve, instrument_count> curves;
  Curve shared;
  for (std::size_t step = 0; step < grid; ++step) {
    peaks.thresholds.fill(static_cast<float>(grid_threshold(static_cast<int>(step))));
    const Hearings hearings = hear_with(heard, peaks);
    shared[step] = evaluate::f1(all_of(hearings).counts);
    for (std::size_t i = 0; i < hearings.size(); ++i) {
      const double own = weight(strokes_of(hearings[i].counts));
      curves[i][step] = own * evaluate::f1(hearings[i].counts) + (1.0 - own) * shared[step];
    }
  }
  const double prior = best_threshold(shared, 0.5, shrinkage);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    peaks.thresholds[i] = static_cast<float>(best_threshold(curves[i], prior, shrinkage));
  }
  return peaks;
}

/// y ≈ slope · x + intercept, every point with its weight.
evaluate::Line fit_weighted(std::span<const double> x, std::span<const double> y, std::span<const double> weights) {
  double sum = 0.0;
  double x_sum = 0.0;
  double y_sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += weights[i];
    x_sum += weights[i] * x[i];
    y_sum += weights[i] * y[i];
  }
  const double x_mean = x_sum / sum;
  const double y_mean = y_sum / sum;
  double covariance = 0.0;
  double variance = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    covariance += weights[i] * (x[i] - x_mean) * (y[i] - y_mean);
    variance += weights[i] * (x[i] - x_mean) * (x[i] - x_mean);
  }
  // Never so flat or steep that dynamics are lost or made up.
  const double slope = variance > 0.0 ? std::clamp(covariance / variance, 0.5, 2.0) : 1.0;
  return {slope, y_mean - slope * x_mean};
}

/// The line of least absolute error: least squares again and again, every point weighted by the inverse of its error
/// so far (Schlossmacher 1973).
evaluate::Line fit_absolute(std::span<const double> x, std::span<const double> y) {
  std::vector<double> weights(x.size(), 1.0);
  evaluate::Line line{};
  for (int round = 0; round < 30; ++round) {
    line = fit_weighted(x, y, weights);
    for (std::size_t i = 0; i < x.size(); ++i) {
      weights[i] = 1.0 / std::max(1e-3, std::abs(y[i] - line.slope * x[i] - line.intercept));
    }
  }
  return line;
}

double mean_error(const Hearing& hearing, const evaluate::Line& line) {
  double sum = 0.0;
  for (std::size_t i = 0; i < hearing.heard_velocities.size(); ++i) {
    sum += std::abs(line.slope * hearing.heard_velocities[i] + line.intercept - hearing.played_velocities[i]);
  }
  return sum / static_cast<double>(hearing.heard_velocities.size());
}

/// Whether the line of some strokes takes a worthwhile part off the error of others.
bool holds_for(const Hearing& others, const Hearing& hearing) {
  if (hearing.heard_velocities.empty() || others.heard_velocities.empty()) return false;
  const evaluate::Line line = fit_absolute(hearing.heard_velocities, hearing.played_velocities);
  return mean_error(others, line) <= worthwhile * mean_error(others, {1.0, 0.0});
}

/// None where it would suit the kits of one half alone.
transcribe::VelocityLine velocity_line(const Hearing& even, const Hearing& odd) {
  if (!holds_for(odd, even) || !holds_for(even, odd)) return {};
  Hearing all = even;
  add(all, odd);
  const evaluate::Line line = fit_absolute(all.heard_velocities, all.played_velocities);
  const double own = weight(static_cast<double>(all.heard_velocities.size()));
  return {static_cast<float>(1.0 + own * (line.slope - 1.0)),
          static_cast<float>(std::clamp(own * line.intercept, -1.0, 1.0))};
}

double lateness(const Hearing& hearing) {
  if (hearing.lateness.empty()) return 0.0;
  const double late = weight(static_cast<double>(hearing.lateness.size())) * evaluate::quantile(hearing.lateness, 0.5);
  return std::abs(late) > least_lateness ? std::clamp(late, -window, window) : 0.0;
}

double velocity_correlation(const Hearing& hearing) {
  if (hearing.lateness.empty()) return NAN;
  return evaluate::correlation(hearing.heard_velocities, hearing.played_velocities);
}

double ghosts_found(const Hearing& hearing) {
  return hearing.ghosts.reference > 0 ? evaluate::recall(hearing.ghosts) : NAN;
}

double lateness_ms(const Hearing& hearing) {
  return hearing.lateness.empty() ? NAN : 1000.0 * evaluate::quantile(hearing.lateness, 0.5);
}

/// "-" where there is nothing to measure.
std::string number(double value, const char* format) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "-";
}

template <class Measure>
std::string change(const Hearing& before, const Hearing& after, const char* format, const Measure& measure) {
  return fmt::format("{:>7}{:>6}", number(measure(before), format), number(measure(after), format));
}

std::string scores(const Hearing& before, const Hearing& uncorrected, const Hearing& after) {
  return change(before, after, "{:.3f}", [](const Hearing& h) { return evaluate::f1(h.counts); }) +
         fmt::format("{:>6}", number(velocity_correlation(after), "{:.2f}")) +
         change(uncorrected, after, "{:.3f}",
                [](const Hearing& h) {
                  return mean_error(h, {1.0, 0.0});
                }) +
         fmt::format("{:>7}", before.ghosts.reference) + change(before, after, "{:.2f}", ghosts_found) +
         change(uncorrected, after, "{:+.1f}", lateness_ms) + "\n";
}

/// Those of even number, and those of odd.
std::array<std::vector<Heard>, 2> halves_of(std::span<const Heard> heard) {
  std::array<std::vector<Heard>, 2> halves;
  for (std::size_t i = 0; i < heard.size(); ++i) halves[i % 2].push_back(heard[i]);
  return halves;
}

}  // namespace

Hearings hear_with(std::span<const Heard> heard, const Peaks& peaks) {
  Hearings hearings;
  for (const Heard& recording : heard) {
    const ByInstrument played = by_instrument(recording.played.hits);
    const ByInstrument picked = by_instrument(transcribe::pick_peaks(recording.roll, peaks));
    for (std::size_t i = 0; i < hearings.size(); ++i) add(hearings[i], played[i], picked[i]);
  }
  return hearings;
}

Peaks calibrate(std::span<const Heard> heard, const Peaks& start, double shrinkage) {
  Peaks peaks = choose_thresholds(heard, start, shrinkage);
  const auto [even_recordings, odd_recordings] = halves_of(heard);
  const Hearings even = hear_with(even_recordings, peaks);
  const Hearings odd = hear_with(odd_recordings, peaks);
  Hearings all = even;
  add(all, odd);
  for (std::size_t i = 0; i < all.size(); ++i) {
    peaks.velocities[i] = velocity_line(even[i], odd[i]);
    peaks.lateness[i] = lateness(all[i]);
  }
  return peaks;
}

Change cross_validate(std::span<const Heard> heard, const Peaks& start, double shrinkage) {
  const std::array<std::vector<Heard>, 2> halves = halves_of(heard);
  Change change{hear_with(heard, start), {}, {}};
  for (std::size_t half = 0; half < 2; ++half) {
    const Peaks peaks = calibrate(halves[1 - half], start, shrinkage);
    add(change.uncorrected, hear_with(halves[half], without_corrections(peaks)));
    add(change.after, hear_with(halves[half], peaks));
  }
  return change;
}

std::string to_table(const Peaks& peaks, const Change& change) {
  std::string text = fmt::format("{:<10}{:>7}{:>6}{:>5}{:>7}{:>13}{:>6}{:>13}{:>7}{:>13}{:>13}\n", "", "played",
                                 "least", "gain", "offset", "F1", "v. r", "error", "ghosts", "found", "late ms");
  for (std::size_t i = 0; i < change.before.size(); ++i) {
    const Hearing& before = change.before[i];
    const Hearing& after = change.after[i];
    if (!evaluate::has_evidence(before.counts + after.counts)) continue;
    text += fmt::format("{:<10}{:>7}{:>6.2f}{:>5.2f}{:>+7.2f}",
                        transcribe::name(static_cast<transcribe::Instrument>(i)), before.counts.reference,
                        peaks.thresholds[i], peaks.velocities[i].gain, peaks.velocities[i].offset) +
            scores(before, change.uncorrected[i], after);
  }
  const Hearing before = all_of(change.before);
  return text + fmt::format("{:<10}{:>7}{:>6}{:>5}{:>7}", "all", before.counts.reference, "", "", "") +
         scores(before, all_of(change.uncorrected), all_of(change.after));
}

}  // namespace drumlin::train
