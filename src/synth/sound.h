// What every source of drum sound offers: a stroke in, samples out.
#pragma once

#include <drumlin/score.h>

#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::synth {

/// Mono samples at 44.1 kHz. onset: the sample at which a listener would place the stroke (where the attack first
/// comes within 20 dB of its peak); the renderer puts it on the hit's time.
struct Sound {
  std::vector<float> samples;
  int onset = 0;
};

/// That onset for samples that begin with the stroke: the first sample within 20 dB of the peak of the first 20 ms; 0
/// for silence.
int onset_of(std::span<const float> samples);

/// A drum kit. Strikes are deterministic: the same drum, velocity and random state give the same samples. Thread-safe.
class Kit {
 public:
  virtual ~Kit() = default;
  /// Whether the kit has that articulation.
  virtual bool has(score::Drum drum) const = 0;
  /// One stroke at velocity (0, 1]; random chooses among round robins and natural variation only.
  virtual Sound strike(score::Drum drum, float velocity, nn::Random& random) const = 0;
};

}  // namespace drumlin::synth
