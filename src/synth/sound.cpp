// Where in a recorded stroke the stroke is heard.
#include "synth/sound.h"

#include <algorithm>
#include <cmath>

namespace drumlin::synth {

int onset_of(std::span<const float> samples) {
  const std::span<const float> attack = samples.first(std::min<std::size_t>(samples.size(), 882));
  float peak = 0.0F;
  for (const float sample : attack) peak = std::max(peak, std::abs(sample));
  if (peak == 0.0F) return 0;
  const auto heard = std::find_if(attack.begin(), attack.end(), [&](float s) { return std::abs(s) >= 0.1F * peak; });
  return static_cast<int>(heard - attack.begin());
}

}  // namespace drumlin::synth
