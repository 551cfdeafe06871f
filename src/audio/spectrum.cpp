// The short-time transform (its transforms are those of fft.h) and the mel and log-frequency filter banks.
#include "audio/spectrum.h"

#include <drumlin/error.h>

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>
#include <string>

#include "audio/fft.h"

namespace drumlin::audio {

std::vector<float> hann(int size) {
  std::vector<float> window(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / size));
  }
  return window;
}

struct Stft::Plan {
  int size;
  std::vector<float> window;  // scaled, so that the magnitudes need no more scaling
  FrameFft fft;

  // Frame f of the batch: size samples from `start` on, zero outside the span.
  void load(int f, std::span<const float> samples, std::ptrdiff_t start) {
    const auto length = static_cast<std::ptrdiff_t>(samples.size());
    const auto from = std::clamp<std::ptrdiff_t>(-start, 0, size);
    const auto to = std::clamp<std::ptrdiff_t>(length - start, from, size);
    float* column = fft.input() + f;
    for (std::ptrdiff_t i = 0; i < from; ++i) column[i * FrameFft::frames] = 0.0F;
    for (std::ptrdiff_t i = from; i < to; ++i) {
      column[i * FrameFft::frames] = samples[static_cast<std::size_t>(start + i)] * window[static_cast<std::size_t>(i)];
    }
    for (std::ptrdiff_t i = to; i < size; ++i) column[i * FrameFft::frames] = 0.0F;
  }
};

Stft::Stft(int size) {
  if (size < 16 || !std::has_single_bit(static_cast<unsigned>(size))) {
    throw Error("A transform of " + std::to_string(size) + " samples was asked for: give a power of two from 16 on.");
  }
  plan_ = std::make_unique<Plan>(Plan{size, hann(size), FrameFft(size)});
  for (float& w : plan_->window) w *= 4.0F / static_cast<float>(size);  // 2 / sum: a periodic Hann sums to size / 2
}
Stft::Stft(Stft&&) noexcept = default;
Stft& Stft::operator=(Stft&&) noexcept = default;
Stft::~Stft() = default;

int Stft::size() const {
  return plan_->size;
}
int Stft::bins() const {
  return plan_->size / 2 + 1;
}

void Stft::compute(std::span<const float> samples, std::ptrdiff_t first, int hop, int frames, std::span<float> out) {
  assert(out.size() == static_cast<std::size_t>(frames) * static_cast<std::size_t>(bins()));
  for (int n = 0; n < frames; n += FrameFft::frames) {
    const int count = std::min(FrameFft::frames, frames - n);
    // Lanes without a frame of their own repeat the last one: leftovers could be infinite, and slow.
    for (int f = 0; f < FrameFft::frames; ++f) {
      const auto frame = static_cast<std::ptrdiff_t>(n + std::min(f, count - 1));
      plan_->load(f, samples, first + frame * hop - plan_->size / 2);
    }
    plan_->fft.transform(count, out.subspan(static_cast<std::size_t>(n) * static_cast<std::size_t>(bins()),
                                            static_cast<std::size_t>(count) * static_cast<std::size_t>(bins())));
  }
  Eigen::Map<Eigen::ArrayXf> all(out.data(), static_cast<Eigen::Index>(out.size()));
  all = all.sqrt();
}

void FilterBank::apply(std::span<const float> magnitudes, std::span<float> out) const {
  assert(out.size() == filters.size());
  for (std::size_t b = 0; b < filters.size(); ++b) {
    const Filter& f = filters[b];
    const auto width = static_cast<Eigen::Index>(f.weights.size());
    out[b] = Eigen::Map<const Eigen::VectorXf>(f.weights.data(), width)
                 .dot(Eigen::Map<const Eigen::VectorXf>(magnitudes.data() + f.first_bin, width));
  }
}

