// Measurements that the tests of sound share.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>

namespace drumlin::synth {

inline double decibels(double gain) {
  return 20.0 * std::log10(std::max(gain, 1e-12));
}

/// The discrete-time Fourier transform at one frequency (Goertzel's question, answered directly).
inline double magnitude_at(std::span<const float> sound, double hz) {
  const std::complex<double> step = std::polar(1.0, -2.0 * std::numbers::pi * hz / 44100.0);
  std::complex<double> turn = 1.0;
  std::complex<double> sum = 0.0;
  for (const float sample : sound) {
    sum += turn * static_cast<double>(sample);
    turn *= step;
  }
  return std::abs(sum);
}

inline double energy(std::span<const float> sound) {
  double sum = 0.0;
  for (const float sample : sound) sum += static_cast<double>(sample) * sample;
  return sum;
}

inline double peak(std::span<const float> sound) {
  double highest = 0.0;
  for (const float sample : sound) highest = std::max(highest, std::abs(static_cast<double>(sample)));
  return highest;
}

/// The frequency whose square is the spectrum's mean square frequency, Hz, by the energy of the first difference.
inline double brightness(std::span<const float> sound) {
  double difference = 0.0;
  for (std::size_t n = 1; n < sound.size(); ++n) difference += std::pow(sound[n] - sound[n - 1], 2);
  return std::sqrt(difference / energy(sound)) * 44100.0 / (2.0 * std::numbers::pi);
}

}  // namespace drumlin::synth
