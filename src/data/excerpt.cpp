// Cutting and varying performances. Every change is made to what is played, before a sound is rendered, so that the
// labels follow by themselves.
#include "data/excerpt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "data/grooves.h"
#include "synth/renderer.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

constexpr double shortest_gap = 0.012;  // seconds between strokes of one drum

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

/// The quarter note that the strokes suggest: the median gap between them, doubled or halved into 0.35 … 0.8 s.
double estimate_beat(std::span<const Hit> hits) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < hits.size(); ++i) {
    if (hits[i].time - hits[i - 1].time > 0.06) gaps.push_back(hits[i].time - hits[i - 1].time);
  }
  if (gaps.empty()) return 0.5;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  double beat = *middle;
  while (beat < 0.35) beat *= 2.0;
  while (beat > 0.8) beat /= 2.0;
  return beat;
}

/// The first downbeat from 0 on, if one is at `time`.
double first_downbeat(double time, double bar) {
  return time - bar * std::floor(time / bar);
}

/// What each drum is exchanged for, for the whole excerpt.
using Exchange = std::array<Drum, score::drum_count>;

Exchange draw_exchange(nn::Random& random) {
  Exchange exchange;
  for (int i = 0; i < score::drum_count; ++i) exchange[static_cast<std::size_t>(i)] = static_cast<Drum>(i);
  const auto put = [&](double probability, Drum from, std::initializer_list<Drum> choices) {
    if (random.chance(probability))
      exchange[static_cast<std::size_t>(from)] = random.pick(std::span(choices.begin(), choices.size()));
  };
  put(0.08, Drum::hihat_closed, {Drum::ride_bow, Drum::ride_bow, Drum::ride_bell, Drum::crash, Drum::tom_low});
  put(0.03, Drum::hihat_closed, {Drum::cowbell, Drum::tambourine, Drum::china, Drum::hihat_open});
  put(0.10, Drum::hihat_open, {Drum::crash, Drum::ride_bow, Drum::china, Drum::splash});
  put(0.15, Drum::ride_bow, {Drum::hihat_closed, Drum::ride_bell, Drum::crash, Drum::china, Drum::hihat_open});
  put(0.10, Drum::snare_head, {Drum::snare_rim, Drum::side_stick, Drum::clap, Drum::tom_mid, Drum::tom_high});
  put(0.15, Drum::snare_rim, {Drum::snare_head, Drum::side_stick, Drum::clap});
  put(0.10, Drum::side_stick, {Drum::snare_head, Drum::clap, Drum::cowbell});
  put(0.25, Drum::crash, {Drum::china, Drum::splash, Drum::ride_bell});
  put(0.10, Drum::hihat_pedal, {Drum::hihat_closed, Drum::tambourine});
  if (random.chance(0.15)) {
    std::array<Drum, 3> toms = {Drum::tom_high, Drum::tom_mid, Drum::tom_low};
    std::rotate(toms.begin(), toms.begin() + 1 + random.below(2), toms.end());
    exchange[static_cast<std::size_t>(Drum::tom_high)] = toms[0];
    exchange[static_cast<std::size_t>(Drum::tom_mid)] = toms[1];
    exchange[static_cast<std::size_t>(Drum::tom_low)] = toms[2];
  }
  return exchange;
}

/// A second sound on a drum: claps on the snare, a tambourine or a cowbell on the time-keeper, kick and crash.
void double_a_drum(std::vector<Hit>& hits, nn::Random& random) {
  struct Pair {
    Drum on, with;
  };
  static constexpr std::array<Pair, 6> pairs = {{{Drum::snare_head, Drum::clap},
                                                 {Drum::snare_head, Drum::tambourine},
                                                 {Drum::hihat_closed, Drum::tambourine},
                                                 {Drum::hihat_closed, Drum::cowbell},
                                                 {Drum::snare_head, Drum::tom_low},
                                                 {Drum::kick, Drum::crash}}};
  const Pair& pair = random.pick(std::span<const Pair>(pairs));
  const double share = random.uniform(0.3, 1.0);
  const std::size_t count = hits.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (hits[i].drum != pair.on || !random.chance(share)) continue;
    const auto velocity = static_cast<float>(std::clamp(hits[i].velocity * random.uniform(0.7, 1.2), 0.02, 1.0));
    hits.push_back({hits[i].time + random.normal(0.0, 0.006), pair.with, velocity});
  }
}

/// Louder or softer playing, flatter or livelier: floor + (1 − floor) · velocity ^ gamma.
void bend_velocities(std::vector<Hit>& hits, nn::Random& random) {
  const double gamma = random.uniform(0.6, 1.6);
  const double floor = random.chance(0.5) ? random.uniform(0.0, 0.3) : 0.02;
  for (Hit& hit : hits) {
    hit.velocity = static_cast<float>(floor + (1.0 - floor) * std::pow(std::clamp(hit.velocity, 0.008F, 1.0F), gamma));
  }
}

void leave_out(std::vector<Hit>& hits, nn::Random& random) {
  const auto group = static_cast<synth::Group>(random.below(synth::group_count));
  const auto in_group = [group](const Hit& hit) { return synth::group_of(hit.drum) == group; };
  const double fate = random.uniform();
  if (fate < 0.10)
    std::erase_if(hits, in_group);
  else if (fate < 0.13 && std::any_of(hits.begin(), hits.end(), in_group)) {
    std::erase_if(hits, [&](const Hit& hit) { return !in_group(hit); });
  } else if (fate < 0.20) {
    const double kept = random.uniform(0.15, 0.7);
    std::erase_if(hits, [&](const Hit&) { return !random.chance(kept); });
  }
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
  Excerpt excerpt;
  excerpt.hits = draw_groove(random, pre_roll + seconds).hits;
  for (Hit& hit : excerpt.hits) hit.time -= pre_roll;
  excerpt.beat = estimate_beat(excerpt.hits);
  if (!excerpt.hits.empty()) excerpt.phase = first_downbeat(excerpt.hits.front().time, 4.0 * excerpt.beat);
  return excerpt;
}

void vary(std::vector<Hit>& hits, nn::Random& random) {
  if (random.chance(0.06)) double_a_drum(hits, random);
  const Exchange exchange = draw_exchange(random);
  for (Hit& hit : hits) hit.drum = exchange[static_cast<std::size_t>(hit.drum)];
  bend_velocities(hits, random);
  leave_out(hits, random);
  tidy(hits);
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

}  // namespace drumlin::data
