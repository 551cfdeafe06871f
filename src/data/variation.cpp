// Drummers on electronic kits (GMD) tap the hats with the foot four times as often as one hears it in songs, and have
// one crash, no china, no splash and no hand percussion: the chances below make up for it.
#include "data/variation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "data/overdubs.h"
#include "synth/renderer.h"

namespace drumlin::data {
namespace {

using score::Drum;
using score::Hit;

/// Taps of the foot fall away or become strokes of a stick, for the whole excerpt.
void settle_pedals(std::vector<Hit>& hits, nn::Random& random) {
  const double fate = random.uniform();
  if (fate < 0.35) std::erase_if(hits, [](const Hit& hit) { return hit.drum == Drum::hihat_pedal; });
  if (fate < 0.35 || fate > 0.55) return;
  for (Hit& hit : hits) {
    if (hit.drum == Drum::hihat_pedal) hit.drum = Drum::hihat_closed;
  }
}

/// Ghost notes fall away.
void play_plainly(std::vector<Hit>& hits, nn::Random& random) {
  const double softest = random.uniform(0.25, 0.5);
  std::erase_if(hits, [&](const Hit& hit) { return hit.drum == Drum::snare_head && hit.velocity < softest; });
}

/// Kick, snare and hats alone, as in most bars of most songs.
void keep_to_the_basics(std::vector<Hit>& hits) {
  for (Hit& hit : hits) {
    if (hit.drum == Drum::snare_rim) hit.drum = Drum::snare_head;
    if (keeps_time(hit.drum) && hit.drum != Drum::hihat_open) hit.drum = Drum::hihat_closed;
  }
  std::erase_if(hits, [](const Hit& hit) {
    return hit.drum != Drum::kick && hit.drum != Drum::snare_head && hit.drum != Drum::hihat_closed &&
           hit.drum != Drum::hihat_open;
  });
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
  put(0.05, Drum::hihat_closed, {Drum::ride_bow, Drum::ride_bell, Drum::crash, Drum::tambourine, Drum::hihat_open});
  put(0.10, Drum::hihat_open, {Drum::crash, Drum::ride_bow, Drum::china, Drum::splash});
  put(0.2, Drum::ride_bow, {Drum::hihat_closed, Drum::hihat_closed, Drum::ride_bell, Drum::crash, Drum::hihat_open});
  put(0.15, Drum::snare_head, {Drum::snare_rim, Drum::side_stick, Drum::clap, Drum::tom_mid, Drum::tom_high});
  put(0.35, Drum::snare_rim, {Drum::snare_head, Drum::side_stick, Drum::clap});
  put(0.10, Drum::side_stick, {Drum::snare_head, Drum::clap, Drum::cowbell});
  put(0.25, Drum::crash, {Drum::china, Drum::splash, Drum::ride_bell});
  std::array<Drum, 3> toms = {Drum::tom_high, Drum::tom_mid, Drum::tom_low};
  for (const Drum tom : toms) put(0.1, tom, {Drum::tom_mid});
  if (random.chance(0.15)) {
    std::rotate(toms.begin(), toms.begin() + 1 + random.below(2), toms.end());
    exchange[static_cast<std::size_t>(Drum::tom_high)] = toms[0];
    exchange[static_cast<std::size_t>(Drum::tom_mid)] = toms[1];
    exchange[static_cast<std::size_t>(Drum::tom_low)] = toms[2];
  }
  return exchange;
}

/// A second sound on a drum: claps on the snare, a tambourine or a cowbell on the time-keeper, kick and crash or tom.
void double_a_drum(std::vector<Hit>& hits, nn::Random& random) {
  struct Pair {
    Drum on, with;
  };
  static constexpr std::array<Pair, 8> pairs = {{{Drum::snare_head, Drum::clap},
                                                 {Drum::snare_head, Drum::tambourine},
                                                 {Drum::hihat_closed, Drum::tambourine},
                                                 {Drum::hihat_closed, Drum::cowbell},
                                                 {Drum::snare_head, Drum::tom_low},
                                                 {Drum::snare_head, Drum::crash},
                                                 {Drum::kick, Drum::tom_mid},
                                                 {Drum::kick, Drum::crash}}};
  const Pair& pair = random.pick(std::span<const Pair>(pairs));
  const double share = random.uniform(0.3, 1.0);
  const std::size_t count = hits.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (hits[i].drum != pair.on || !random.chance(share)) continue;
    const auto velocity = static_cast<float>(std::clamp(hits[i].velocity * random.uniform(0.7, 1.2), 0.02, 1.0));
    hits.push_back({hits[i].time + random.normal(0.0, 0.006), pair.with, velocity});
  }
  tidy(hits);
}

/// Drums laid over the performance, in its beat.
void overdub(Excerpt& excerpt, nn::Random& random) {
  const auto strokes = std::ranges::count_if(excerpt.hits, [](const Hit& hit) { return keeps_time(hit.drum); });
  if (random.chance(strokes < 5 ? 0.6 : 0.2)) keep_time(excerpt, random);
  if (random.chance(0.2)) open_off_beats(excerpt);
  if (random.chance(0.3)) add_crashes(excerpt, random);
  while (random.chance(0.45)) add_figure(excerpt, random);
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

void vary(Excerpt& excerpt, nn::Random& random) {
  std::vector<Hit>& hits = excerpt.hits;
  settle_pedals(hits, random);
  if (random.chance(0.3)) play_plainly(hits, random);
  const Exchange exchange = draw_exchange(random);
  for (Hit& hit : hits) hit.drum = exchange[static_cast<std::size_t>(hit.drum)];
  if (random.chance(0.15))
    keep_to_the_basics(hits);
  else {
    overdub(excerpt, random);
    if (random.chance(0.08)) double_a_drum(hits, random);
  }
  bend_velocities(hits, random);
  leave_out(hits, random);
  tidy(hits);
}

}  // namespace drumlin::data
