// What every source of drum sound offers: a stroke in, samples out.
#pragma once

#include <drumlin/score.h>

#include <limits>
#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::synth {

/// Mono samples at 44.1 kHz. onset: the sample at which a listener would place the stroke (where the attack first
/// reaches half its peak; people who annotate drums mark them there or later); the renderer puts it on the hit's time.
/// ring: of the whole stroke, seconds, however few samples of it are here.
struct Sound {
  std::vector<float> samples;
  int onset = 0;
  double ring = 0.0;
};

/// That onset for samples that begin with the stroke: the first sample that reaches half the peak of the first 20 ms;
/// 0 for silence.
int onset_of(std::span<const float> samples);

/// How a stroke's energy lies in time. moment: of the energy about the onset, in samples.
struct Decay {
  double energy = 0.0;
  double moment = 0.0;

  /// The time constant of the ring in seconds, 0 for silence: the energy of an exponential has its centre at half of
  /// it.
  double ring() const;
};
Decay decay_of(std::span<const float> samples, int onset);

/// A drum kit. Strikes are deterministic: the same drum, velocity and random state give the same samples. Thread-safe.
class Kit {
 public:
  static constexpr int everything = std::numeric_limits<int>::max();

  virtual ~Kit() = default;
  /// Whether the kit has that articulation.
  virtual bool has(score::Drum drum) const = 0;
  /// One stroke at velocity (0, 1]; random chooses among round robins and natural variation only. longest: samples
  /// after the onset that are wanted; what comes later may be left out, and nothing else depends on it.
  Sound strike(score::Drum drum, float velocity, nn::Random& random, int longest = everything) const {
    return play(drum, velocity, random, longest);
  }

 private:
  virtual Sound play(score::Drum drum, float velocity, nn::Random& random, int longest) const = 0;
};

}  // namespace drumlin::synth
