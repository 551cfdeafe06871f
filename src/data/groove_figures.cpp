// The rudiments (Percussive Arts Society, 40 International Drum Rudiments) and fills around the kit.
#include "data/groove_figures.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace drumlin::data {
namespace {

using score::Drum;

constexpr std::array<std::string_view, 14> paths = {"nhml", "hml", "lmh", "hl",   "ml",  "hhml",   "nnhhmmll",
                                                    "lmhn", "n",   "nl",  "hmlk", "nhk", "hnmnln", "lklkmkhk"};

Stroke grace(nn::Random& random, const Stroke& stroke, double before) {
  Stroke soft = stroke;
  soft.offset = stroke.offset - before;
  soft.velocity = stroke.velocity * random.uniform(0.2, 0.6);
  return soft;
}

/// How many strokes a beat the tempo allows: none faster than a good drummer's 16 a second.
int draw_strokes_per_beat(nn::Random& random, double tempo) {
  constexpr std::array<int, 8> choices = {2, 3, 4, 4, 4, 6, 6, 8};
  int strokes = random.pick(std::span<const int>(choices));
  while (strokes > 2 && strokes * tempo / 60.0 > 16.0) --strokes;
  return strokes;
}

}  // namespace

void add_flam(nn::Random& random, Sheet& sheet, const Stroke& stroke) {
  sheet.push_back(grace(random, stroke, random.uniform(0.015, 0.040)));
  sheet.push_back(stroke);
}

void add_drag(nn::Random& random, Sheet& sheet, const Stroke& stroke) {
  const double gap = random.uniform(0.025, 0.045);
  sheet.push_back(grace(random, stroke, 2.0 * gap));
  sheet.push_back(grace(random, stroke, gap));
  sheet.push_back(stroke);
}

void add_roll(nn::Random& random, Sheet& sheet, double beat, double beats, Drum drum, double tempo) {
  const double rate = random.chance(0.8) ? random.uniform(12.0, 28.0) : random.uniform(28.0, 45.0);  // open or buzzed
  const double step = tempo / 60.0 / rate;                                                           // beats
  const int count = std::max(2, static_cast<int>(beats / step));
  double from = random.uniform(0.08, 0.5);
  double to = random.uniform(0.3, 1.0);
  if (random.chance(0.25)) std::swap(from, to);
  for (int i = 0; i < count; ++i) {
    const double hand = i % 2 == 0 ? 1.0 : 0.85;
    sheet.push_back({beat + i * step, drum, hand * (from + (to - from) * i / count), 0.0, true});
  }
}

void add_fill(nn::Random& random, Sheet& sheet, double beat, double beats, double tempo) {
  if (random.chance(0.1))
    return add_roll(random, sheet, beat, beats, random.chance(0.7) ? Drum::snare_head : Drum::tom_low, tempo);
  const std::string_view path = random.pick(std::span<const std::string_view>(paths));
  const int per_beat = draw_strokes_per_beat(random, tempo);
  const int count = std::max(1, static_cast<int>(beats * per_beat));
  const bool in_turn = random.chance(0.4);  // one stroke a drum, else the path is spread over the whole fill
  const double growth = random.uniform(-0.1, 0.5);
  const double gaps = random.chance(0.5) ? random.uniform(0.0, 0.3) : 0.0;
  const double flams = random.chance(0.25) ? 0.5 : 0.03;
  for (int i = 0; i < count; ++i) {
    if (random.chance(gaps)) continue;
    const auto length = static_cast<int>(path.size());
    const int place = in_turn ? i % length : i * length / count;
    const double accent = i % per_beat == 0 ? 1.0 : random.uniform(0.55, 0.85);
    const double swell = 0.85 + growth * (static_cast<double>(i) / count - 0.5);
    const Stroke stroke{beat + static_cast<double>(i) / per_beat, drum_of_letter(path[static_cast<std::size_t>(place)]),
                        accent * swell, 0.0, true};
    const bool ornament = i % per_beat == 0 && !is_foot(stroke.drum) && random.chance(flams);
    if (!ornament) sheet.push_back(stroke);
    if (ornament && random.chance(0.7))
      add_flam(random, sheet, stroke);
    else if (ornament)
      add_drag(random, sheet, stroke);
  }
}

}  // namespace drumlin::data
