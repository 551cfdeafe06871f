// Rooms and desks: small effects in physical units, in place, at 44.1 kHz. Each is a pure function of its input, its
// settings and, where noise is drawn, its random state.
#pragma once

#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::synth {

/// Robert Bristow-Johnson's filters (Audio EQ Cookbook).
enum class Filter { low_shelf, high_shelf, bell, low_pass, high_pass };
void equalize(std::span<float> sound, Filter filter, float hz, float gain_db, float quality = 0.707F);

/// A room that no two examples share: exponentially decaying noise whose highs die first, convolved. seconds: time to
/// −60 dB; wet: linear level beside the dry sound; pre_delay: seconds.
void reverberate(std::span<float> sound, float seconds, float wet, float pre_delay, nn::Random& random);

/// Feed-forward compression of the peak level. attack, release: seconds.
void compress(std::span<float> sound, float threshold_db, float ratio, float attack, float release,
              float make_up_db = 0.0F);

/// tanh(drive · x) / tanh(drive): 0 dB in is 0 dB out.
void saturate(std::span<float> sound, float drive);

/// White (colour 0) to pink (colour 1) hiss of that level (dB full scale, RMS).
void add_hiss(std::span<float> sound, float level_db, float colour, nn::Random& random);

/// Mains hum and its overtones; hz: 50 or 60.
void add_hum(std::span<float> sound, float level_db, float hz, nn::Random& random);

/// A distant microphone beside the close one: delay in seconds, linear gain.
void add_delayed(std::span<float> sound, float delay, float gain);

/// Root mean square, and a gain to reach a peak.
float rms(std::span<const float> sound);
void scale_to_peak(std::span<float> sound, float peak);

}  // namespace drumlin::synth
