// The raw material of synthetic drums: decaying sines and decaying bands of noise (modal synthesis, Adrien 1991;
// subtractive synthesis). Each function adds to a sound and lengthens it as far as the ring lasts.
#pragma once

#include <span>
#include <vector>

#include "nn/random.h"

namespace drumlin::synth {

/// One vibration: Hz, peak amplitude, seconds to −60 dB.
struct Partial {
  double hz = 0.0;
  double amplitude = 1.0;
  double seconds = 0.1;
};

/// A struck membrane starts sharp: every frequency is multiplied by 1 + depth · exp(−t / seconds).
struct Glide {
  double depth = 0.0;
  double seconds = 0.02;
};

/// Noise between two edges in Hz; amplitude: RMS at the start; seconds: to −60 dB; swell: seconds it takes to build
/// up; delay: seconds until it begins.
struct Noise {
  double low_hz = 20.0;
  double high_hz = 16000.0;
  double amplitude = 1.0;
  double seconds = 0.1;
  double swell = 0.0;
  double delay = 0.0;
};

/// The partials with random phases (metal, where there are many).
void add_partials(std::vector<float>& sound, std::span<const Partial> partials, nn::Random& random);

/// The partials starting from rest together (membranes, bars).
void add_partials(std::vector<float>& sound, std::span<const Partial> partials, Glide glide = {});

void add_noise(std::vector<float>& sound, const Noise& noise, nn::Random& random);

/// No sound lasts longer than this; the last hundredth of a second is faded.
inline constexpr double longest_ring = 4.0;
void fade_end(std::vector<float>& sound);

}  // namespace drumlin::synth