namespace {
constexpr double mel_break = 15.0;  // 1 kHz, where the scale turns from linear to logarithmic
const double mel_log_step = std::log(6.4) / 27.0;

void check(const BankRange& range, int count) {
  if (count < 1 || !(range.low_hz >= 0.0) || !(range.low_hz < range.high_hz) || !(range.high_hz <= range.rate / 2)) {
    throw Error("A filter bank of " + std::to_string(count) + " bands from " + std::to_string(range.low_hz) + " to " +
                std::to_string(range.high_hz) + " Hz cannot be made: ask for at least one band between 0 and " +
                std::to_string(range.rate / 2) + " Hz.");
  }
}
}  // namespace

double hz_to_mel(double hz) {
  return hz < 1000.0 ? hz * mel_break / 1000.0 : mel_break + std::log(hz / 1000.0) / mel_log_step;
}

double mel_to_hz(double mel) {
  return mel < mel_break ? mel * 1000.0 / mel_break : 1000.0 * std::exp((mel - mel_break) * mel_log_step);
}

namespace {
FilterBank::Filter triangle(double left, double centre, double right, double bin_hz, int bins) {
  FilterBank::Filter filter;
  filter.first_bin = static_cast<int>(std::floor(left / bin_hz)) + 1;
  for (int k = filter.first_bin; k < bins && k * bin_hz < right; ++k) {
    const double hz = k * bin_hz;
    filter.weights.push_back(
        static_cast<float>(std::min((hz - left) / (centre - left), (right - hz) / (right - centre))));
  }
  if (filter.weights.empty()) {
    filter.first_bin = std::min(static_cast<int>(std::lround(centre / bin_hz)), bins - 1);
    filter.weights = {1.0F};
  }
  return filter;
}
}  // namespace

FilterBank mel_filters(const BankRange& range, int bands) {
  check(range, bands);
  const double low = hz_to_mel(range.low_hz);
  const double step = (hz_to_mel(range.high_hz) - low) / (bands + 1);
  FilterBank bank;
  for (int b = 0; b < bands; ++b) {
    const double centre = mel_to_hz(low + step * (b + 1));
    bank.centres.push_back(centre);
    bank.filters.push_back(triangle(mel_to_hz(low + step * b), centre, mel_to_hz(low + step * (b + 2)),
                                    range.rate / range.size, range.size / 2 + 1));
  }
  return bank;
}

namespace {
// The bin nearest to hz; of two as near, the right one.
int nearest_bin(double hz, double bin_hz, int bins) {
  return std::min(static_cast<int>(std::floor(hz / bin_hz + 0.5)), bins - 1);
}

// Rising from bin a, falling from bin b, ending before bin c; sums to 1.
FilterBank::Filter bin_triangle(int a, int b, int c) {
  if (c - a < 2) return {a, {1.0F}};
  FilterBank::Filter filter{a, {}};
  for (int k = a; k < b; ++k) filter.weights.push_back(static_cast<float>(k - a) / static_cast<float>(b - a));
  for (int k = b; k < c; ++k) filter.weights.push_back(1.0F - static_cast<float>(k - b) / static_cast<float>(c - b));
  float sum = 0.0F;
  for (float w : filter.weights) sum += w;
  for (float& w : filter.weights) w /= sum;
  return filter;
}
}  // namespace

FilterBank log_filters(const BankRange& range, int per_octave) {
  check(range, per_octave);
  const double bin_hz = range.rate / range.size;
  std::vector<int> corners;
  const auto lowest = static_cast<int>(std::floor(per_octave * std::log2(std::max(range.low_hz, bin_hz / 2) / 440.0)));
  for (int k = lowest;; ++k) {
    const double hz = 440.0 * std::exp2(static_cast<double>(k) / per_octave);
    if (hz > range.high_hz) break;
    if (hz < range.low_hz) continue;
    // madmom knows the bins 0 … size / 2 − 1 only: no Nyquist bin.
    const int bin = nearest_bin(hz, bin_hz, range.size / 2);
    if (corners.empty() || bin != corners.back()) corners.push_back(bin);
  }
  FilterBank bank;
  for (std::size_t i = 0; i + 2 < corners.size(); ++i) {
    bank.filters.push_back(bin_triangle(corners[i], corners[i + 1], corners[i + 2]));
    bank.centres.push_back(corners[i + 1] * bin_hz);
  }
  return bank;
}

}  // namespace drumlin::audio
