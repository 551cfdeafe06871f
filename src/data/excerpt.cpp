// Cutting performances, in the drummer's time.
#include "data/excerpt.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/grooves.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

constexpr double shortest_gap = 0.012;  // seconds between strokes of one drum
constexpr double together = 0.035;      // seconds within which strokes count as one moment

/// Drawn in proportion to the square root of the duration: fills of two bars are many, and worth less than songs.
const Groove& pick_groove(std::span<const Groove> grooves, nn::Random& random) {
  const auto weight = [](const Groove& groove) { return std::sqrt(1.0 + groove.performance.duration); };
  double total = 0.0;
  for (const Groove& groove : grooves) total += weight(groove);
  double left = random.uniform(0.0, total);
  for (const Groove& groove : grooves) {
    left -= weight(groove);
    if (left < 0.0) return groove;
  }
  return grooves.back();
}

/// The first downbeat from 0 on, if one is at `time`.
double first_downbeat(double time, double bar) {
  return time - bar * std::floor(time / bar);
}

}  // namespace

Excerpt cut_groove(std::span<const Groove> grooves, double pre_roll, double seconds, nn::Random& random) {
  const Groove& groove = pick_groove(grooves, random);
  const double speed = random.uniform(0.75, 1.25);
  const double bar = 240.0 / groove.bpm;
  const double period = bar * std::max(1.0, std::ceil(groove.performance.duration / bar - 0.1));
  const double wanted = (pre_roll + seconds) * speed;
  const bool repeated = period < wanted;
  const double start = repeated ? random.uniform(0.0, period) : random.uniform(-0.5, period - wanted);

  Excerpt excerpt;
  const int first = repeated ? 0 : static_cast<int>(std::floor(start / period));
  for (int repeat = first; repeat * period < start + wanted; ++repeat) {
    for (const Hit& hit : groove.performance.hits) {
      const double time = hit.time + repeat * period;
      if (repeat < 0 || time < start || time >= start + wanted) continue;
      excerpt.hits.push_back({(time - start) / speed - pre_roll, hit.drum, hit.velocity});
    }
  }
  excerpt.beat = 60.0 / groove.bpm / speed;
  excerpt.phase = first_downbeat(-start / speed - pre_roll, 4.0 * excerpt.beat);
  return excerpt;
}

Excerpt draw_procedural(double pre_roll, double seconds, nn::Random& random) {
  Piece piece = draw_piece(random, pre_roll + seconds);
  Excerpt excerpt{std::move(piece.performance.hits), piece.beat};
  for (Hit& hit : excerpt.hits) hit.time -= pre_roll;
  excerpt.phase = first_downbeat(piece.downbeat - pre_roll, 4.0 * excerpt.beat);
  return excerpt;
}

void tidy(std::vector<Hit>& hits) {
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.time < b.time; });
  std::array<int, score::drum_count> last;
  last.fill(-1);
  std::vector<Hit> kept;
  kept.reserve(hits.size());
  for (const Hit& hit : hits) {
    int& before = last[static_cast<std::size_t>(hit.drum)];
    if (before >= 0 && hit.time - kept[static_cast<std::size_t>(before)].time < shortest_gap) {
      float& velocity = kept[static_cast<std::size_t>(before)].velocity;
      velocity = std::max(velocity, hit.velocity);
      continue;
    }
    before = static_cast<int>(kept.size());
    kept.push_back(hit);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Hit& a, const Hit& b) { return a.time < b.time || (a.time == b.time && a.drum < b.drum); });
  hits = std::move(kept);
}

double with_the_drummer(std::span<const Hit> hits, double time) {
  double nearest = together;
  double found = time;
  for (const Hit& hit : hits) {
    const double away = std::abs(hit.time - time);
    if (away >= nearest) continue;
    nearest = away;
    found = hit.time;
  }
  return found;
}

}  // namespace drumlin::data
