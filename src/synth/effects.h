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

/// High-pass and low-pass of fourth order: a telephone, a cheap loudspeaker. Edges in Hz; 0 leaves an edge open.
void band_limit(std::span<float> sound, float low_hz, float high_hz);

/// A room that no two examples share: a drawn feedback delay network whose highs die first (Jot and Chaigne 1991),
/// added to the dry sound. seconds: time to −60 dB of the lows; wet: linear level beside the dry sound (at 1 the room
/// holds about as much energy); pre_delay: seconds.
void reverberate(std::span<float> sound, float seconds, float wet, float pre_delay, nn::Random& random);

/// The room of a snare in the eighties: its echo at full strength, then cut off. wet: as for reverberate; hold: seconds
/// after a stroke (what exceeds a quarter of the peak) for which the room is let through.
void add_gated_room(std::span<float> sound, float wet, float hold, nn::Random& random);

/// Feed-forward compression of the peak level. attack, release: seconds.
void compress(std::span<float> sound, float threshold_db, float ratio, float attack, float release,
              float make_up_db = 0.0F);

/// Look-ahead limiter: no sample exceeds the ceiling (linear); a sound below it is left alone. release: seconds.
void limit(std::span<float> sound, float ceiling, float release = 0.05F);

/// tanh(drive · x) / tanh(drive): 0 dB in is 0 dB out.
void saturate(std::span<float> sound, float drive);

/// Cuts off what exceeds the ceiling (linear), as an overloaded microphone does.
void clip(std::span<float> sound, float ceiling);

/// White (colour 0) to pink (colour 1) hiss of that level (dB full scale, RMS).
void add_hiss(std::span<float> sound, float level_db, float colour, nn::Random& random);

/// Mains hum and its overtones; hz: 50 or 60.
void add_hum(std::span<float> sound, float level_db, float hz, nn::Random& random);

/// A distant microphone beside the close one: delay in seconds, linear gain.
void add_delayed(std::span<float> sound, float delay, float gain);

/// What a lossy codec leaves of the sound, at the same length and in the same place in time (the codec's delay is
/// compensated). quality: 0 (worst) to 1. Throws drumlin::Error if libsndfile was built without the codec.
enum class Codec { ogg, mp3 };
std::vector<float> lossy_copy(std::span<const float> sound, float quality, Codec codec);

/// Root mean square, the largest magnitude, and a gain to reach that.
float rms(std::span<const float> sound);
float peak_of(std::span<const float> sound);
void scale_to_peak(std::span<float> sound, float peak);

}  // namespace drumlin::synth
