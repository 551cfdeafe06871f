// The same random state chooses the same takes of both kits; their onsets are laid upon each other and then apart.
#include "synth/two_microphones.h"

#include <algorithm>
#include <cmath>

namespace drumlin::synth {

TwoMicrophones::TwoMicrophones(SampledKit close, const SampledKit& distant, double delay, float gain)
    : close_(std::move(close)),
      distant_(distant.arranged_like(close_)),
      delay_(std::lround(std::max(delay, 0.0) * 44100.0)),
      gain_(gain) {}

bool TwoMicrophones::has(score::Drum drum) const {
  return close_.has(drum);
}

Sound TwoMicrophones::play(score::Drum drum, float velocity, nn::Random& random, int longest) const {
  nn::Random same = random;
  Sound sound = close_.strike(drum, velocity, random, longest);
  if (!close_.same_strokes(distant_, drum)) return sound;
  const Sound distant = distant_.strike(drum, velocity, same, longest);
  const long shift = sound.onset + delay_ - distant.onset;
  const long first = std::max(0L, -shift);
  const long last = static_cast<long>(distant.samples.size());
  if (last + shift > static_cast<long>(sound.samples.size()))
    sound.samples.resize(static_cast<std::size_t>(last + shift), 0.0F);
  for (long n = first; n < last; ++n)
    sound.samples[static_cast<std::size_t>(n + shift)] += gain_ * distant.samples[static_cast<std::size_t>(n)];
  return sound;
}

}  // namespace drumlin::synth
