// Pieces: grooves in sections with fills, crashes and breaks; solos; swells and rolls; sparse strokes; and free strokes
// of random drums, so that no drum is learned from its context alone.
#include "data/grooves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "data/groove_figures.h"
#include "data/groove_sheet.h"
#include "data/groove_styles.h"

namespace drumlin::data {
namespace {

using score::Drum;

constexpr std::string_view rare = "BYZXCtcOOhmlsrP";
constexpr std::string_view everything = "knrsHPOhmlXRBYZctC";

Drum draw_drum(nn::Random& random, std::string_view letters) {
  return drum_of_letter(letters[static_cast<std::size_t>(random.below(static_cast<int>(letters.size())))]);
}

void append(Sheet& sheet, const Sheet& bar, double at, double level) {
  for (Stroke stroke : bar) {
    stroke.beat += at;
    stroke.velocity *= level;
    sheet.push_back(stroke);
  }
}

void erase_from(Sheet& sheet, double beat, double until) {
  std::erase_if(sheet, [&](const Stroke& stroke) { return stroke.beat > beat - 1e-6 && stroke.beat < until - 1e-6; });
}

/// A cymbal, and mostly a kick, instead of whatever else the hands had on that beat.
void add_crash(nn::Random& random, Sheet& sheet, double beat) {
  constexpr std::string_view cymbals = "XXXXXXXXXXXXYYZZ";
  std::erase_if(sheet, [&](const Stroke& stroke) {
    return std::abs(stroke.beat - beat) < 1e-6 &&
           !(stroke.drum == Drum::snare_head || stroke.drum == Drum::hihat_pedal);
  });
  sheet.push_back({beat, draw_drum(random, cymbals), random.uniform(0.7, 1.1)});
  if (random.chance(0.2)) sheet.push_back({beat, Drum::crash, random.uniform(0.7, 1.1)});
  if (random.chance(0.9)) sheet.push_back({beat, Drum::kick, random.uniform(0.7, 1.1)});
}

/// A drum that plays on the eighths or sixteenths of the section by chance, always the same figure.
void add_figure(nn::Random& random, Sheet& bar, double beats, Drum drum) {
  const double step = random.chance(0.5) ? 0.5 : 0.25;
  const double density = random.uniform(0.15, 0.7);
  for (double beat = 0.0; beat < beats - 1e-6; beat += step) {
    if (random.chance(density)) bar.push_back({beat, drum, random.uniform(0.4, 1.0)});
  }
}

/// What a piece plays more than usual.
struct Features {
  bool any = false;
  Drum time = Drum::hihat_closed;
  Drum figure = Drum::hihat_closed;
};

Features draw_features(nn::Random& random) {
  return {true, draw_drum(random, rare), draw_drum(random, rare)};
}

Sheet draw_section_bar(nn::Random& random, const Style& style, const Voices& voices, const Features& features) {
  Sheet bar = draw_bar(random, style, voices);
  if (features.any) add_figure(random, bar, beats_of(style), features.figure);
  return bar;
}

/// Ends a section: a fill over its last beats, or a break that leaves only its first beat.
void end_section(nn::Random& random, Sheet& sheet, double start, double end, double tempo) {
  constexpr std::array<double, 6> lengths = {0.5, 1.0, 1.0, 2.0, 2.0, 4.0};
  if (random.chance(0.08)) {
    erase_from(sheet, std::max(start, end - 4.0), end);
    if (random.chance(0.7)) add_crash(random, sheet, std::max(start, end - 4.0));
  } else if (random.chance(0.6)) {
    const double beats = std::min(random.pick(std::span<const double>(lengths)), end - start);
    erase_from(sheet, end - beats, end);
    add_fill(random, sheet, end - beats, beats, tempo);
  }
}

/// Bars of one way of playing. Returns the beat after them.
double add_section(nn::Random& random, Sheet& sheet, const Style& style, const Features& features, double start,
                   double tempo) {
  constexpr std::array<int, 5> lengths = {1, 2, 2, 4, 4};
  const int bars = random.pick(std::span<const int>(lengths));
  Voices voices = draw_voices(random, style);
  if (features.any && random.chance(0.8)) voices.time = features.time;
  const double from = random.uniform(0.75, 1.05);
  const double to = random.chance(0.25) ? random.uniform(0.4, 1.1) : from;  // crescendo or decrescendo
  Sheet bar = draw_section_bar(random, style, voices, features);
  double beat = start;
  for (int i = 0; i < bars; ++i, beat += beats_of(style)) {
    if (random.chance(0.35)) bar = draw_section_bar(random, style, voices, features);
    append(sheet, bar, beat, from + (to - from) * i / bars);
  }
  end_section(random, sheet, start, beat, tempo);
  if (random.chance(0.55)) add_crash(random, sheet, start);
  return beat;
}

/// The sheet of a groove of at least that many beats.
Sheet draw_song(nn::Random& random, const Style& style, const Features& features, double beats, double tempo) {
  Sheet sheet;
  double beat = 0.0;
  while (beat < beats) beat = add_section(random, sheet, style, features, beat, tempo);
  return sheet;
}

Feel draw_feel_of(nn::Random& random, const Style& style) {
  Feel feel = draw_feel(random, random.uniform(style.slowest, style.fastest), style.machine);
  if (random.chance(0.5)) feel.swing = random.uniform(0.5, style.most_swing);
  feel.swung_pair = feel.swing > 0.6 && feel.tempo > 100.0 ? 1.0 : 0.5;
  return feel;
}

/// Strokes as played, in no order, and their beat.
struct Take {
  std::vector<score::Hit> hits;
  double beat = 0.5;
  double downbeat = 0.0;
};

Take draw_groove(nn::Random& random, const Features& features, double seconds) {
  const Style& style = random.pick(styles());
  const Feel feel = draw_feel_of(random, style);
  const double skipped = random.uniform(0.0, 4.0 * beats_of(style));  // recordings begin anywhere in a song
  Sheet sheet = draw_song(random, style, features, skipped + seconds * feel.tempo / 60.0, feel.tempo);
  for (Stroke& stroke : sheet) stroke.beat -= skipped;
  keep_two_hands(sheet);
  const double beat = 60.0 / feel.tempo;
  return {play(random, sheet, feel), beat, -skipped * beat};
}

Take draw_solo(nn::Random& random, double seconds) {
  constexpr std::array<double, 4> lengths = {1.0, 2.0, 2.0, 4.0};
  const Feel feel = draw_feel(random, random.uniform(60.0, 180.0), false);
  Sheet sheet;
  for (double beat = 0.0; beat < seconds * feel.tempo / 60.0;) {
    const double beats = random.pick(std::span<const double>(lengths));
    add_fill(random, sheet, beat, beats, feel.tempo);
    if (random.chance(0.4)) add_crash(random, sheet, beat);
    if (random.chance(0.5)) sheet.push_back({beat + 1.0, Drum::hihat_pedal, 0.6});
    beat += beats + (random.chance(0.2) ? 1.0 : 0.0);
  }
  keep_two_hands(sheet);
  return {play(random, sheet, feel), 60.0 / feel.tempo};
}

/// Cymbal swells, press rolls, tom rolls, with rests and now and then a last stroke.
std::vector<score::Hit> draw_rolls(nn::Random& random, double seconds) {
  constexpr std::string_view rolled = "XXXRRYZnnnnlmhHOtBC";
  const Feel feel = draw_feel(random, 60.0, false);  // a beat is a second
  Sheet sheet;
  for (double time = random.uniform(0.0, 1.0); time < seconds;) {
    const Drum drum = draw_drum(random, rolled);
    const double length = random.uniform(0.3, 2.5);
    add_roll(random, sheet, time, length, drum, feel.tempo);
    if (random.chance(0.5)) add_crash(random, sheet, time + length + 0.05);
    time += length + random.uniform(0.2, 2.0);
  }
  return play(random, sheet, feel);
}

/// One to four drums, a stroke now and then.
std::vector<score::Hit> draw_sparse(nn::Random& random, double seconds) {
  std::array<Drum, 4> drums{};
  for (Drum& drum : drums) drum = draw_drum(random, everything);
  const int count = 1 + random.below(4);
  const double rest = random.uniform(0.2, 1.5);
  std::vector<score::Hit> hits;
  for (double time = random.uniform(0.0, rest); time < seconds; time += rest * random.uniform(0.5, 1.5)) {
    const Drum drum = drums[static_cast<std::size_t>(random.below(count))];
    hits.push_back({time, drum, static_cast<float>(random.uniform(0.08, 1.0))});
  }
  return hits;
}

/// Independent Poisson strokes of three or more drums, each with its own rate and loudness.
std::vector<score::Hit> draw_free(nn::Random& random, double seconds) {
  const double share = random.uniform(0.15, 1.0);
  const double total = random.uniform(2.0, 14.0);  // strokes a second, all drums together
  std::vector<score::Hit> hits;
  for (int drum = 0; drum < score::drum_count; ++drum) {
    if (!random.chance(share)) continue;
    const double rate = random.uniform(0.2, 1.8) * total / (share * score::drum_count);
    const double softest = random.uniform(0.06, 0.7);
    for (double time = 0.0; (time -= std::log(1.0 - random.uniform()) / rate) < seconds;) {
      hits.push_back({time, static_cast<Drum>(drum), static_cast<float>(random.uniform(softest, 1.0))});
    }
  }
  return hits;
}

Take draw_take(nn::Random& random, double seconds) {
  const double kind = random.uniform();
  if (kind < 0.12) return {draw_free(random, seconds)};
  if (kind < 0.15) return {draw_sparse(random, seconds)};
  if (kind < 0.18) return {draw_rolls(random, seconds)};
  if (kind < 0.24) return draw_solo(random, seconds);
  if (kind < 0.33) return draw_groove(random, draw_features(random), seconds);
  return draw_groove(random, {}, seconds);
}

}  // namespace

Piece draw_piece(nn::Random& random, double seconds) {
  Take take = draw_take(random, seconds);
  if (random.chance(0.05)) {  // silence after an end, or before a beginning
    const double border = random.uniform(0.0, seconds);
    const bool ends = random.chance(0.5);
    std::erase_if(take.hits, [&](const score::Hit& hit) { return (hit.time > border) == ends; });
  }
  return {finish(std::move(take.hits), seconds), take.beat, take.downbeat};
}

}  // namespace drumlin::data
