// Decaying sines by rotating phasors, sixteen at a time; decaying noise by filters and an exponential.
#include "synth/partials.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "synth/effects.h"

namespace drumlin::synth {
namespace {

constexpr double kSampleRate = 44100.0;
constexpr int kLanes = 16;
constexpr int kBlock = 64;  // samples for which a gliding frequency stands still

using Lanes = Eigen::Array<float, kLanes, 1>;

int samples_of(double seconds) {
  return static_cast<int>(std::min(seconds, longest_ring) * kSampleRate);
}

void lengthen(std::vector<float>& sound, int length) {
  if (static_cast<int>(sound.size()) < length) sound.resize(static_cast<std::size_t>(length), 0.0F);
}

/// Up to sixteen phasors z ← z · r · exp(iw), each decaying to −60 dB in its time.
struct Bank {
  Lanes real = Lanes::Zero();
  Lanes imaginary = Lanes::Zero();
  Lanes cosine = Lanes::Zero();
  Lanes sine = Lanes::Zero();
  int length = 0;

  void set(int lane, const Partial& partial, double phase) {
    real[lane] = static_cast<float>(partial.amplitude * std::cos(phase));
    imaginary[lane] = static_cast<float>(partial.amplitude * std::sin(phase));
    length = std::max(length, samples_of(partial.seconds));
  }

  void turn_at(int lane, const Partial& partial, double sharpness) {
    const double step = 2.0 * std::numbers::pi * partial.hz * sharpness / kSampleRate;
    const double radius = std::pow(10.0, -3.0 / (partial.seconds * kSampleRate));
    cosine[lane] = static_cast<float>(radius * std::cos(step));
    sine[lane] = static_cast<float>(radius * std::sin(step));
  }

  void play(std::span<float> out) {
    for (float& sample : out) {
      sample += imaginary.sum();
      const Lanes turned = real * cosine - imaginary * sine;
      imaginary = real * sine + imaginary * cosine;
      real = turned;
    }
  }
};

void add_bank(std::vector<float>& sound, std::span<const Partial> partials, std::span<const double> phases,
              Glide glide) {
  Bank bank;
  const int count = static_cast<int>(partials.size());
  for (int lane = 0; lane < count; ++lane)
    bank.set(lane, partials[static_cast<std::size_t>(lane)], phases[static_cast<std::size_t>(lane)]);
  lengthen(sound, bank.length);
  for (int start = 0; start < bank.length; start += kBlock) {
    const double sharpness = 1.0 + glide.depth * std::exp(-(start + kBlock / 2) / kSampleRate / glide.seconds);
    if (start == 0 || glide.depth != 0.0)
      for (int lane = 0; lane < count; ++lane) bank.turn_at(lane, partials[static_cast<std::size_t>(lane)], sharpness);
    const int length = std::min(kBlock, bank.length - start);
    bank.play(std::span(sound).subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(length)));
  }
}

/// Banks of partials that ring about equally long, so that short ones are not computed to the end of long ones.
void add_banks(std::vector<float>& sound, std::span<const Partial> partials, std::span<const double> phases,
               Glide glide) {
  std::vector<Partial> sorted;  // partials above 18 kHz are not heard
  for (const Partial& partial : partials)
    if (partial.hz < 18000.0) sorted.push_back(partial);
  std::sort(sorted.begin(), sorted.end(), [](const Partial& a, const Partial& b) { return a.seconds > b.seconds; });
  for (std::size_t first = 0; first < sorted.size(); first += kLanes) {
    const std::size_t count = std::min<std::size_t>(kLanes, sorted.size() - first);
    add_bank(sound, std::span(sorted).subspan(first, count), phases.subspan(first, count), glide);
  }
}

}  // namespace

void add_partials(std::vector<float>& sound, std::span<const Partial> partials, nn::Random& random) {
  std::vector<double> phases(partials.size());
  for (double& phase : phases) phase = random.uniform(0.0, 2.0 * std::numbers::pi);
  add_banks(sound, partials, phases, {});
}

void add_partials(std::vector<float>& sound, std::span<const Partial> partials, Glide glide) {
  const std::vector<double> phases(partials.size(), 0.0);
  add_banks(sound, partials, phases, glide);
}

void add_noise(std::vector<float>& sound, const Noise& noise, nn::Random& random) {
  const int delay = samples_of(noise.delay);
  const int length = samples_of(noise.seconds + noise.swell);
  std::vector<float> band(static_cast<std::size_t>(length));
  for (float& sample : band) sample = static_cast<float>(random.uniform(-1.0, 1.0));
  equalize(band, Filter::high_pass, static_cast<float>(noise.low_hz), 0.0F);
  if (noise.high_hz < 18000.0) equalize(band, Filter::low_pass, static_cast<float>(noise.high_hz), 0.0F);
  const float level = rms(std::span(band).first(std::min<std::size_t>(band.size(), 4096)));
  if (level <= 0.0F) return;
  lengthen(sound, delay + length);
  const auto decay = static_cast<float>(std::pow(10.0, -3.0 / (noise.seconds * kSampleRate)));
  const auto rise = noise.swell > 0.0 ? static_cast<float>(std::exp(-3.0 / (noise.swell * kSampleRate))) : 0.0F;
  float envelope = static_cast<float>(noise.amplitude) / level;
  float absent = 1.0F;  // what the swell has not yet let in
  for (std::size_t n = 0; n < band.size(); ++n) {
    absent *= rise;
    sound[static_cast<std::size_t>(delay) + n] += envelope * (1.0F - absent) * band[n];
    envelope *= decay;
  }
}

void fade_end(std::vector<float>& sound) {
  const std::size_t length = std::min<std::size_t>(sound.size(), 441);
  for (std::size_t n = 0; n < length; ++n)
    sound[sound.size() - 1 - n] *= static_cast<float>(n) / static_cast<float>(length);
}

}  // namespace drumlin::synth
