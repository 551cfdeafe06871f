// From beats to seconds. The sizes of jitter and push are those measured on drummers (Hellmer and Madison 2015; the
// Groove MIDI data set, Gillick et al. 2019): some milliseconds, different for every limb.
#include "data/groove_sheet.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <string_view>

namespace drumlin::data {
namespace {

using score::Drum;

constexpr std::string_view letters = "knrsHPOhmlXRBYZctC";  // in the order of score::Drum

std::size_t index(Drum drum) {
  return static_cast<std::size_t>(drum);
}

/// Where a straight beat falls once every pair is swung: two straight pieces, the first longer.
double swing(double beat, const Feel& feel) {
  const double pair = std::floor(beat / feel.swung_pair);
  const double within = beat / feel.swung_pair - pair;
  const double moved =
      within < 0.5 ? within * 2.0 * feel.swing : feel.swing + (within - 0.5) * 2.0 * (1.0 - feel.swing);
  return (pair + moved) * feel.swung_pair;
}

double seconds_of(const Stroke& stroke, const Feel& feel) {
  const double straight = (stroke.straight ? stroke.beat : swing(stroke.beat, feel)) * 60.0 / feel.tempo;
  return straight + feel.drift * std::sin(2.0 * std::numbers::pi * straight / feel.drift_period) + stroke.offset;
}

/// What is left out first when a third hand would be needed.
int importance(Drum drum) {
  switch (drum) {
    case Drum::hihat_closed:
      return 0;
    case Drum::ride_bow:
      return 1;
    case Drum::hihat_open:
      return 2;
    case Drum::snare_head:
      return 3;
    default:
      return 4;
  }
}

}  // namespace

Feel draw_feel(nn::Random& random, double tempo, bool machine) {
  Feel feel;
  feel.tempo = tempo;
  feel.level = random.uniform(0.55, 1.1);
  feel.unevenness = machine ? random.uniform(0.0, 0.02) : random.uniform(0.02, 0.09);
  feel.balance.fill(1.0);
  const double hats = random.uniform(0.5, 1.0);
  for (const Drum drum : {Drum::hihat_closed, Drum::ride_bow}) feel.balance[index(drum)] = hats;
  if (machine) return feel;
  feel.drift = random.uniform(0.0, 0.02);
  feel.drift_period = random.uniform(5.0, 20.0);
  const double looseness = random.uniform(0.002, 0.012);
  std::array<double, score::drum_count> lay_back{};  // by instrument: a limb is early or late as a whole
  for (double& seconds : lay_back) seconds = random.normal(0.002, 0.006);
  for (std::size_t drum = 0; drum < score::drum_count; ++drum) {
    feel.jitter[drum] = std::clamp(looseness * random.uniform(0.5, 1.5), 0.002, 0.012);
    feel.push[drum] = lay_back[static_cast<std::size_t>(instrument(static_cast<Drum>(drum)))];
    feel.balance[drum] *= random.uniform(0.85, 1.15);
  }
  return feel;
}

std::vector<score::Hit> play(nn::Random& random, const Sheet& sheet, const Feel& feel) {
  std::vector<score::Hit> hits;
  hits.reserve(sheet.size());
  for (const Stroke& stroke : sheet) {
    const std::size_t drum = index(stroke.drum);
    const double jitter =
        stroke.offset != 0.0 ? 0.0 : random.normal(0.0, feel.jitter[drum]);  // grace notes keep theirs
    const double time = seconds_of(stroke, feel) + feel.push[drum] + std::clamp(jitter, -0.03, 0.03);
    const double level = stroke.velocity * feel.level * feel.balance[drum];
    const double velocity = level * (1.0 + random.normal(0.0, feel.unevenness)) + random.normal(0.0, 0.01);
    hits.push_back({time, stroke.drum, static_cast<float>(std::clamp(velocity, 0.04, 1.0))});
  }
  return hits;
}

Drum drum_of_letter(char letter) {
  const std::size_t found = letters.find(letter);
  assert(found != std::string_view::npos);
  return static_cast<Drum>(found);
}

bool is_foot(Drum drum) {
  return drum == Drum::kick || drum == Drum::hihat_pedal;
}

int instrument(Drum drum) {
  switch (drum) {
    case Drum::snare_rim:
    case Drum::side_stick:
      return static_cast<int>(Drum::snare_head);
    case Drum::hihat_pedal:
    case Drum::hihat_open:
      return static_cast<int>(Drum::hihat_closed);
    case Drum::ride_bell:
      return static_cast<int>(Drum::ride_bow);
    default:
      return static_cast<int>(drum);
  }
}

void keep_two_hands(Sheet& sheet) {
  std::stable_sort(sheet.begin(), sheet.end(), [](const Stroke& a, const Stroke& b) {
    return a.beat != b.beat ? a.beat < b.beat : importance(a.drum) > importance(b.drum);
  });
  Sheet kept;
  double beat = -1.0;
  int hands = 0;
  for (const Stroke& stroke : sheet) {
    if (stroke.beat - beat > 1e-6) {
      beat = stroke.beat;
      hands = 0;
    }
    const bool on_the_beat = stroke.offset == 0.0 && !is_foot(stroke.drum);
    if (on_the_beat && ++hands > 2) continue;
    kept.push_back(stroke);
  }
  sheet = std::move(kept);
}

score::Performance finish(std::vector<score::Hit> hits, double seconds) {
  constexpr double never = -1.0;
  score::Performance all{std::move(hits), seconds};
  score::sort_hits(all);
  score::Performance played{{}, seconds};
  std::array<double, score::drum_count> last{};
  last.fill(never);
  std::array<double, 2> hands = {never, never};
  for (const score::Hit& hit : all.hits) {
    if (hit.time < 0.0 || hit.time >= seconds) continue;
    double& before = last[static_cast<std::size_t>(instrument(hit.drum))];
    if (hit.time - before < 0.010) continue;
    if (!is_foot(hit.drum)) {
      if (hit.time - hands[0] < 0.003) continue;
      hands = {hands[1], hit.time};
    }
    before = hit.time;
    played.hits.push_back(hit);
  }
  return played;
}

}  // namespace drumlin::data
