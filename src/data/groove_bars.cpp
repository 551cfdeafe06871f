// From a tab to one bar of strokes: chances drawn, hats opened, bells rung, backbeats flammed.
#include <string_view>

#include "data/groove_figures.h"
#include "data/groove_styles.h"

namespace drumlin::data {
namespace {

using score::Drum;

bool is_hat(Drum drum) {
  return drum == Drum::hihat_closed || drum == Drum::hihat_open;
}

/// What a stroke on `drum` becomes by the way the section is played.
Drum articulate(nn::Random& random, Drum drum, char mark, const Voices& voices) {
  if (mark == 'O' && is_hat(drum)) return Drum::hihat_open;
  if (drum == Drum::hihat_closed && random.chance(voices.opening)) return Drum::hihat_open;
  if (drum == Drum::ride_bow && (mark == 'X' || mark == 'O') && random.chance(voices.bells)) return Drum::ride_bell;
  return drum;
}

/// 0: this mark is not played this time.
double velocity_of(nn::Random& random, char mark) {
  switch (mark) {
    case 'X':
      return 1.0;
    case 'O':
      return 0.85;
    case 'x':
      return 0.75;
    case 'r':
    case 'R':
      return 0.6;
    case 'o':
      return 0.5;
    case 'g':
      return random.uniform(0.1, 0.38);
    case '?':
      return random.chance(0.5) ? random.uniform(0.55, 0.9) : 0.0;
    case ',':
      return random.chance(0.4) ? random.uniform(0.1, 0.38) : 0.0;
    default:
      return 0.0;
  }
}

void add_mark(nn::Random& random, Sheet& bar, Stroke stroke, char mark, double step) {
  const int strokes = mark == 'r' ? 2 : mark == 'R' ? 3 : 1;
  for (int i = 0; i < strokes; ++i) {
    bar.push_back(stroke);
    stroke.beat += step / strokes;
    stroke.velocity *= random.uniform(0.8, 1.05);
  }
}

}  // namespace

double beats_of(const Style& style) {
  return static_cast<double>(style.lanes.front().marks.size()) / style.steps_per_beat;
}

Voices draw_voices(nn::Random& random, const Style& style) {
  const auto draw = [&](std::string_view from) {
    return drum_of_letter(from[static_cast<std::size_t>(random.below(static_cast<int>(from.size())))]);
  };
  Voices voices;
  voices.time = draw(style.time);
  const bool hats = style.time.find('H') != std::string_view::npos;
  if (hats && random.chance(0.35)) voices.time = Drum::hihat_closed;  // what most songs are made of
  voices.back = draw(style.back);
  if (random.chance(0.3)) voices.opening = random.uniform(0.03, 0.3);
  if (random.chance(0.5)) voices.bells = random.uniform(0.1, 1.0);
  if (random.chance(0.25)) voices.flams = random.uniform(0.1, 0.6);
  voices.pedal_beats = !is_hat(voices.time) && random.chance(0.6);
  return voices;
}

Sheet draw_bar(nn::Random& random, const Style& style, const Voices& voices) {
  Sheet bar;
  const double step = 1.0 / style.steps_per_beat;
  for (const Lane& lane : style.lanes) {
    const Drum plays = lane.voice == 'T' ? voices.time : lane.voice == 'S' ? voices.back : drum_of_letter(lane.voice);
    for (std::size_t i = 0; i < lane.marks.size(); ++i) {
      const double velocity = velocity_of(random, lane.marks[i]);
      if (velocity == 0.0 || random.chance(0.02)) continue;  // now and then a stroke is missed
      const Drum drum = articulate(random, plays, lane.marks[i], voices);
      const Stroke stroke{static_cast<double>(i) * step, drum, velocity};
      if (lane.voice == 'S' && lane.marks[i] == 'X' && random.chance(voices.flams)) {
        (random.chance(0.75) ? add_flam : add_drag)(random, bar, stroke);
      } else {
        add_mark(random, bar, stroke, lane.marks[i], step);
      }
    }
  }
  if (voices.pedal_beats) {
    for (double beat = 1.0; beat < beats_of(style); beat += 2.0) bar.push_back({beat, Drum::hihat_pedal, 0.6});
  }
  return bar;
}

}  // namespace drumlin::data
