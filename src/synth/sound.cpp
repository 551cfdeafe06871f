// Where in a recorded stroke the stroke is heard, and how long it rings.
#include "synth/sound.h"

#include <algorithm>
#include <cmath>

namespace drumlin::synth {

int onset_of(std::span<const float> samples) {
  const std::span<const float> attack = samples.first(std::min<std::size_t>(samples.size(), 882));
  float peak = 0.0F;
  for (const float sample : attack) peak = std::max(peak, std::abs(sample));
  if (peak == 0.0F) return 0;
  const auto heard = std::find_if(attack.begin(), attack.end(), [&](float s) { return std::abs(s) >= 0.5F * peak; });
  return static_cast<int>(heard - attack.begin());
}

double Decay::ring() const {
  return energy > 0.0 ? 2.0 * moment / energy / 44100.0 : 0.0;
}

Decay decay_of(std::span<const float> samples, int onset) {
  Decay decay;
  for (std::size_t n = static_cast<std::size_t>(onset); n < samples.size(); ++n) {
    const double power = static_cast<double>(samples[n]) * samples[n];
    decay.energy += power;
    decay.moment += power * static_cast<double>(n - static_cast<std::size_t>(onset));
  }
  return decay;
}

}  // namespace drumlin::synth
