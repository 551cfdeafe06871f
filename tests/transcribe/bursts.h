// Something to listen to.
#pragma once

#include <cmath>
#include <vector>

#include "audio/reader.h"
#include "nn/random.h"

namespace drumlin::test {

/// Noise bursts every 0.2 s.
inline std::vector<float> bursts(double seconds) {
  nn::Random random(3);
  std::vector<float> samples(static_cast<std::size_t>(seconds * audio::sample_rate));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.5 * random.normal() * std::exp(-static_cast<double>(i % 8820) / 1000.0));
  }
  return samples;
}

}  // namespace drumlin::test
