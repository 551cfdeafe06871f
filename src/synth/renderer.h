// Plays a performance on a set of drums.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "synth/sound.h"

namespace drumlin::synth {

/// Which kit plays an articulation, and how that drum differs from the kit's own. gain: linear; pitch: playback ratio
/// (1 = as recorded); decay: fraction of the natural ring kept, 1 = all, less shortens.
struct Voice {
  const Kit* kit = nullptr;
  float gain = 1.0F;
  float pitch = 1.0F;
  float decay = 1.0F;
};
using Drumset = std::array<Voice, score::drum_count>;

/// The groups that a desk would have a fader for.
enum class Group { kick, snare, hats, toms, cymbals, other };
inline constexpr int group_count = 6;
Group group_of(score::Drum drum);

/// One track per drum, each of `length` samples at 44.1 kHz; empty where nothing is played.
using Tracks = std::array<std::vector<float>, score::drum_count>;

/// Adds every hit at its time (seconds; hits may begin before 0, so that cymbals ring in). Closed, pedal and open
/// hi-hat choke the open one within a few milliseconds. Drums without a kit stay silent. The same random state gives
/// the same samples.
Tracks render(std::span<const score::Hit> hits, const Drumset& drums, int length, nn::Random& random);

}  // namespace drumlin::synth
