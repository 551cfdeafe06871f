// A cheap band to play beside the drums: bass, guitars, keys, pads, voices and the percussion that is not ours to
// write down, each with a sound drawn anew. Good enough to teach a transcriber what is not a drum.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nn/random.h"
#include "synth/soundfont.h"

namespace drumlin::synth {

/// atmosphere: sweeps of noise and a record's crackle.
enum class Part : std::uint8_t {
  bass,
  guitar,
  power_chords,
  keys,
  organ,
  pad,
  ensemble,
  voice,
  lead,
  percussion,
  atmosphere
};
inline constexpr int part_count = 11;

/// time, duration: seconds (notes may begin before 0); pitch: MIDI, for percussion any number that tells the
/// instruments apart; velocity: (0, 1].
struct Note {
  double time = 0.0;
  double duration = 0.5;
  int pitch = 60;
  float velocity = 0.8F;
  Part part = Part::keys;
};

/// The band's mix: `length` samples at 44.1 kHz, every part at its own level, with equalisation, room and compression
/// drawn. soundfont: plays that share of the parts, with a program drawn to suit; null: none. The same notes and random
/// state give the same samples.
std::vector<float> play_band(std::span<const Note> notes, int length, nn::Random& random,
                             Soundfont* soundfont = nullptr, double soundfont_share = 0.0);

}  // namespace drumlin::synth
