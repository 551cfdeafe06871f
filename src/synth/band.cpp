// Draws a sound for every part, plays its notes, puts the part through its amplifier and all parts through one desk.
#include "synth/band.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "synth/effects.h"
#include "synth/instruments.h"
#include "synth/players.h"

namespace drumlin::synth {
namespace {

constexpr double rate = 44100.0;

float draw(nn::Random& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

void amplify(std::vector<float>& track, const Instrument& instrument, nn::Random& random) {
  if (instrument.tightness > 0.0F) equalize(track, Filter::high_pass, instrument.tightness, 0.0F);
  if (instrument.drive > 0.0F) {
    scale_to_peak(track, 1.0F);
    if (instrument.noise_db > -120.0F) add_hiss(track, instrument.noise_db, 0.0F, random);
    saturate(track, instrument.drive);
  }
  if (instrument.presence_db != 0.0F) equalize(track, Filter::bell, 4000.0F, instrument.presence_db, 0.7F);
  if (instrument.speaker > 0.0F) {
    equalize(track, Filter::low_pass, instrument.speaker, 0.0F);
    if (instrument.drive > 0.0F) equalize(track, Filter::high_pass, 70.0F, 0.0F);
  }
  if (instrument.chorus > 0.0F) add_delayed(track, 0.013F, instrument.chorus);
}

/// How loud a part usually stands in a mix, dB.
float usual_level(Part part) {
  switch (part) {
    case Part::bass:
    case Part::power_chords:
    case Part::voice:
      return 0.0F;
    case Part::pad:
    case Part::organ:
    case Part::percussion:
      return -6.0F;
    case Part::atmosphere:
      return -10.0F;
    default:
      return -3.0F;
  }
}

void finish(std::vector<float>& mix, nn::Random& random) {
  if (random.chance(0.5)) equalize(mix, Filter::bell, draw(random, 150.0, 6000.0), draw(random, -6.0, 6.0), 0.8F);
  if (random.chance(0.4)) equalize(mix, Filter::high_shelf, draw(random, 2000.0, 8000.0), draw(random, -9.0, 6.0));
  if (random.chance(0.5)) {  // two early echoes: a hall for the price of an addition
    add_delayed(mix, draw(random, 0.017, 0.06), draw(random, 0.1, 0.4));
    add_delayed(mix, draw(random, 0.06, 0.35), draw(random, 0.05, 0.3));
  }
  if (random.chance(0.3)) {
    scale_to_peak(mix, 1.0F);
    compress(mix, draw(random, -24.0, -8.0), draw(random, 2.0, 6.0), draw(random, 0.002, 0.03),
             draw(random, 0.05, 0.3));
  }
}

/// A track of one part by an instrument drawn for it.
std::vector<float> play_part(Part part, std::span<const Note> notes, std::size_t size, nn::Random& random) {
  const Instrument instrument = draw_instrument(part, random);
  std::vector<float> track(size, 0.0F);
  for (const Note& note : notes) {
    const Tone tone{track, std::lround(note.time * rate), std::lround(note.duration * rate),
                    440.0 * std::exp2((note.pitch - 69) / 12.0), note.velocity};
    instrument.play(tone, note, random);
  }
  amplify(track, instrument, random);
  return track;
}

/// A General MIDI program (from 0) that could play the part.
int draw_program(Part part, nn::Random& random) {
  const auto pick = [&random](std::initializer_list<int> programs) {
    return random.pick(std::span<const int>(programs.begin(), programs.size()));
  };
  switch (part) {
    case Part::bass:
      return 32 + random.below(8);
    case Part::guitar:
      return 24 + random.below(5);
    case Part::power_chords:
      return 29 + random.below(2);
    case Part::organ:
      return 16 + random.below(6);
    case Part::pad:
      return 88 + random.below(8);
    case Part::ensemble:
      return pick({40, 41, 42, 44, 45, 48, 49, 50, 55, 56, 57, 60, 61, 62});
    case Part::voice:
      return pick({22, 40, 52, 53, 54, 65, 66, 68, 71, 73, 75, 78});
    case Part::atmosphere:
      return pick({96, 97, 98, 99, 100, 101, 102, 103, 119, 120, 121, 122, 126});
    case Part::lead:
      return pick({26, 27, 29, 30, 56, 59, 64, 66, 80, 81, 84, 87});
    default:
      return pick({0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 46, 104, 108});
  }
}

std::vector<InstrumentNote> with_program(std::span<const Note> notes, int program) {
  std::vector<InstrumentNote> played;
  for (const Note& note : notes) {
    const int velocity = std::clamp(static_cast<int>(std::lround(127.0F * note.velocity)), 1, 127);
    played.push_back({note.time, note.duration, note.pitch, velocity, program});
  }
  return played;
}

}  // namespace

std::vector<float> play_band(std::span<const Note> notes, int length, nn::Random& random, Soundfont* soundfont,
                             double soundfont_share) {
  const auto size = static_cast<std::size_t>(length);
  std::vector<float> mix(size, 0.0F);
  for (int p = 0; p < part_count; ++p) {
    const auto part = static_cast<Part>(p);
    std::vector<Note> ours;
    std::ranges::copy_if(notes, std::back_inserter(ours), [part](const Note& note) { return note.part == part; });
    if (ours.empty()) continue;
    const float level_db = usual_level(part) + static_cast<float>(random.normal(0.0, 4.0));
    const bool sampled = soundfont != nullptr && part != Part::percussion && random.chance(soundfont_share);
    const std::vector<float> track = sampled ? soundfont->play(with_program(ours, draw_program(part, random)), length)
                                             : play_part(part, ours, size, random);
    const float loudness = rms(track);
    if (loudness < 1e-6F) continue;
    const float gain = 0.1F * std::pow(10.0F, level_db / 20.0F) / loudness;
    for (std::size_t i = 0; i < size; ++i) mix[i] += gain * track[i];
  }
  finish(mix, random);
  return mix;
}

}  // namespace drumlin::synth
