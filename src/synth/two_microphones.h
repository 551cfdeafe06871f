// A kit heard through two microphones at once, as most recordings of drums are.
#pragma once

#include "synth/sampled_kit.h"

namespace drumlin::synth {

/// Plays the same strokes through a close and a distant microphone. The stroke's onset is the close one's. Drums whose
/// strokes the distant kit does not share (SampledKit::same_strokes) are heard through the close microphone alone.
class TwoMicrophones : public Kit {
 public:
  /// delay: seconds by which the sound reaches the distant microphone later; gain: of that microphone, linear.
  TwoMicrophones(SampledKit close, const SampledKit& distant, double delay, float gain);

  bool has(score::Drum drum) const override;

 private:
  Sound play(score::Drum drum, float velocity, nn::Random& random, int longest) const override;

  SampledKit close_;
  SampledKit distant_;
  long delay_;
  float gain_;
};

}  // namespace drumlin::synth
